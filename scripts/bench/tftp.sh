# shellcheck shell=bash
# shellcheck disable=SC2154
# A 50 MB file with blksize 1468 (what edk2 asks for), lock-step and with windows of 16 blocks.

readonly file_bytes=50000000
readonly servers=(pibootbox dnsmasq atftpd tftpd-hpa)
# clients,window,times in a round: one client alone depends on where the scheduler puts it, and is done in seconds.
readonly shapes=(1,1,3 30,1,1 1,16,9 30,16,1)

tftp_peers() {
    install_peers dnsmasq:dnsmasq-base atftpd:atftpd ss:iproute2
    # Both own /usr/sbin/in.tftpd, so one of them is only unpacked.
    if [[ ! -x $work/tftpd-hpa/usr/sbin/in.tftpd ]]; then
        (cd "$work" && rm -rf tftpd-hpa ./*.deb && apt-get -qq -o APT::Sandbox::User=root download tftpd-hpa >/dev/null && dpkg-deb -x tftpd-hpa_*.deb tftpd-hpa)
    fi
}

start_tftp() { # SERVER
    local files=$work/drive
    case $1 in
        pibootbox) start_server "$work/pibootbox.log" "$box_binary" run -i lan0 --drive "$files" --loaders artifacts/loaders --state "$work/state" --role server ;;
        dnsmasq) start_server "$work/dnsmasq.log" dnsmasq --keep-in-foreground --conf-file=/dev/null --port=0 --enable-tftp \
            --tftp-root="$files" --tftp-max=200 --user=root --interface=lan0 --bind-interfaces --pid-file= --log-facility=/dev/null ;;
        atftpd) start_server "$work/atftpd.log" atftpd --daemon --no-fork --user root --group root --bind-address 10.77.0.1 --maxthread 200 "$files" ;;
        tftpd-hpa) start_server "$work/tftpd-hpa.log" "$work/tftpd-hpa/usr/sbin/in.tftpd" --foreground --address 10.77.0.1:69 --user root --secure "$files" ;;
    esac
    wait_for_socket -u 'sport = :69'
}

# CLIENTS,WINDOW, as often as a round takes it
each_time() {
    local shape
    for shape in "${shapes[@]}"; do
        for ((i = 0; i < ${shape##*,}; i++)); do echo "${shape%,*}"; done
    done
}

# tftpd-hpa knows no windows: its row with windowsize 16 is lock-step, which the protocol allows.
bench() {
    tftp_peers
    mkdir -p "$work/drive" "$work/state"
    [[ -s $work/drive/file ]] || head -c "$file_bytes" /dev/urandom >"$work/drive/file"
    scripts/lab.sh up "$lab" --box 10.77.0.1/24 --owner $$
    scripts/lab.sh node "$lab" client 10.77.0.2/24
    # Each client has an address of its own, as machines have.
    for i in {100..129}; do in_client ip address add "10.77.0.$i/24" dev lan0; done

    local rows=$work/tftp.rows line before after name clients window
    : >"$rows"
    for ((round = 1; round <= rounds; round++)); do
        for server in "${servers[@]}"; do
            start_tftp "$server"
            name="file"
            [[ $server != pibootbox ]] || name="drive/file"
            for shape in $(each_time); do
                clients=${shape%,*} window=${shape#*,}
                before=$(cpu_microseconds)
                line=$(in_client "$work/load/PiBootBox.Bench" tftp --server 10.77.0.1 --file "$name" --clients "$clients" \
                    --blksize 1468 --windowsize "$window" --bytes "$file_bytes" --from 10.77.0.100 --limit 120) ||
                    echo "bench.sh: $server, $clients clients, window $window: $line" >&2
                after=$(cpu_microseconds)
                echo "$shape,$server,rate $(field mb_per_s "$line")" >>"$rows"
                awk -v key="$shape,$server,cpu" -v us=$((after - before)) -v bytes="$(field bytes "$line")" \
                    'BEGIN { if (bytes > 0) print key, us / 1e6 / (bytes / 1e9) }' >>"$rows"
            done
            stop_server
            echo "round $round: $server done" >&2
        done
    done

    echo "TFTP, $((file_bytes / 1000000)) MB file, blksize 1468, medians of $rounds rounds; $(machine)"
    printf '%-8s %-7s' clients window
    for server in "${servers[@]}"; do printf ' %20s' "$server"; done
    printf ' %8s\n' ratio
    for shape in $(each_time | uniq); do
        printf '%-8s %-7s' "${shape%,*}" "${shape#*,}"
        local ours best=0 rate
        for server in "${servers[@]}"; do
            rate=$(median "$shape,$server,rate" <"$rows")
            printf ' %8.1f MB/s %5.2f s' "$rate" "$(median "$shape,$server,cpu" <"$rows")"
            if [[ $server == pibootbox ]]; then
                ours=$rate
            else
                best=$(awk -v a="$best" -v b="$rate" 'BEGIN { print (b > a) ? b : a }')
            fi
        done
        printf ' %8s\n' "$(ratio "$ours" "$best")"
    done
    echo "s: processor seconds of the server for each GB. ratio: the box to the fastest peer."
}
