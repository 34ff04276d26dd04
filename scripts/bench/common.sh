# shellcheck shell=bash
# What the benchmarks share: set-up, one server at a time with its processor time, medians.
# shellcheck disable=SC2154  # lab, work, box_binary and rounds come from bench.sh

server_pid='' server_group=''
# shellcheck source=scripts/peers.sh
source scripts/peers.sh

prepare_common() {
    scripts/lab.sh install
    scripts/loaders.sh >/dev/null
    scripts/publish.sh linux-x64
    publish_load
}

# The load generator, native too: a client that costs more than the server measures itself.
publish_load() {
    local framework
    framework=$(cut -d' ' -f2 artifacts/linux-x64/.stamp)
    dotnet publish tests/PiBootBox.Bench -c Release -r linux-x64 -o "$work/load" -p:PublishAot=true \
        -p:BoxFramework="$framework" -p:LinkerFlavor=lld -nologo -v quiet >"$work/load.log" 2>&1 ||
        { cat "$work/load.log" >&2; return 1; }
}

in_box() { scripts/lab.sh in "$lab" box -- "$@"; }
in_client() { scripts/lab.sh in "$lab" client -- "$@"; }

clean_up() {
    stop_server
    scripts/lab.sh down "$lab" --forget
}

# --- one server at a time ----------------------------------------------------------------------------------------

# A control group counts the time of every process and thread of the server, the ended ones too.
make_group() {
    local root=/sys/fs/cgroup
    [[ -e $root/cgroup.controllers ]] || root=$root/cpuacct
    server_group=$root/pibootbox-bench-$$
    mkdir -p "$server_group"
}

cpu_microseconds() {
    if [[ -e $server_group/cpu.stat ]] && grep -q usage_usec "$server_group/cpu.stat"; then
        awk '/usage_usec/ { print $2 }' "$server_group/cpu.stat"
    else
        echo $(($(<"$server_group/cpuacct.usage") / 1000))
    fi
}

# LOG COMMAND…: starts it in the box's namespace.
start_server() {
    local output=$1
    shift
    make_group
    # shellcheck disable=SC2016  # the inner shell expands it
    bash -c 'echo $$ >"$0/cgroup.procs"; exec "$@"' "$server_group" \
        scripts/lab.sh in "$lab" box -- "$@" >"$output" 2>&1 &
    server_pid=$!
}

# SS-FILTER…: until something listens.
wait_for_socket() {
    local _
    for _ in {1..100}; do
        [[ $(in_box ss -Hnl "$@") ]] && return 0
        kill -0 "$server_pid" 2>/dev/null || break
        sleep 0.1
    done
    echo "bench.sh: the server did not come up" >&2
    return 1
}

stop_server() {
    local pid pids
    [[ $server_pid ]] || return 0
    for signal in TERM KILL; do
        for _ in {1..20}; do
            pids=$(cat "$server_group/cgroup.procs" 2>/dev/null || true)
            [[ $pids ]] || break 2
            for pid in $pids; do kill -s "$signal" "$pid" 2>/dev/null || true; done
            sleep 0.1
        done
    done
    wait "$server_pid" 2>/dev/null || true
    rmdir "$server_group" 2>/dev/null || true
    server_pid=''
}

# --- figures -----------------------------------------------------------------------------------------------------

# field NAME LINE: the value of NAME=value in the load generator's line.
field() { sed -nE "s/.*(^| )$1=([^ ]+).*/\2/p" <<<"$2"; }

# Standard input: lines of "KEY VALUE"; prints the median of those of KEY.
median() {
    awk -v key="$1" '$1 == key { print $2 }' | sort -g | awk '{ v[NR] = $1 } END { if (NR) print v[int((NR + 1) / 2)]; else print "nan" }'
}

ratio() { awk -v a="$1" -v b="$2" 'BEGIN { if (b > 0) printf "%.2f", a / b; else printf "-" }'; }

machine() {
    local model
    model=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)
    echo "$(nproc) x ${model:-processor}, Linux $(uname -r), $(. /etc/os-release && echo "$PRETTY_NAME"), $("$box_binary" version)"
}
