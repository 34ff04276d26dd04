# shellcheck shell=bash
# A PC of the lab: one QEMU on a port of the switch, until it has shown what is waited for. Names, folders and the switch come from lab.sh.

pc() { # ID PC [options]
    local id=$1 name=$2 firmware=bios rom='' nic='' disk='' memory=1024 seconds=240 until='' press='' keys=''
    local folder tap emulator=qemu-system-x86_64 qemu=() pid='' deadline result=1
    shift 2
    check_name "$name"
    while (($#)); do
        case $1 in
            --firmware) firmware=$2; shift 2 ;;
            --rom) rom=$2; shift 2 ;;
            --nic) nic=$2; shift 2 ;;
            --disk) disk=$2; shift 2 ;;
            --memory) memory=$2; shift 2 ;;
            --seconds) seconds=$2; shift 2 ;;
            --until) until=$2; shift 2 ;;
            --press) press=$2 keys=$3; shift 3 ;;
            *) die "pc: unknown option $1" ;;
        esac
    done
    folder=$(folder_of "$id") tap=pc-$name

    qemu=(-accel "tcg,thread=multi" -smp 1 -m "$memory" -nodefaults -display none -monitor none
        -netdev "tap,id=net,ifname=$tap,script=no,downscript=no"
        -chardev "socket,id=serial,path=$folder/$name.serial,server=on,wait=off,logfile=$folder/$name.console"
        -serial chardev:serial
        # Firmware of 2024 and later wants a source of randomness before it opens a socket.
        -device virtio-rng-pci)
    case $firmware in
        # graphics=off lets SeaBIOS, and with it every loader that prints through it, use the serial line.
        bios)
            qemu+=(-machine "pc,graphics=off" -vga none)
            nic=${nic:-e1000} rom=${rom:-ipxe}
            [[ $rom == ipxe ]] || die "pc: SeaBIOS has no PXE of its own; use --rom ipxe" ;;
        uefi | http)
            use_flash "$folder/$name" /usr/share/OVMF/OVMF_CODE_4M.fd /usr/share/OVMF/OVMF_VARS_4M.fd
            qemu+=(-machine q35) ;;
        secureboot | http-secureboot)
            # The variables are only safe from the system, and Secure Boot only on, behind system management mode.
            use_flash "$folder/$name" /usr/share/OVMF/OVMF_CODE_4M.ms.fd /usr/share/OVMF/OVMF_VARS_4M.ms.fd
            qemu+=(-machine "q35,smm=on" -global "driver=cfi.pflash01,property=secure,value=on") ;;
        arm64 | http-arm64)
            command -v qemu-system-aarch64 >/dev/null || die "pc: arm64 PCs need 'lab.sh install arm64'"
            emulator="qemu-system-aarch64"
            use_flash "$folder/$name" /usr/share/AAVMF/AAVMF_CODE.fd /usr/share/AAVMF/AAVMF_VARS.fd
            qemu+=(-machine virt -cpu cortex-a57) ;;
        *) die "pc: firmware is bios, uefi, secureboot, arm64, http, http-secureboot or http-arm64, not '$firmware'" ;;
    esac
    # Without PXE its boot option for the card is HTTP Boot.
    [[ $firmware != http* ]] || qemu+=(-fw_cfg "name=opt/org.tianocore/IPv4PXESupport,string=n")
    if [[ $firmware != bios ]]; then
        qemu+=(-fw_cfg "name=opt/org.tianocore/IPv6PXESupport,string=n")
        nic=${nic:-virtio-net-pci} rom=${rom:-firmware}
    fi
    nic="$nic,netdev=net,mac=$(mac_of "$id" "$name"),bootindex=1"
    [[ $rom == ipxe ]] || nic+=,romfile=
    qemu+=(-device "$nic")
    if [[ $disk ]]; then
        qemu+=(-drive "if=none,id=disk,format=raw,file=$disk" -device "ide-hd,drive=disk,bootindex=2")
    fi

    : >"$folder/$name.console"
    # shellcheck disable=SC2317  # reached by the trap
    switch_off() {
        [[ ! $pid ]] || { kill "$pid" && wait "$pid"; } 2>/dev/null || true
        ip -n "$(switch_of "$id")" link delete "$tap" 2>/dev/null || true
        rm -f "$folder/$name.vars" "$folder/$name.serial"
        return 0
    }
    trap switch_off EXIT
    trap 'exit 130' INT TERM
    ip -n "$(switch_of "$id")" tuntap add "$tap" mode tap
    ip -n "$(switch_of "$id")" link set "$tap" master br0 up
    # Not by in_switch: a function in the background is a shell, and killed alone.
    ip netns exec "$(switch_of "$id")" "$emulator" "${qemu[@]}" </dev/null >"$folder/$name.qemu.log" 2>&1 &
    pid=$!

    deadline=$((SECONDS + seconds))
    while ((SECONDS < deadline)); do
        if [[ $until ]] && console_shows "$folder/$name.console" "$until"; then
            result=0
            break
        fi
        if [[ $press ]] && console_shows "$folder/$name.console" "$press"; then
            type_keys "$folder/$name.serial" "$keys"
            press=''
        fi
        if ! kill -0 "$pid" 2>/dev/null; then
            if wait "$pid" && [[ ! $until ]]; then result=0; fi
            [[ ! -s $folder/$name.qemu.log ]] || cat "$folder/$name.qemu.log" >&2
            break
        fi
        sleep 0.3
    done
    exit "$result"
}

# Firmware in flash memory: its code, and variables of this PC's own. Joins the caller's qemu=().
use_flash() { # PATH CODE VARIABLES
    cp "$3" "$1.vars"
    qemu+=(-drive "if=pflash,unit=0,format=raw,readonly=on,file=$2" -drive "if=pflash,unit=1,format=raw,file=$1.vars")
}

console_shows() { grep --text --quiet --extended-regexp -e "$2" "$1"; }

type_keys() { # SOCKET KEYS
    printf '%b' "$2" | socat -t 0.5 - "UNIX-CONNECT:$1" >/dev/null
}
