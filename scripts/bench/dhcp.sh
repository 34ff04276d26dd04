# shellcheck shell=bash
# shellcheck disable=SC2154
# How many four-way exchanges a second, with less than 1 % dropped. perfdhcp acts as a relay with 130,000 clients; the
# rate goes up step by step until a server loses more. Everyone has the same pool of 131,000 addresses, nobody pings,
# everybody writes leases to the same file system. The box syncs each before its ACK; the peers do not.
# A second row has machines on the box's own wire, each of them new, and the box probes every address by ARP.

readonly servers=(pibootbox kea dnsmasq)
steps=(100 500 1000 2000 3500 5000 7500 10000)
readonly seconds=4 first=10.64.0.16 last=10.65.255.200

write_kea_settings() {
    cat >"$work/kea.json" <<KEA
{ "Dhcp4": {
    "interfaces-config": { "interfaces": ["lan0"], "dhcp-socket-type": "udp" },
    "lease-database": { "type": "memfile", "persist": true, "name": "$work/state/kea.leases", "lfc-interval": 0 },
    "valid-lifetime": 43200,
    "subnet4": [{ "id": 1, "subnet": "10.64.0.0/15", "pools": [{ "pool": "$first - $last" }] }],
    "loggers": [{ "name": "kea-dhcp4", "severity": "ERROR", "output_options": [{ "output": "stderr" }] }]
} }
KEA
}

start_dhcp() { # SERVER [OPTION OF THE BOX…]
    local server=$1
    shift
    rm -rf "$work/state"
    mkdir -p "$work/state" "$work/drive"
    case $server in
        pibootbox) start_server "$work/pibootbox.log" "$box_binary" run -i lan0 --drive "$work/drive" --loaders artifacts/loaders --state "$work/state" --role server \
            --range "$first-$last" "$@" ;;
        kea) KEA_PIDFILE_DIR=$work KEA_LOCKFILE_DIR=none start_server "$work/kea.log" kea-dhcp4 -c "$work/kea.json" ;;
        dnsmasq) start_server "$work/dnsmasq.log" dnsmasq --keep-in-foreground --conf-file=/dev/null --port=0 --user=root --interface=lan0 \
            --bind-interfaces --pid-file= --log-facility=/dev/null --quiet-dhcp --no-ping --dhcp-authoritative --dhcp-lease-max=200000 \
            --dhcp-range="$first,$last,255.254.0.0,12h" --dhcp-leasefile="$work/state/dnsmasq.leases" ;;
    esac
    wait_for_socket -u 'sport = :67'
}

# RATE: prints the rate that was had, and the percentage that was dropped.
drive_relayed() {
    in_client perfdhcp -4 -r "$1" -R 130000 -p $seconds -W 500000 10.64.0.1 2>&1 | tee "$work/perfdhcp.log" | awk '
        /^Rate:/ { rate = $2 }
        /^sent packets:/ { sent += $3 }
        /^received packets:/ { received += $3 }
        END { printf "%.0f %.2f\n", rate, sent ? 100 * (sent - received) / sent : 100 }'
}

drive_direct() {
    local line
    line=$(in_client "$work/load/PiBootBox.Bench" dhcp --interface-index "$(in_client cat /sys/class/net/lan0/ifindex)" --rate "$1" --seconds $seconds)
    echo "$(field rate "$line") $(field dropped_percent "$line") $(field offer_ms "$line")"
}

best() { # KIND SERVER [OPTION OF THE BOX…]: the highest rate with under 1 % dropped, and the milliseconds to an OFFER
    local kind=$1 rate dropped had offer best="0 -"
    shift
    for rate in "${steps[@]}"; do
        start_dhcp "$@"
        # A box that has just started probes a few addresses a second until somebody asks.
        [[ $kind == relayed ]] || sleep 12
        read -r had dropped offer < <("drive_$kind" "$rate")
        stop_server
        echo "  $1, $kind: $rate a second asked, $had had, $dropped % dropped" >&2
        awk -v d="$dropped" 'BEGIN { exit !(d < 1) }' || break
        best="$had ${offer:--}"
    done
    echo "$best"
}

# perfdhcp leaves its receive buffer at the kernel's default and loses answers in it long before the servers do.
widen_buffers() {
    local before
    before=$(sysctl -n net.core.rmem_default)
    sysctl -q net.core.rmem_default=4194304
    # shellcheck disable=SC2064  # the value of now
    trap "sysctl -q net.core.rmem_default=$before; clean_up" EXIT
}

bench() {
    widen_buffers
    install_peers dnsmasq:dnsmasq-base kea-dhcp4:kea-dhcp4-server perfdhcp:kea-admin ss:iproute2
    write_kea_settings
    scripts/lab.sh up "$lab" --box 10.64.0.1/15 --owner $$
    scripts/lab.sh node "$lab" client 10.65.255.254/15

    local rows=$work/dhcp.rows ours peer offer
    : >"$rows"
    for ((round = 1; round <= rounds; round++)); do
        echo "round $round" >&2
        for server in "${servers[@]}"; do
            peer=$(best relayed "$server" --no-probe)
            echo "$server ${peer% *}" >>"$rows"
        done
        read -r peer offer < <(steps=(2500 5000 7500); best direct pibootbox)
        printf 'direct %s\noffer %s\n' "$peer" "$offer" >>"$rows"
    done

    echo "DHCP, exchanges a second with under 1 % dropped, medians of $rounds rounds; leases on $(stat -f -c %T "$work"); $(machine)"
    ours=$(median pibootbox <"$rows")
    for server in "${servers[@]}"; do
        peer=$(median "$server" <"$rows")
        printf '%-12s %8.0f   the box is %s x it\n' "$server" "$peer" "$(ratio "$ours" "$peer")"
    done
    printf 'pibootbox, direct clients, probing on: %.0f, %s ms from DISCOVER to OFFER\n' "$(median direct <"$rows")" "$(median offer <"$rows")"
}
