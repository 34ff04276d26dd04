# shellcheck shell=bash
# shellcheck disable=SC2154
# 30 clients fetch one file of 1 GB at the same time.

readonly file_bytes=1000000000 http_clients=30
readonly servers=(pibootbox nginx)

write_nginx_settings() {
    cat >"$work/nginx.conf" <<NGINX
worker_processes 1;
daemon off;
pid $work/nginx.pid;
error_log $work/nginx.error.log;
events { worker_connections 1024; }
http {
    access_log off;
    sendfile on;
    tcp_nopush on;
    default_type application/octet-stream;
    server { listen 10.77.0.1:80; location /drive/ { alias $work/web/; } }
}
NGINX
}

start_http() { # SERVER
    case $1 in
        pibootbox) start_server "$work/pibootbox.log" "$box_binary" run -i lan0 --drive "$work/web" --loaders artifacts/loaders --state "$work/state" --role server ;;
        nginx) start_server "$work/nginx.log" nginx -c "$work/nginx.conf" ;;
    esac
    wait_for_socket -t 'sport = :80'
}

bench() {
    install_peers nginx:nginx-light ss:iproute2
    write_nginx_settings
    mkdir -p "$work/web" "$work/state"
    [[ -s $work/web/file ]] || head -c "$file_bytes" /dev/urandom >"$work/web/file"
    # Into the page cache once: the drive is not what is compared.
    cat "$work/web/file" >/dev/null
    scripts/lab.sh up "$lab" --box 10.77.0.1/24 --owner $$
    scripts/lab.sh node "$lab" client 10.77.0.2/24

    local rows=$work/http.rows line before after
    : >"$rows"
    for ((round = 1; round <= rounds; round++)); do
        for server in "${servers[@]}"; do
            start_http "$server"
            before=$(cpu_microseconds)
            line=$(in_client "$work/load/PiBootBox.Bench" http --url http://10.77.0.1:80/drive/file --clients $http_clients) ||
                echo "bench.sh: $server: $line" >&2
            after=$(cpu_microseconds)
            echo "$server,rate $(field mb_per_s "$line")" >>"$rows"
            awk -v key="$server,cpu" -v us=$((after - before)) -v bytes="$(field bytes "$line")" \
                'BEGIN { if (bytes > 0) print key, us / 1e6 / (bytes / 1e9) }' >>"$rows"
            stop_server
            echo "round $round: $server $line" >&2
        done
    done

    echo "HTTP, $http_clients clients, a file of $((file_bytes / 1000000)) MB, medians of $rounds rounds; $(machine)"
    printf '%-12s %10s %22s\n' server MB/s 'processor s per GB'
    for server in "${servers[@]}"; do
        printf '%-12s %10.0f %22.3f\n' "$server" "$(median "$server,rate" <"$rows")" "$(median "$server,cpu" <"$rows")"
    done
    printf '%-12s %10s %22s\n' ratio \
        "$(ratio "$(median pibootbox,rate <"$rows")" "$(median nginx,rate <"$rows")")" \
        "$(ratio "$(median pibootbox,cpu <"$rows")" "$(median nginx,cpu <"$rows")")"
}
