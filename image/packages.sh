# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154  # repo, arch, cache and the board's lists are build.sh's
# Debian trixie's packages: the root of a board, and the tools that put a disk together. Both are kept below artifacts/ until
# a list here changes, so that a second build needs no network. mmdebstrap gives apt a configuration of its own.

# shellcheck source=scripts/trixie.sh
source "$repo/scripts/trixie.sh"

# libidn2-0 is a must for mDNS: without it resolved calls every box "linux".
readonly root_packages=systemd,systemd-sysv,systemd-resolved,libidn2-0,systemd-timesyncd,systemd-repart,udev,kmod,e2fsprogs,iproute2,dropbear-bin,rauc
# Taken apart and never installed: their scripts would build an initramfs that this image does not use.
readonly loose_packages=(busybox-static)
# The same tools on every machine that builds, for the same bytes.
readonly tool_packages=squashfs-tools,mtools,dosfstools,e2fsprogs,fdisk,cpio,zstd,kmod,grub-common,grub-pc-bin,grub-efi-amd64-bin,rauc,device-tree-compiler

# Sets packages: the folder with root/ (installed), loose/ (unpacked) and manifest.
get_packages() {
    local list="$root_packages $kernel_package ${board_packages[*]} ${loose_packages[*]} ${left_out[*]}"
    packages=$cache/$board-$(sha256sum <<<"$arch $release $list" | cut -c1-12)
    [[ ! -s $packages/manifest ]] || return 0
    say "getting Debian's packages for $board (some minutes, once)"
    rm -rf "$cache/$board"-*
    bootstrap "$packages" "$arch" "$root_packages" "$kernel_package" "${loose_packages[@]}" "${board_packages[@]}"
}

# Sets tools: a root to chroot into.
get_tools() {
    tools=$cache/tools-$(sha256sum <<<"$release $tool_packages" | cut -c1-12)/root
    [[ ! -s ${tools%/root}/manifest ]] || return 0
    say "getting the tools that put a disk together (once)"
    rm -rf "$cache"/tools-*
    bootstrap "${tools%/root}" amd64 "$tool_packages"
}

# This machine's kernel runs the board's programs in QEMU, until the build ends. F: the interpreter is opened now, and need not be in the
# root. mmdebstrap looks for this name.
run_foreign() {
    local place=/proc/sys/fs/binfmt_misc any='\xff\xff\xff\xff\xff\xff\xff'
    [[ $arch != "$(dpkg --print-architecture)" ]] || return 0
    install_peers qemu-aarch64-static:qemu-user-static
    [[ -e $place/register ]] || mount -t binfmt_misc binfmt_misc "$place"
    [[ ! -e $place/qemu-aarch64 ]] || return 0
    # ELF, 64 bits, a program or a library, AArch64.
    echo ':qemu-aarch64:M::\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00:'"$any"'\x00'"$any"'\xff\xfe\xff\xff\xff:'"$(readlink -f "$(command -v qemu-aarch64-static)")"':F' >"$place/register"
    registered=$place/qemu-aarch64
}
