# shellcheck shell=bash
# shellcheck disable=SC2154  # test-image.sh's
# The card for a Raspberry Pi: what is on it, its root on QEMU's board without a name, and from U-Boot on an emulated Pi 3. Where
# the package feed has no native packs for arm64, a script stands in for the program.

install_peers qemu-system-aarch64:qemu-system-arm fdtget:device-tree-compiler unsquashfs:squashfs-tools
box_off
pi=$folder/pi pi_card=$folder/pi.img pi_image=$built/pibootbox-rpi-arm64.img
rm -rf "$pi"
mkdir -p "$pi/boot"

# Ready, alive every ten seconds, and a word of the panel on the console.
cat >"$pi/stand-in" <<'PROGRAM'
#!/bin/sh
case $1 in
    run) exec systemd-notify --exec READY=1 \; "$0" alive ;;
    alive)
        sleep 10
        exec systemd-notify --exec WATCHDOG=1 \; "$0" alive
        ;;
    panel)
        echo 'no attention needed'
        exec sleep infinity
        ;;
esac
PROGRAM
chmod +x "$pi/stand-in"
program=$PWD/artifacts/linux-arm64/pibootbox
if ! scripts/publish.sh linux-arm64; then
    echo "        rpi: a script stands in for the program"
    program=$pi/stand-in
fi
[[ ! $build ]] || build_image rpi-arm64 "$program" 110
sums_hold() { (cd "$built" && sha256sum --check --quiet pibootbox-rpi-arm64.img.zst.sha256); }
check "rpi: its SHA-256 holds" sums_hold
listed() { grep -qE "^$1(:arm64)?"$'\t' "$built/pibootbox-rpi-arm64.manifest"; }
check "rpi: the manifest lists firmware, U-Boot, kernel and systemd" eval 'listed raspi-firmware && listed u-boot-rpi && listed linux-image-[0-9].* && listed systemd'

# FAT at sector 2048 is what the ROM sees; for everybody else the mark of a GPT, which must not be the first or the second.
old_table=$(printf %s 00feffff0cfeffff0008000000000100 00feffff0cfeffff0010010000000300 00feffffeefeffff01000000ff070000 00000000000000000000000000000000)
check "rpi: the old partition table shows the firmware's partition first" test "$(od -An -v -tx1 -j446 -N64 "$pi_image" | tr -d ' \n')" = "$old_table"

check "rpi: the GPT holds firmware, choice, two slots and data" \
    test "$(sfdisk --dump "$pi_image" | sed -n 's/.*name="pibootbox-\(.*\)"/\1/p' | tr '\n' ' ')" = "boot choice a b data "

mcopy -s -i "$pi_image@@1M" ::/* "$pi/boot/"
has_firmware() {
    local file
    for file in bootcode.bin start.elf fixup.dat start4.elf fixup4.dat u-boot.bin uboot.env config.txt; do
        [[ -s $pi/boot/$file ]] || { echo "$file is missing" >&2; return 1; }
    done
}
check "rpi: the firmware of Pi 3 and Pi 4 is there, and U-Boot" has_firmware
config_says() {
    local line
    for line in arm_64bit=1 kernel=u-boot.bin upstream_kernel=1 enable_uart=1; do
        grep -qx "$line" "$pi/boot/config.txt" || return 1
    done
}
check "rpi: config.txt starts U-Boot with 64 bits and a serial console" config_says
for tree in 2837-rpi-3-a-plus 2837-rpi-3-b 2837-rpi-3-b-plus 2837-rpi-cm3-io3 2837-rpi-zero-2-w 2711-rpi-4-b 2711-rpi-400 2711-rpi-cm4-io; do
    tree=$pi/boot/bcm$tree.dtb
    tree_fits() { [[ $(fdtget "$tree" /soc/i2c@7e804000 status) == okay && $(fdtget "$tree" /chosen stdout-path) == serial[01]:115200n8 ]]; }
    check "rpi: $(fdtget "$tree" / model): I2C on, a serial console" tree_fits
    [[ $tree != *2711* ]] || check "rpi: and its card is the first for U-Boot" test "$(fdtget "$tree" /aliases mmc0)" = /emmc2bus/mmc@7e340000
done

for slot in a b; do
    mkdir -p "$pi/$slot"
    mcopy -s -i "$pi_image@@$(($(slot_sector "$pi_image" $slot) * 512))" ::/* "$pi/$slot/"
done
check "rpi: the slots hold the same" diff -r "$pi/a" "$pi/b"
is_kernel() { [[ $(gzip --decompress --stdout "$pi/a/vmlinuz" | head -c 60 | tail -c 4) == ARMd ]]; }
check "rpi: the kernel is one for arm64" is_kernel
unsquashfs -quiet -no-progress -dest "$pi/root" "$pi/a/root.sqfs" >/dev/null
has_units() {
    local unit
    for unit in systemd/*.{service,path} image/root/usr/lib/systemd/system/*.service; do
        cmp "$unit" "$pi/root/usr/lib/systemd/system/${unit##*/}" || return 1
    done
}
check "rpi: every unit is in place" has_units
starts() {
    local unit
    for unit in pibootbox.service pibootbox-commit.service systemd/*.path pibootbox-console@{tty1,ttyS1,ttyAMA0}.service; do
        [[ -L $pi/root/etc/systemd/system/multi-user.target.wants/${unit##*/} ]] || { echo "$unit is not enabled" >&2; return 1; }
    done
}
check "rpi: what starts with the box is enabled" starts
has_drivers() {
    local driver
    for driver in genet smsc95xx lan78xx sdhci-iproc bcm2835 i2c-bcm2835 bcm2835_wdt raspberrypi-cpufreq; do
        grep -q "/$driver\.ko:" "$pi"/root/usr/lib/modules/*/modules.dep || grep -q "/$driver\.ko$" "$pi"/root/usr/lib/modules/*/modules.builtin ||
            { echo "$driver is missing" >&2; return 1; }
    done
}
check "rpi: its drivers for Ethernet, card, I2C, watchdog and speed are there" has_drivers

