# shellcheck shell=bash
# shellcheck disable=SC2154
# What lies on the drive: a file out of an ISO against the same file beside it, both from a sealed drive too, and how soon 500 discs
# are on the menu.

readonly file_bytes=1000000000 http_clients=30 discs=500 different=10
readonly store=$work/discs many=$work/500-discs state=$work/state
readonly url=http://10.77.0.1:80

start_box() { # FOLDER
    start_server "$work/pibootbox.log" "$box_binary" run -i lan0 --drive "$1" --loaders artifacts/loaders --state "$state" --role server
}

make_iso() { # ISO OPTION…
    xorriso -as mkisofs -J -R -o "$@" >"$work/xorriso.log" 2>&1 || { cat "$work/xorriso.log" >&2; return 1; }
}

# --- a file out of a disc ----------------------------------------------------------------------------------------

make_store() {
    mkdir -p "$store"
    [[ -s $store/disc.iso && $(stat -c %s "$store/file") == "$file_bytes" ]] || {
        head -c "$file_bytes" /dev/urandom >"$store/file"
        make_iso "$store/disc.iso" -V BENCH -graft-points /live/file="$store/file"
    }
    # Into the page cache once: the drive is not what is compared.
    cat "$store/file" "$store/disc.iso" >/dev/null
}

fetch_both() { # ROUND [PREFIX]; adds to $rows
    local kind path line before after order=(file disc) prefix=${2-}
    # Whoever comes second finds the caches warm, so they take turns.
    (($1 % 2)) || order=(disc file)
    for kind in "${order[@]}"; do
        path=drive/file
        [[ $kind == file ]] || path=drive/disc.iso/live/file
        before=$(cpu_microseconds)
        line=$(in_client "$work/load/PiBootBox.Bench" http --url "$url/$path" --clients $http_clients) || echo "bench.sh: $kind: $line" >&2
        after=$(cpu_microseconds)
        echo "$prefix$kind,rate $(field mb_per_s "$line")" >>"$rows"
        awk -v key="$prefix$kind,cpu" -v us=$((after - before)) -v bytes="$(field bytes "$line")" \
            'BEGIN { if (bytes > 0) print key, us / 1e6 / (bytes / 1e9) }' >>"$rows"
        echo "round $1: $prefix$kind $line" >&2
    done
}

# --- 500 discs ---------------------------------------------------------------------------------------------------

# A live system each, beside 200 packages: what a reader of discs walks through.
make_discs() {
    local tree=$work/tree disc file
    [[ $(find "$many" -name '*.iso' 2>/dev/null | wc -l) -eq $discs ]] && return
    rm -rf "$many" "$tree"
    mkdir -p "$many" "$tree"/{live,.disk,pool/main}
    for ((file = 0; file < 200; file++)); do echo "$file" >"$tree/pool/main/package-$file.deb"; done
    cp artifacts/memtest86+/memtest86+x64.efi "$tree/live/vmlinuz"
    head -c 65536 /dev/urandom | tee "$tree/live/initrd.img" >"$tree/live/filesystem.squashfs"
    for ((disc = 0; disc < different; disc++)); do
        echo "Live system number $disc" >"$tree/.disk/info"
        make_iso "$work/live-$disc.iso" -V "LIVE_$disc" "$tree"
    done
    for ((disc = 0; disc < discs; disc++)); do
        cp "$work/live-$((disc % different)).iso" "$many/live-$disc.iso"
        touch -d "@$((1767268800 + disc * 60))" "$many/live-$disc.iso"
    done
    rm -rf "$tree"
    sync -f "$many"
}

# A stick that has just been plugged in is in no cache.
forget_discs() {
    find "$1" -name '*.iso' -print0 | xargs -0 -r -P 4 -I FILE dd if=FILE iflag=nocache count=0 status=none
}

