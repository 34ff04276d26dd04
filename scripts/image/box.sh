# shellcheck shell=bash
# shellcheck disable=SC2154  # lab, folder, sticks, card and key are test-image.sh's
# The box as a virtual PC on the lab's switch, with QEMU's monitor in reach. Sourced by test-image.sh.

readonly box_memory=640
box_pid=''

# Where the box is plugged in.
box_port() {
    ip -n "pbb-$lab-switch" link show pc-boxvm >/dev/null 2>&1 || ip -n "pbb-$lab-switch" tuntap add pc-boxvm mode tap
    ip -n "pbb-$lab-switch" link set pc-boxvm master br0 up
}

# DISK [bios|uefi] [QEMU ARGUMENTS…]: switches the box on. Its console is in $folder/boxvm.console.
box_on() {
    local disk=$1 firmware=${2:-bios} machine=pc,graphics=off flash=()
    shift 2
    if [[ $firmware == uefi ]]; then
        cp /usr/share/OVMF/OVMF_VARS_4M.fd "$folder/boxvm.vars"
        flash=(-drive "if=pflash,unit=0,format=raw,readonly=on,file=/usr/share/OVMF/OVMF_CODE_4M.fd" -drive "if=pflash,unit=1,format=raw,file=$folder/boxvm.vars")
        machine=q35
    fi
    box_port
    : >"$folder/boxvm.console"
    # cache.direct off and a raw file: what the guest has flushed survives the kill of QEMU, what it has not may not.
    ip netns exec "pbb-$lab-switch" qemu-system-x86_64 -accel tcg,thread=multi -machine "$machine" -smp 2 -m "$box_memory" \
        -nodefaults -display none -vga none "${flash[@]}" \
        -drive "if=none,id=card,format=raw,file=$disk" -device virtio-blk-pci,drive=card,bootindex=1 \
        -netdev tap,id=net,ifname=pc-boxvm,script=no,downscript=no \
        -device "virtio-net-pci,netdev=net,mac=52:54:00:b0:0c:01,romfile=" \
        -device qemu-xhci,id=usb,p2=8,p3=8 -device virtio-rng-pci \
        -device i6300esb -action watchdog=reset \
        -chardev "file,id=serial,path=$folder/boxvm.console" -serial chardev:serial \
        -monitor "unix:$folder/boxvm.monitor,server=on,wait=off" "$@" </dev/null >"$folder/boxvm.qemu.log" 2>&1 &
    box_pid=$!
    within 60 monitor_answers
}

# bios|uefi [QEMU ARGUMENTS…]: switches the box of this run on, with all sticks beside it.
start_box() {
    # shellcheck disable=SC2046  # words
    box_on "$card" "$1" $(for stick in fat exfat ntfs ext4 iso; do stick_arguments $stick "$sticks/$stick.img"; done) "${@:2}"
}

# For a stage whose forerunner has switched it off.
need_box() {
    ! box_runs || return 0
    start_box bios
    plug fat
    within 420 in_box true 2>/dev/null
}

# The plug, pulled.
box_off() {
    [[ ! $box_pid ]] || { kill -KILL "$box_pid" && wait "$box_pid"; } 2>/dev/null || true
    box_pid=''
    rm -f "$folder/boxvm.monitor"
}

box_runs() { [[ $box_pid ]] && kill -0 "$box_pid" 2>/dev/null; }

# On a busy machine its socket is there long before somebody reads what is sent to it.
monitor_answers() { echo 'info version' | socat -t 1 - "UNIX-CONNECT:$folder/boxvm.monitor" 2>/dev/null | grep QEMU >/dev/null; }
monitor() { echo "$*" | socat -t 1 - "UNIX-CONNECT:$folder/boxvm.monitor" >/dev/null; }

# QEMU arguments for a stick that is not plugged in yet: a block node that stays.
stick_arguments() { # ID FILE
    echo "-blockdev driver=raw,node-name=$1,read-only=off,file.driver=file,file.filename=$2"
}
# One is a disk and no stick.
plug() { monitor "device_add usb-storage,bus=usb.0,id=$1-usb,drive=$1,removable=$([[ $1 == ext4 ]] && echo off || echo on)"; }
pull() { monitor "device_del $1-usb"; }

# SECONDS COMMAND…: until it succeeds.
within() {
    local end=$((SECONDS + $1))
    shift
    until "$@"; do
        ((SECONDS < end)) || return 1
        sleep 0.5
    done
}

in_client() { ip netns exec "pbb-$lab-box" "$@"; }

# COMMAND…: as root in the box; its exit code is ours. Only because a stick brought the key.
in_box() {
    in_client timeout 120 ssh -i "$key" -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR \
        -o ConnectTimeout=10 "root@$box_address" "$@" </dev/null
}

box_answers() { in_client curl --silent --max-time 5 --output /dev/null "http://$box_address/boot.ipxe"; }

put_in_box() { # FILE COMMAND
    in_client timeout 120 ssh -i "$key" -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR \
        "root@$box_address" "$2" <"$1"
}

not() { ! "$@"; }

main_pid() { in_box 'systemctl show --property=MainPID --value pibootbox'; }

# What the service asks of root: a file, which is taken away when it was heard.
ask() { in_box "setpriv --reuid=pibootbox --regid=pibootbox --clear-groups touch /run/pibootbox/$1"; }
asked_and_heard() { in_box "! test -e /run/pibootbox/$1"; }

has_grown() { (($(in_box 'findmnt --bytes --noheadings --output=SIZE /var/lib') > 800000000)); }

slot_sector() { # DISK a|b
    sfdisk --dump "$1" 2>/dev/null | sed -n "s/.*start= *\([0-9]*\),.*name=\"pibootbox-$2\"/\1/p"
}
# The bytes of a slot, all 96 MB.
slot_of() { # DISK a|b
    dd if="$1" bs=1M iflag=skip_bytes,count_bytes skip="$(($(slot_sector "$1" "$2") * 512))" count=$((96 * 1048576)) status=none
}
# Succeeds when the command does and prints nothing: where there is no answer, nothing is known.
nothing_in_box() { # COMMAND…
    local told
    told=$(in_box "$@") && [[ ! $told ]]
}
no_unit_has_failed() { nothing_in_box 'systemctl --failed --plain --no-legend'; }
