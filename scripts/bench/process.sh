# shellcheck shell=bash
# shellcheck disable=SC2154
# The box itself: size, start to ready, processor at rest without and with a panel, memory idle and with 30 transfers of each kind running.

# start_server ends in exec, so its process is the box itself.
resident_mb() { awk '/^VmRSS/ { printf "%.1f", $2 / 1000 }' "/proc/$server_pid/status"; }

# SECONDS: percent of one core that the box takes meanwhile.
core_percent() {
    local before
    before=$(cpu_microseconds)
    sleep "$1"
    awk -v used=$(($(cpu_microseconds) - before)) -v seconds="$1" 'BEGIN { printf "%.2f", used / seconds / 1e4 }'
}

start_box() { start_server "$work/pibootbox.log" "$box_binary" run -i lan0 --drive "$work/web" --loaders artifacts/loaders --state "$work/state" --role server; }

bench() {
    mkdir -p "$work/web" "$work/state"
    [[ -s $work/web/file ]] || head -c 1000000000 /dev/urandom >"$work/web/file"
    scripts/lab.sh up "$lab" --box 10.77.0.1/24 --owner $$
    scripts/lab.sh node "$lab" client 10.77.0.2/24
    for i in {100..129}; do in_client ip address add "10.77.0.$i/24" dev lan0; done

    local starts=$work/starts.rows idle
    : >"$starts"
    for ((round = 1; round <= 5; round++)); do
        start_box
        wait_for_socket -u 'sport = :67'
        sleep 1
        sed -nE 's/.*Ready after ([0-9]+) ms.*/start \1/p' "$work/pibootbox.log" >>"$starts"
        ((round == 5)) || stop_server
    done
    idle=$(resident_mb)
    echo "The process; $(machine)"
    printf '%-46s %8.1f MB\n' "binary" "$(awk -v b="$(stat -c %s "$box_binary")" 'BEGIN { print b / 1e6 }')"
    printf '%-46s %8s ms\n' "start to ready, median of 5" "$(median start <"$starts")"
    printf '%-46s %8s MB\n' "resident, idle" "$idle"
    printf '%-46s %8s %% of a core\n' "processor at rest" "$(core_percent 20)"
    in_client "$work/load/PiBootBox.Bench" tftp --server 10.77.0.1 --file drive/file --clients 30 --from 10.77.0.100 --limit 5 >/dev/null 2>&1 &
    local load=$!
    sleep 3
    printf '%-46s %8s MB\n' "resident, 30 TFTP transfers running" "$(resident_mb)"
    wait "$load" || true
    in_client timeout 5 "$work/load/PiBootBox.Bench" http --url http://10.77.0.1:80/drive/file --clients 30 >/dev/null 2>&1 &
    load=$!
    sleep 3
    printf '%-46s %8s MB\n' "resident, 30 HTTP transfers running" "$(resident_mb)"
    wait "$load" || true

    # Who looks at the panel gets every picture of it, as a display and LEDs do.
    { echo panel; sleep 150; } | socat -t 0.5 - "UNIX-CONNECT:$work/state/control.sock" >"$work/panel.lines" &
    local viewer=$!
    sleep 2
    printf '%-46s %8s %% of a core\n' "processor, panel shown, its text scrolls" "$(core_percent 20)"
    # Nobody touches it for two minutes: it dims, and nothing scrolls any more.
    sleep 103
    printf '%-46s %8s %% of a core\n' "processor at rest, panel shown" "$(core_percent 20)"
    wait "$viewer" || true
    [[ -s $work/panel.lines ]] || { echo "bench.sh: the box showed no panel" >&2; return 1; }
}
