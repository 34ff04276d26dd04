# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154  # build.sh and its steps read them
# A Raspberry Pi 3, 4, 400, Compute Module 3 or 4, or Zero 2 W. Its firmware loads U-Boot, which chooses the slot. Not the firmware's own
# way (tryboot): Debian's kernel cannot ask for it, for that is a patch of Raspberry Pi's kernel (rpi-eeprom issue 716), and a Pi 4 needs
# an EEPROM from after October 2022.
arch=arm64 rid=linux-arm64
board_packages=(raspi-firmware u-boot-rpi)
kernel_package=linux-image-arm64
# Pins 8 and 10 of the header; ttyAMA0 on a Compute Module 3. U-Boot says which.
serial='ttyS1 ttyAMA0'
arguments='ro quiet loglevel=3 panic=10 lsm=landlock systemd.machine_id=firmware console=tty0'
# The processor's full speed; what a card's power and a restart hang on.
board_modules='^drivers/cpufreq/raspberrypi-cpufreq\.ko'
board_early_modules='bcm2835_wdt fixed gpio-regulator'
start_partitions=(
    'boot 32 EBD0A0A2-B9E5-4433-87C0-68B6B72699C7'
    'choice 1 DA000000-5042-4F58-8000-000000000000'
)

# U-Boot unpacks it; a card is slower than that.
put_kernel() { # FROM TO
    in_tools gzip --no-name -9 <"$1" >"$2"
}

make_boot() { # DISK BOOT-MB CHOICE-MB
    local disk=$1 boot=$work/boot tree firmware=$packages/loose/usr/lib/raspi-firmware
    mkdir -p "$boot"
    cp "$firmware"/{bootcode.bin,start.elf,fixup.dat,start4.elf,fixup4.dat} "$packages/loose/usr/lib/u-boot/rpi_arm64/u-boot.bin" "$boot/"
    cp "$packages/loose/usr/lib/linux-image-$kernel_version/broadcom"/bcm{2837,2711}-rpi-*.dtb "$boot/"
    # U-Boot numbers cards in their order in the tree, and a Pi 4 has its Wi-Fi's bus before the card. Raspberry Pi's own trees have this alias.
    for tree in "$boot"/bcm2711-*.dtb; do in_tools fdtput --type s "${tree#"$tools"}" /aliases mmc0 /emmc2bus/mmc@7e340000; done
    cp "$image/boards/$board/config.txt" "$boot/"
    # Whoever hands the firmware on must hand this on with it.
    cp "$packages/loose/usr/share/doc/raspi-firmware/copyright" "$boot/LICENCE.txt"
    environment "$image/boards/$board/uboot.txt" "$boot/uboot.env"
    make_fat "$work/boot.fat" 32 50424F42 PBB-BOOT "$boot"/*
    put "$work/boot.fat" "$disk" "$2"
    printf 'committed=a\ntrial=none\n' | dd of="$disk" bs=1M seek="$3" conv=notrunc status=none

    # The ROM of a Pi 3 knows only the old table: there, the first partition and slot a once more, and behind them the mark by which everybody
    # else looks for the GPT (0xee, from sector 1). As the second it is told to stop a Pi 4 (firmware of trixie, seven blinks).
    {
        old_partition 0c $(($2 * 2048)) $((32 * 2048))
        old_partition 0c $((($3 + 1) * 2048)) $((slot_mb * 2048))
        old_partition ee 1 $(($2 * 2048 - 1))
    } | dd of="$disk" bs=1 seek=446 conv=notrunc status=none
}

# As U-Boot keeps its variables: CRC-32, NAME=VALUE and a zero for each, 16 KB in all (CONFIG_ENV_SIZE).
environment() { # TEXT FILE
    local variables=$work/variables
    sed "/^#/d;s|@ARGUMENTS@|$arguments|" "$1" | tr '\n' '\0' >"$variables"
    truncate --size=$((16384 - 4)) "$variables"
    # gzip's trailer begins with it.
    in_tools gzip --no-name <"$variables" | tail -c 8 | head -c 4 | cat - "$variables" >"$2"
}

# Without cylinders and heads, which cards do not have.
old_partition() { # TYPE START SECTORS
    printf '\x00\xfe\xff\xff'
    printf "\\x$1"
    printf '\xfe\xff\xff'
    le64 "$2" 4
    le64 "$3" 4
}
