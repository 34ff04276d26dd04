# shellcheck shell=bash
# shellcheck disable=SC2154  # test-image.sh's
# What the panel's service asks of root, and the walls around the service.

ask() { in_box "setpriv --reuid=pibootbox --regid=pibootbox --clear-groups touch /run/pibootbox/$1"; }
asked_and_heard() { in_box "! test -e /run/pibootbox/$1"; }
is_up() { [[ $(in_box 'systemctl is-active pibootbox' 2>/dev/null) == active ]]; }
came_back() { is_up && [[ $(main_pid) != "$1" ]]; }
kills() { # SIGNAL
    killed_pid=$(main_pid)
    in_box "kill -s $1 $killed_pid"
}

in_box 'systemd-analyze security --no-pager pibootbox.service' >"$folder/security.txt" || true
grade=$(sed -nE 's/.*Overall exposure level for .*: ([0-9.]+) .*/\1/p' "$folder/security.txt")
check "systemd-analyze security pibootbox: $grade, at most 2.0" awk "BEGIN { exit !(\"$grade\" != \"\" && $grade <= 2.0) }"
# shellcheck disable=SC2016  # the box expands it
check "the panel's I2C bus belongs to the service and is in its view" \
    in_box 'test "$(stat -c %G /dev/i2c-0)" = pibootbox && nsenter --mount --target "$(systemctl show --property=MainPID --value pibootbox)" setpriv --reuid=pibootbox --regid=pibootbox --clear-groups sh -c ": <>/dev/i2c-0"'
check "no unit has failed" eval "[[ -z \$(in_box 'systemctl --failed --plain --no-legend') ]]"

check "eject: asked" ask eject
nothing_mounted() { ! in_box "findmnt --raw --noheadings --output=TARGET" | grep -q "^/srv/pibootbox/"; }
check "eject: no drive is mounted" within 60 nothing_mounted
check "eject: heard, and the service is up" eval 'asked_and_heard eject && is_up'
check "eject: the journal is on the stick that wants it, under the box's name" \
    eval "mdir -b -i '$sticks/fat.img' ::/pibootbox-journal | grep -q 'pibootbox-journal-pibootbox-b00c01-.*txt'"
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
