# shellcheck shell=bash
# shellcheck disable=SC2154
# What the panel costs at the kernel's own devices: the box's processor time, kernel included, in the panel's virtual machine. Its processor
# does 250 million instructions a second whatever this machine has: a core of a Raspberry Pi does several times as many.

readonly at='--interface dummy0 --role server --drive /tmp/drive --loaders /tmp/loaders --state /tmp/state'

# In the machine's shell, a line each.
guest_words() {
    echo 'usb-display /tmp/display /tmp/losses &'
    echo 'mkdir /tmp/drive /tmp/loaders'
    # shellcheck disable=SC2016  # the machine expands it
    echo 'ticks() { awk "{ print \$14 + \$15 }" /proc/$box/stat; }'
    # 30 s of a box with troubles, whose text scrolls; and as long once the display is dimmed, two minutes after the start.
    # shellcheck disable=SC2016
    echo 'cost() { name=$1 wait=$2; shift 2; env "$@" pibootbox run '"$at"' >/dev/null 2>&1 & box=$!; usleep 10000000; a=$(ticks); usleep 30000000; b=$(ticks); usleep $wait; c=$(ticks); usleep 30000000; d=$(ticks); echo "$name $((b - a)) $((d - c))"; kill $box; wait $box; }'
    echo 'cost none 0 PIBOOTBOX_PANEL=off'
    echo 'cost edges 85000000 PIBOOTBOX_PANEL__DISPLAY__BUS=0'
    echo 'cost polled 85000000 PIBOOTBOX_PANEL__DISPLAY__BUS=0 PIBOOTBOX_PANEL__CHIP=expander PIBOOTBOX_PANEL__LEDS__READY=0 PIBOOTBOX_PANEL__LEDS__ACTIVITY=1 PIBOOTBOX_PANEL__LEDS__ATTENTION=none PIBOOTBOX_PANEL__BUTTONS__NEXT=3 PIBOOTBOX_PANEL__BUTTONS__SELECT=4 PIBOOTBOX_PANEL__BUTTONS__BACK=5'
    echo 'poweroff -f'
}

bench() {
    scripts/panel-vm.sh install
    local rows=$work/panel.rows kind
    # The machine ends itself: not at the end of its standard input.
    local typing typist
    exec {typing}< <(guest_words && exec sleep 900)
    typist=$!
    scripts/panel-vm.sh boot "$box_binary" <&"$typing" >"$rows"
    kill "$typist"
    exec {typing}<&-
    echo "The panel, a core of 250 million instructions a second; % of it, all of the box"
    printf '%-40s %12s %12s\n' '' 'text scrolls' 'dimmed'
    local -A words=([none]='no panel' [edges]='LEDs, buttons by interrupts, display' [polled]='LEDs, buttons polled, display')
    for kind in none edges polled; do
        # Ticks of 10 ms.
        awk -v kind="$kind" -v words="${words[$kind]}" '$1 == kind { printf "%-40s %12.2f %12.2f\n", words, $2 / 30, $3 / 30; found = 1 } END { exit !found }' "$rows"
    done
}