# FOLDER IMAGES: milliseconds from the start of the box until its menu has so many, and MB that it read.
until_listed() {
    local started seen had
    # Looks from before the start on, so that its own start costs nothing.
    # shellcheck disable=SC2016  # the inner shell expands it
    in_client timeout 300 bash -c 'echo; until (($(curl -s "$0/boot.ipxe" | tee "$2" | grep -c "^:image-") >= $1)) && [[ -s $2 ]]; do sleep 0.02; done
        echo "${EPOCHREALTIME/[.,]/}"' "$url" "$2" "$work/menu" >"$work/seen" &
    local looking=$!
    until [[ -s $work/seen ]]; do sleep 0.02; done
    started=${EPOCHREALTIME/[.,]/}
    start_box "$1"
    wait "$looking" || { echo "bench.sh: the menu never had $2 images" >&2; return 1; }
    seen=$(tail -n 1 "$work/seen")
    had=$(awk '/^rchar/ { printf "%.1f", $2 / 1e6 }' "/proc/$server_pid/io")
    # What it found it writes down at one of its next looks at the drive.
    for _ in {1..120}; do
        [[ $2 != 0 ]] && ! compgen -G "$state/index*" >/dev/null || break
        sleep 0.5
    done
    stop_server
    # Last, for whoever reads it starts the next box.
    echo "$(((seen - started) / 1000)) $had"
}

list_all() { # ROUND; adds to $rows
    local kind folder images time read
    for kind in empty cold warm; do
        folder=$many images=$discs
        [[ $kind != empty ]] || folder=$work/no-discs images=0
        mkdir -p "$folder" "$state"
        [[ $kind == warm ]] || rm -rf "${state:?}"/*
        forget_discs "$folder"
        read -r time read < <(until_listed "$folder" "$images")
        printf '%s,time %s\n%s,read %s\n' "$kind" "$time" "$kind" "$read" >>"$rows"
        echo "round $1: $kind $time ms, $read MB read" >&2
    done
}

bench() {
    install_peers xorriso:xorriso curl:curl ss:iproute2
    echo "making the discs" >&2
    make_store
    make_discs
    mkdir -p "$state"
    scripts/lab.sh up "$lab" --box 10.77.0.1/24 --owner $$
    scripts/lab.sh node "$lab" client 10.77.0.2/24

    local rows=$work/drive.rows kind
    : >"$rows"
    start_box "$store"
    wait_for_socket -t 'sport = :80'
    for ((round = 1; round <= rounds; round++)); do fetch_both "$round"; done
    stop_server
    "$box_binary" seal --drive "$store" >"$work/seal.log"
    start_box "$store"
    wait_for_socket -t 'sport = :80'
    for ((round = 1; round <= rounds; round++)); do fetch_both "$round" sealed-; done
    stop_server
    rm "$store/pibootbox.seal"
    for ((round = 1; round <= rounds; round++)); do list_all "$round"; done

    echo "The drive, $http_clients clients over HTTP, a file of $((file_bytes / 1000000)) MB, medians of $rounds rounds; load $(cut -d' ' -f1 /proc/loadavg); $(machine)"
    printf '%-27s %10s %22s\n' '' MB/s 'processor s per GB'
    local -A words=([file]='as it is' [disc]='out of an ISO' [sealed-file]='sealed' [sealed-disc]='out of a sealed ISO')
    for kind in file disc sealed-file sealed-disc; do
        printf '%-27s %10.0f %22.3f\n' "${words[$kind]}" \
            "$(median "$kind,rate" <"$rows")" "$(median "$kind,cpu" <"$rows")"
    done
    for kind in disc sealed-file sealed-disc; do
        printf '%-27s %10s %22s\n' "ratio, ${words[$kind]}" "$(ratio "$(median $kind,rate <"$rows")" "$(median file,rate <"$rows")")" \
            "$(ratio "$(median $kind,cpu <"$rows")" "$(median file,cpu <"$rows")")"
    done
    echo "$discs live ISOs, none in the page cache: from the start of the box until its menu has them all"
    printf '%-36s %8s ms, %6s MB read\n' "no image at all" "$(median empty,time <"$rows")" "$(median empty,read <"$rows")" \
        "$discs ISOs, seen for the first time" "$(median cold,time <"$rows")" "$(median cold,read <"$rows")" \
        "$discs ISOs, seen before" "$(median warm,time <"$rows")" "$(median warm,read <"$rows")"
}
