# shellcheck shell=bash
# shellcheck disable=SC2154  # media and cache come from media.sh
# A Debian Live ISO of this machine's own Debian release, as live-build lays it out, out of Debian's packages alone:
# kernel, live-boot, systemd, and a prompt on the serial line where root needs no password.

readonly live_packages=linux-image-amd64,live-boot,live-boot-initramfs-tools,initramfs-tools,systemd-sysv,udev,kmod,busybox,zstd,iproute2,login
# Nobody reads, hears or watches anything on a virtual PC with a serial line; it is two thirds of the packages.
readonly live_leaves_out=(
    '/usr/share/doc/*' '/usr/share/man/*' '/usr/share/info/*' '/usr/share/locale/*' '/usr/share/i18n/*' '/usr/share/bug/*'
    '*/lib/modules/*/kernel/sound/*'
    '*/lib/modules/*/kernel/drivers/'{gpu,media,iio,infiniband,isdn,bluetooth,staging,hwmon,net/wireless}'/*'
)

# Prints the path of the ISO; makes it when something that it is made from has changed.
debian_live() {
    local iso=$media/debian-live.iso stamp work
    stamp=$(cat scripts/media/debian-live.sh /etc/debian_version | sha256sum | cut -d' ' -f1)
    exec 8>"$cache/debian-live.lock"
    flock 8
    if [[ ! -s $iso || $(cat "$iso.stamp" 2>/dev/null) != "$stamp" ]]; then
        ((EUID == 0)) || { echo "media.sh: a root file system is made with chroot: run it with sudo." >&2; return 2; }
        work=$(mktemp -d "$cache/debian-live.XXXXXX")
        # shellcheck disable=SC2064  # the value of now
        trap "rm -rf '$work'" EXIT
        make_debian_live "$work" >&2
        mv "$work/debian-live.iso" "$iso"
        echo "$stamp" >"$iso.stamp"
    fi
    echo "$iso"
}

make_debian_live() { # FOLDER
    local root=$1/root disc=$1/disc kernel version
    install_peers mmdebstrap:mmdebstrap mksquashfs:squashfs-tools xorriso:xorriso mformat:mtools mkfs.vfat:dosfstools \
        grub-mkstandalone:grub-common /usr/lib/ISOLINUX/isolinux.bin:isolinux \
        /usr/lib/syslinux/modules/bios/ldlinux.c32:syslinux-common /usr/lib/grub/x86_64-efi/normal.mod:grub-efi-amd64-bin

    make_root "$root"
    kernel=$(echo "$root"/boot/vmlinuz-*) version=${kernel##*/vmlinuz-}
    mkdir -p "$disc"/{live,.disk,isolinux,boot/grub}
    cp "$kernel" "$root/boot/initrd.img-$version" "$disc/live/"
    # shellcheck disable=SC1091  # it is the live system's
    (. "$root/etc/os-release" && echo "$PRETTY_NAME - live amd64 $(date -u +%F)") >"$disc/.disk/info"
    echo "Squeezing the live system."
    mksquashfs "$root" "$disc/live/filesystem.squashfs" -noappend -no-progress -quiet -comp zstd -Xcompression-level 9 -b 1M \
        -wildcards -e 'boot/*' 'proc/*' 'sys/*' 'dev/*' 'run/*' 'tmp/*' 'var/cache/apt/*' 'var/lib/apt/lists/*'
    make_disc "$disc" "$version" "$1/efi" "$1/debian-live.iso"
}

make_root() { # FOLDER
    local options=() pattern
    for pattern in "${live_leaves_out[@]}"; do options+=(--dpkgopt="path-exclude=$pattern"); done
    echo "Putting a live system together from Debian's packages (some minutes)."
    # shellcheck disable=SC2016  # apt, and the shell of the hook, expand it
    debian_sources 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $(REPO_URI) $(RELEASE) main' |
        mmdebstrap --quiet --mode=root --variant=minbase --include="$live_packages" "${options[@]}" \
            --customize-hook='chroot "$1" passwd --quiet --delete root' \
            --customize-hook='echo debian-live >"$1/etc/hostname"' \
            "$(release_name)" "$1" -
}

# shellcheck disable=SC1091  # it is the machine's, not ours
release_name() { (. /etc/os-release && echo "${VERSION_CODENAME:?this is no release of Debian}"); }

# Starts by itself from a CD or a stick too, on BIOS and UEFI, as every live ISO does.
make_disc() { # DISC VERSION FOLDER ISO
    local disc=$1 arguments='boot=live components console=tty0 console=ttyS0,115200'
    mkdir -p "$3"
    cp /usr/lib/ISOLINUX/isolinux.bin /usr/lib/syslinux/modules/bios/ldlinux.c32 "$disc/isolinux/"
    cat >"$disc/isolinux/isolinux.cfg" <<CFG
serial 0 115200
default live
label live
    kernel /live/vmlinuz-$2
    append initrd=/live/initrd.img-$2 $arguments
CFG
    cat >"$disc/boot/grub/grub.cfg" <<CFG
set timeout=1
menuentry "Live system (amd64)" {
    linux /live/vmlinuz-$2 $arguments
    initrd /live/initrd.img-$2
}
CFG
    echo 'search --file --set=root /.disk/info; configfile /boot/grub/grub.cfg' >"$3/grub.cfg"
    grub-mkstandalone --format=x86_64-efi --output="$3/BOOTX64.EFI" --locales= --fonts= --themes= \
        --modules='search iso9660 part_gpt part_msdos fat' "/boot/grub/grub.cfg=$3/grub.cfg"
    truncate --size=8M "$disc/boot/grub/efi.img"
    mkfs.vfat "$disc/boot/grub/efi.img" >/dev/null
    mmd -i "$disc/boot/grub/efi.img" ::EFI ::EFI/BOOT
    mcopy -i "$disc/boot/grub/efi.img" "$3/BOOTX64.EFI" ::EFI/BOOT/
    xorriso -report_about WARNING -as mkisofs -quiet -V DEBIAN_LIVE -J -joliet-long -R \
        -isohybrid-mbr /usr/lib/ISOLINUX/isohdpfx.bin \
        -b isolinux/isolinux.bin -c isolinux/boot.cat -no-emul-boot -boot-load-size 4 -boot-info-table \
        -eltorito-alt-boot -e boot/grub/efi.img -no-emul-boot -isohybrid-gpt-basdat \
        -o "$4" "$disc"
}
