# shellcheck shell=bash
# shellcheck disable=SC2154  # test-image.sh's
# What the panel's service asks of root, and the walls around the service.

is_up() { [[ $(in_box 'systemctl is-active pibootbox' 2>/dev/null) == active ]]; }
came_back() { is_up && [[ $(main_pid) != "$1" ]]; }
kills() { # SIGNAL
    killed_pid=$(main_pid)
    in_box "kill -s $1 $killed_pid"
}

in_box 'systemd-analyze security --no-pager pibootbox.service' >"$folder/security.txt" || true
grade=$(sed -nE 's/.*Overall exposure level for .*: ([0-9.]+) .*/\1/p' "$folder/security.txt")
check "systemd-analyze security pibootbox: $grade, at most 2.0" awk "BEGIN { exit !(\"$grade\" != \"\" && $grade <= 2.0) }"
check "the PC's own SMBus is not the service's" in_box 'test "$(stat -c %G /dev/i2c-0)" = root'

# A GPIO chip, and a display on an I2C bus on USB: as real to the kernel as any. The panel's virtual machine has them too.
scripts/panel-vm.sh install
put_in_box scripts/panel-vm/chips 'cat >/run/chips; mkdir /run/bin; /usr/lib/pibootbox/busybox --install -s /run/bin'
for module in configfs usbip-core vhci-hcd gpio-sim-and-irq; do
    put_in_box artifacts/panel-vm/kernel/modules/*$module.ko "cat >/run/module.ko && insmod /run/module.ko" ||
        echo "        artifacts/panel-vm and the image have kernels of different days? Delete the older one."
done
in_box 'mount -t configfs none /sys/kernel/config'
at_panel() { in_box "PATH=\$PATH:/run/bin; . /run/chips; $*"; }

at_panel make_chip pinctrl-bcm2711 54
is_lit() { [[ $(at_panel line "$1") == 1 ]]; }
check "a GPIO chip is plugged in: the ready LED is lit, through the sandbox" within 120 is_lit 17
profile() { in_box 'pibootbox profile list | sed -n "s/^\* *\([^ ]*\).*/\1/p"'; }
profile_before=$(profile)
at_panel 'press 5; press 5; press 6'
profile_is_another() { [[ $(profile) && $(profile) != "$profile_before" ]]; }
check "next, next, select: another profile than $profile_before" within 60 profile_is_another
in_box 'pibootbox profile set default'
at_panel chip 0
check "the chip is pulled off: the service is up" within 30 is_up
at_panel chip 1
check "it is plugged in again: the ready LED is lit" within 120 is_lit 17

put_in_box artifacts/panel-vm/usb-display 'cat >/run/usb-display && chmod +x /run/usb-display'
plug_display() { in_box 'rm -f /run/glass && systemd-run --quiet --collect --unit=usb-display /run/usb-display /run/glass /run/losses'; }
# shellcheck disable=SC2016  # the box expands it
display_bus() { in_box 'name=$(grep -l i2c-tiny-usb /sys/bus/i2c/devices/i2c-*/name) && basename "$(dirname "$name")"' 2>/dev/null; }
# A whole picture and more.
has_picture() { in_box 'test "$(stat -c %s /run/glass)" -gt 1024' 2>/dev/null; }
plug_display
check "a display on a USB bus is there" within 60 display_bus
bus=$(display_bus)
check "its bus belongs to the service" in_box "test \"\$(stat -c %G /dev/$bus)\" = pibootbox"
in_box "mkdir -p /run/systemd/system/pibootbox.service.d && printf '[Service]\nEnvironment=PIBOOTBOX_PANEL__DISPLAY__BUS=${bus#i2c-}\n' >/run/systemd/system/pibootbox.service.d/display.conf && systemctl daemon-reload && systemctl restart pibootbox"
check "the display shows the panel, through the sandbox" within 60 has_picture
in_box 'systemctl stop usb-display'
check "the display is pulled off: the service is up" within 30 is_up
plug_display
check "it is plugged in again and shows the panel" within 120 has_picture
check "no unit has failed" no_unit_has_failed

check "export: the unit runs" in_box 'systemctl start pibootbox-export'
check "export: the journal is on the stick that wants it, under the box's name" \
    in_box 'grep -q "Started pibootbox.service" /srv/pibootbox/*/pibootbox-journal/pibootbox-journal-pibootbox-b00c01-*.txt'
all_read_only() { nothing_in_box "findmnt --raw --noheadings --output=TARGET,OPTIONS | grep '^/srv/pibootbox/' | grep -v ' ro,' || true"; }
check "export: every stick is read-only again" within 30 all_read_only

check "eject: asked" ask eject
nothing_mounted() { nothing_in_box "findmnt --raw --noheadings --output=TARGET | grep '^/srv/pibootbox/' || true"; }
check "eject: no drive is mounted" within 60 nothing_mounted
check "eject: heard, and the service is up" eval 'asked_and_heard eject && is_up'
has_two_journals() { (($(mdir -b -i "$sticks/fat.img" ::/pibootbox-journal | grep -c 'pibootbox-journal-pibootbox-b00c01-.*txt') == 2)); }
check "eject: before that the journal was written once more" has_two_journals
pull fat
sleep 2
plug fat
check "eject: a stick that is put in again is mounted" within 120 mounted fat

kills KILL
check "the service is killed and comes back" within 90 came_back "$killed_pid"
kills STOP
check "the service hangs, the watchdog ends it and it comes back" within 150 came_back "$killed_pid"
killed_pid=$(main_pid)
in_box 'systemctl set-property --runtime pibootbox.service MemoryMax=6M'
out_of_memory() { in_box 'journalctl --no-pager --unit=pibootbox' | grep -q 'oom-kill'; }
check "the service runs out of memory and is ended" within 90 out_of_memory
in_box 'systemctl set-property --runtime pibootbox.service MemoryMax=384M'
check "and comes back" within 120 came_back "$killed_pid"
