# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154  # build.sh's and the board's
# Kernel, its modules, and the initramfs. The modules are stored unpacked: the squashfs and the initrd pack them better, and
# a slow processor need not undo XZ at every boot.

# What a box may need of a kernel for every PC of the world: its own disk, network ports, drives and panels. Below kernel/.
readonly kept_modules='^arch/[^/]*/crypto/
^(block|crypto|lib|mm)/
^drivers/(acpi|ata|char/hw_random|clk|cdrom|dma|extcon|firmware|gpio|i2c|input/keyboard|leds|mfd|mmc|mux|nvme|nvmem|pci|phy|pinctrl)/
^drivers/(power|pps|ptp|pwm|regulator|reset|rtc|soc|spi|spmi|thermal|virtio|watchdog|usb/(common|core|host|storage|dwc2|dwc3|phy|roles|typec))/
^drivers/(block/(loop|virtio_blk)|hid/(hid|hid-generic|usbhid/.*)|net/(mii|virtio_net|phy/.*|mdio/.*|pcs/.*|usb/.*))\.ko
^drivers/net/ethernet/(3com|adi|agere|alacritech|allwinner|altera|amd|aquantia|arc|asix|atheros|broadcom|davicom|engleder|intel|jme|marvell|mediatek|micrel|microchip|natsemi|nvidia|rdc|realtek|silan|sis|smsc|stmicro|sun/sun4i|ti|tehuti|via|vertexcom|wangxun|wiznet)/
^drivers/(scsi/(scsi_mod|scsi_common|sd_mod|sr_mod|virtio_scsi)|md/(dm-mod|dm-verity|dm-bufio)|i2c/.*)\.ko
^fs/(autofs|squashfs|ext4|jbd2|fat|exfat|ntfs3|isofs|udf|nls)/
^fs/mbcache\.ko
^net/(packet|llc|802)/'
# Named before udev has looked, or by nobody's modalias.
readonly early_modules='loop squashfs vfat nls_cp437 nls_ascii ext4 sd_mod usb-storage uas xhci-pci xhci-plat-hcd ehci-pci uhci-hcd ohci-pci ahci ata_piix ata_generic nvme virtio_pci virtio_mmio virtio_blk virtio_scsi mmc_block sdhci-pci sdhci-acpi sdhci-iproc bcm2835 dwc2 crc32c-generic crc32c_generic crc32c-intel'

# Sets kernel_version; fills ROOT/usr/lib/modules. ROOT lies below the tools' root.
install_modules() { # ROOT
    local root=$1 all=$work/all
    kernel_version=$(basename "$packages"/loose/usr/lib/modules/*)
    mkdir -p "$all/lib/modules" "$root/usr/lib/modules"
    cp -al "$packages/loose/usr/lib/modules/$kernel_version" "$all/lib/modules/"
    in_tools depmod --basedir "${all#"$tools"}" "$kernel_version"
    copy_modules "$all/lib/modules/$kernel_version" "$root/usr/lib/modules/$kernel_version" <<<"$kept_modules${board_modules:+$'\n'$board_modules}"
    find "$root/usr/lib/modules" -name '*.ko.xz' -exec xz --decompress {} +
    in_tools depmod --basedir "${root#"$tools"}" "$kernel_version"
    rm -rf "$all"
}

# With what they depend on. Standard input: patterns of paths below kernel/.
copy_modules() { # FROM TO
    mkdir -p "$2"
    sed 's|^^|^kernel/|' | grep --extended-regexp --file=- "$1/modules.dep" | tr -d : | tr ' ' '\n' | sort -u |
        tar --create --directory="$1" --files-from=- | tar --extract --directory="$2"
    cp "$1"/modules.{order,builtin,builtin.modinfo} "$2/"
}

make_initrd() { # ROOT FILE
    local tree=$work/initrd pattern
    mkdir -p "$tree"/{bin,lib/modules}
    install -m 755 "$image/init" "$tree/init"
    cp "$packages/loose/usr/bin/busybox" "$tree/bin/"
    pattern=$(tr ' -' '\n_' <<<"$early_modules $board_early_modules" | sed 's/_/[-_]/g; s|.*|/&\\.ko:|')
    copy_modules "$1/usr/lib/modules/$kernel_version" "$tree/lib/modules/$kernel_version" < <(sed 's|^|^.*|' <<<"$pattern")
    in_tools depmod --basedir "${tree#"$tools"}" "$kernel_version"
    in_tools sh -c "cd '${tree#"$tools"}' && find . -exec touch --no-dereference --date=@$SOURCE_DATE_EPOCH {} + &&
        find . | LC_ALL=C sort | cpio --quiet --create --format=newc --reproducible --owner=0:0 | zstd -19 --quiet --no-progress >'${2#"$tools"}'"
}