# A newer system: the same, and a file more.
tools=$(echo "$PWD"/artifacts/cache/image/tools-*/root)
work=$tools/rpi-test
# shellcheck source=image/bundle.sh
source image/bundle.sh
rm -rf "$work"
mkdir -p "$work" "$sticks"/pi-{keys,update}
slot_of "$pi_image" a >"$work/newer"
echo newer | mcopy -i "$work/newer" - ::/note
make_bundle rpi-arm64 newer "$work/newer" "$built/update.pem" "$built/update.crt" "$sticks/pi-update/pibootbox-rpi-arm64.raucb"
cp "$key.pub" "$sticks/pi-keys/pibootbox-ssh-keys"
fat_stick "$sticks/pi-keys" "$sticks/pi-keys.img" 64
fat_stick "$sticks/pi-update" "$sticks/pi-update.img" 160

# ARGUMENTS…: switches QEMU's board on, with what the lab's helpers want to know of a box.
pi_on() {
    : >"$folder/boxvm.console"
    ip netns exec "pbb-$lab-switch" qemu-system-aarch64 -accel tcg,thread=multi -display none -monitor "unix:$folder/boxvm.monitor,server=on,wait=off" \
        "$@" </dev/null >"$folder/boxvm.qemu.log" 2>&1 &
    box_pid=$!
    within 60 monitor_answers
}
says() { grep --text -q "$1" "$folder/boxvm.console"; }

cp --sparse=always "$pi_image" "$pi_card"
truncate --size=2G "$pi_card"
box_port
# The same kernel, initramfs and root; the memory of a Zero 2 W.
# shellcheck disable=SC2046  # words
pi_on -machine virt -cpu cortex-a53 -smp 2 -m 448 -nodefaults -no-reboot -kernel "$pi/a/vmlinuz" -initrd "$pi/a/initrd" \
    -append 'pibootbox.slot=pibootbox-a ro quiet panic=10 lsm=landlock systemd.show_status=yes console=ttyAMA0,115200' \
    -drive "if=none,id=card,format=raw,file=$pi_card" -device virtio-blk-pci,drive=card \
    -netdev tap,id=net,ifname=pc-boxvm,script=no,downscript=no -device "virtio-net-pci,netdev=net,mac=52:54:00:b0:0c:01,romfile=" \
    -device qemu-xhci,id=usb,p2=8,p3=8 -device virtio-rng-pci -serial "file:$folder/boxvm.console" $(stick_arguments keys "$sticks/pi-keys.img") \
    $(stick_arguments update "$sticks/pi-update.img")
plug keys
check "rpi: in QEMU, pibootbox.service is started" within 900 says 'Started.*pibootbox\.service'
check "rpi: a stick's pibootbox-ssh-keys opens SSH" within 300 in_box true 2>/dev/null
in_box 'systemctl show --property=ActiveEnterTimestampMonotonic --value pibootbox' |
    awk '{printf "        kernel start to a ready service: %.1f s\n", $1 / 1000000}'
check "rpi: no unit has failed" no_unit_has_failed
check "rpi: the data has grown to its bound" within 120 has_grown
if [[ $program != "$pi/stand-in" ]]; then
    : >"$folder/leases"
    check "rpi: it gives addresses" in_client timeout 300 python3 scripts/image/dhcp-load.py take "$folder/leases" 3
fi
check "rpi: the committed slot is a" test "$(in_box '/usr/lib/pibootbox/boot-choice committed')" = a
plug update
is_off() { ! box_runs; }
check "rpi: a signed update is taken, and the box starts anew" within 1200 is_off
box_off
check "rpi: slot b holds the update" cmp "$work/newer" <(slot_of "$pi_card" b)
rm -rf "$work"
check "rpi: the old partition table is as it was" cmp --bytes=512 "$pi_image" "$pi_card"

# QEMU takes the setting of a Pi's watchdog for a restart: there it must not be found.
cp "$pi/boot/bcm2837-rpi-3-b.dtb" "$pi/pi3.dtb"
fdtput --type s "$pi/pi3.dtb" /soc/watchdog@7e100000 status disabled
pi3_on() {
    pi_on -machine raspi3b -kernel "$pi/boot/u-boot.bin" -dtb "$pi/pi3.dtb" -drive "if=sd,format=raw,file=$pi_card" \
        -serial null -serial "file:$folder/boxvm.console"
}
# The panel is on the console.
comes_up_from() { starts_from "$1" && says attention; }
starts_from() { says "PiBootBox: slot $1" && says 'Starting kernel'; }
pi3_on
check "rpi: on an emulated Pi 3, U-Boot tries slot b, and its root comes up" within 900 comes_up_from b
box_off
pi3_on
check "rpi: and only once: then slot a again" within 400 starts_from a
box_off
head -c 1048576 /dev/zero | dd of="$pi_card" bs=512 seek="$(slot_sector "$pi_card" a)" conv=notrunc status=none
pi3_on
check "rpi: slot a cannot be read: U-Boot starts slot b" within 400 starts_from b
box_off
