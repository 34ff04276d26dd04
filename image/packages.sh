# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154  # repo, arch, cache and the board's lists are build.sh's
# Debian trixie's packages: the root of a board, and the tools that put a disk together. Both are kept below artifacts/ until
# a list here changes, so that a second build needs no network. mmdebstrap gives apt a configuration of its own.

# shellcheck source=scripts/debian-sources.sh
source "$repo/scripts/debian-sources.sh"
# shellcheck source=scripts/peers.sh
source "$repo/scripts/peers.sh"

readonly release=trixie
# libidn2-0 is a must for mDNS: without it resolved calls every box "linux".
readonly root_packages=systemd,systemd-sysv,systemd-resolved,libidn2-0,systemd-timesyncd,systemd-repart,udev,kmod,e2fsprogs,iproute2,dropbear-bin,rauc
# Taken apart and never installed: their scripts would build an initramfs that this image does not use.
readonly loose_packages=(busybox-static)
# The same tools on every machine that builds, for the same bytes.
readonly tool_packages=squashfs-tools,mtools,dosfstools,e2fsprogs,fdisk,cpio,zstd,kmod,grub-common,grub-pc-bin,grub-efi-amd64-bin,rauc

readonly left_out=(
    '/usr/share/doc/*' '/usr/share/man/*' '/usr/share/info/*' '/usr/share/locale/*' '/usr/share/i18n/*' '/usr/share/bug/*'
    '/usr/share/lintian/*' '/usr/share/bash-completion/*' '/usr/share/zsh/*'
)

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

bootstrap() { # FOLDER ARCHITECTURE INSTALLED LOOSE…
    local folder=$1 architecture=$2 installed=$3 options=() pattern package deb
    shift 3
    install_peers mmdebstrap:mmdebstrap /usr/share/keyrings/debian-archive-keyring.gpg:debian-archive-keyring
    for pattern in "${left_out[@]}"; do options+=(--dpkgopt="path-exclude=$pattern"); done
    mkdir -p "$folder"/{loose,deb}
    # shellcheck disable=SC2016  # apt and the hook's shell expand it
    debian_sources 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $(SITE) '"$release main non-free-firmware" 'Label: Debian' |
        LOOSE="$*" FOLDER=$folder mmdebstrap --quiet --mode=root --variant=essential --architectures="$architecture" \
            --include="$installed" "${options[@]}" --skip=cleanup/apt/lists,check/qemu \
            --customize-hook='export APT_CONFIG=$MMDEBSTRAP_APT_CONFIG; cd "$FOLDER/deb"; for p in $LOOSE; do
                case $p in linux-image-*) p=$(apt-cache depends "$p" | sed -n "s/.*Depends: \(linux-image-[0-9].*\)/\1/p" | head -n 1) ;; esac
                apt-get -qq -o APT::Sandbox::User=root download "$p" || exit; done' \
            --customize-hook='dpkg-query --admindir="$1/var/lib/dpkg" --show >"$FOLDER/installed"' \
            "$release" "$folder/root" - >&2
    for deb in "$folder"/deb/*.deb; do
        [[ -e $deb ]] || break
        package=$(dpkg-deb --field "$deb" Package)
        dpkg-deb --extract "$deb" "$folder/loose"
        printf '%s\t%s\n' "$package" "$(dpkg-deb --field "$deb" Version)" >>"$folder/installed"
    done
    rm -rf "$folder/deb"
    LC_ALL=C sort "$folder/installed" >"$folder/manifest"
}
