#!/usr/bin/env bash
# A virtual switch, a box and virtual PCs, on one machine and without touching its own network.
#
#   lab.sh up ID [--box CIDR] [--loss PERCENT] [--owner PID]
#                                   a switch and the node `box` (default 10.77.0.1/24 on its interface lan0)
#   lab.sh node ID NODE [CIDR]      one more node on the switch (a client of the benchmarks), interface lan0
#   lab.sh in ID NODE -- COMMAND…   run COMMAND in a node; its exit code is ours
#   lab.sh dhcp ID NODE dnsmasq|kea
#                                   somebody else's DHCP server on a node 10.x.y.z/24, in the foreground until it is
#                                   killed: gives .150 to .199 of that network, and boots nobody
#   lab.sh capture ID FILE [SNAP [all]]
#                                   record every frame at the box's port of the switch, or at all ports, until `down`
#   lab.sh hide-ipxe ID PC          the PC's option ROM looks like a vendor's PXE ROM (see below)
#   lab.sh pc ID PC [options]       switch a PC on; it ends when QEMU ends, --until matched, or time is up
#       --firmware KIND                 default bios
#           bios                            SeaBIOS
#           uefi                            OVMF, PXE
#           secureboot                      OVMF with Microsoft's keys enrolled and Secure Boot on, PXE
#           arm64                           AAVMF on an arm64 PC, PXE (needs `lab.sh install arm64`)
#           http, http-secureboot, http-arm64
#                                           uefi, secureboot and arm64 with HTTP Boot only
#       --rom firmware|ipxe             who does PXE: the firmware itself or QEMU's iPXE option ROM
#                                       (default: bios ipxe, because SeaBIOS has no PXE of its own; else firmware)
#       --nic MODEL                     default e1000 on bios, else virtio-net-pci
#       --disk FILE                     a raw disk, tried after the network; default none
#       --memory MIB                    default 1024
#       --seconds N                     time allowed; default 240
#       --until REGEX                   done as soon as the serial console shows it (extended regex)
#       --press REGEX KEYS              when the console shows REGEX, type KEYS (printf escapes) on the serial line
#                                   exit 0: REGEX seen (without --until: QEMU ended by itself); 1: not
#   lab.sh mac ID NODE|PC           the hardware address of a node or PC of this lab
#   lab.sh folder ID                where PC.console (serial output), logs and captures of this lab lie
#   lab.sh down ID [--forget]       end every process in the lab and remove it; --forget: its folder too
#   lab.sh lost ID                  how many frames --loss has dropped until now
#   lab.sh list                     the labs that are up
#   lab.sh install [arm64]          install what the lab needs from Debian's packages (`up` does it too), and for arm64 PCs
#   lab.sh installer [ARCH]         the netboot folder of Debian's installer (amd64, arm64), as its package lays it out
#
# Everything lives in network namespaces pbb-ID-*, so labs with different IDs run side by side, may use the
# same addresses, and `down` can find every process of the lab by its namespace. --owner takes the lab down when
# that process dies, however it dies. A caller in a shell adds: trap 'lab.sh down ID' EXIT.
#
# A PC gets no kernel, initrd or disk from QEMU (unless --disk): what it runs came over the wire.
#
# --loss drops that share of the frames at random in each direction, in the switch. Large sends are then cut into
# wire-sized frames first, or one drop would take 64 KB of a TCP stream at once.
#
# hide-ipxe: QEMU's ROM is itself an iPXE, so a box hands it the menu at once and never undionly.kpxe. Until the PC
# has asked for undionly.kpxe by TFTP, the switch renames the two options that give iPXE away (77 user class, 175
# encapsulated options) to codes for private use. From then on its frames pass untouched: the loader that the box
# sent speaks for itself.
set -euo pipefail

self=$(readlink -f "${BASH_SOURCE[0]}")
repo=$(dirname "$(dirname "$self")")
readonly self repo
# shellcheck source=scripts/peers.sh
source "$repo/scripts/peers.sh"
# shellcheck source=scripts/lab/pc.sh
source "$repo/scripts/lab/pc.sh"

usage() { sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "$self"; }
die() { echo "lab.sh: $*" >&2; exit 2; }

# --- names -----------------------------------------------------------------------------------------------------

check_id() { [[ $1 =~ ^[a-z0-9][a-z0-9-]{0,29}$ ]] || die "'$1' is no ID: up to 30 of a-z 0-9 -"; }
# A port of the switch is called after its node or PC, and Linux gives its name 15 characters.
check_name() { [[ $1 =~ ^[a-z0-9]{1,12}$ ]] || die "'$1' is no name: up to 12 of a-z 0-9"; }
folder_of() { echo "$repo/artifacts/lab/$1"; }
switch_of() { echo "pbb-$1-switch"; }
node_of() { echo "pbb-$1-$2"; }
in_switch() { local id=$1; shift; ip netns exec "$(switch_of "$id")" "$@"; }
# Where ip-netns(8) keeps them; its own list stumbles over namespaces that others delete at that moment.
exists() { [[ -e /run/netns/$1 ]]; }
spaces_of() { find /run/netns -maxdepth 1 -regex "/run/netns/pbb-$1-[a-z0-9]+" -printf '%f\n' 2>/dev/null || true; }
need_lab() { check_id "$1"; exists "$(switch_of "$1")" || die "no lab '$1' is up; lab.sh up $1"; }

# One stable address per lab and PC, so that a capture of another day can be compared.
mac_of() { printf '52:54:00:%s' "$(echo "$1/$2" | sha256sum | sed -E 's/^(..)(..)(..).*/\1:\2:\3/')"; }

# --- what the lab needs from the machine -------------------------------------------------------------------------

# The file or command that shows that a package is there, and the package.
readonly needs=(
    ip:iproute2 nft:nftables sysctl:procps tcpdump:tcpdump socat:socat
    qemu-system-x86_64:qemu-system-x86 /usr/share/OVMF/OVMF_CODE_4M.fd:ovmf
    mformat:mtools mkfs.ext4:e2fsprogs busybox:busybox clang:clang ld.lld:lld grub-script-check:grub-common
)

# Only for who boots arm64 PCs: an emulator of 200 MB.
readonly needs_arm64=(qemu-system-aarch64:qemu-system-arm /usr/share/AAVMF/AAVMF_CODE.fd:qemu-efi-aarch64)

install_packages() { # [arm64]
    local need wanted missing=() wants=("${needs[@]}" "$(installer_need amd64)")
    [[ ${1-} != arm64 ]] || wants+=("${needs_arm64[@]}" "$(installer_need arm64)")
    for need in "${wants[@]}"; do
        wanted=${need%%:*}
        [[ -e $wanted ]] || command -v "$wanted" >/dev/null || missing+=("${need#*:}")
    done
    ((${#missing[@]})) || return 0
    ((EUID == 0)) || die "${missing[*]} must be installed: run 'sudo $0 install'"
    echo "lab.sh: installing ${missing[*]}"
    if ! { apt-get -qq update && DEBIAN_FRONTEND=noninteractive \
        apt-get -qq install --no-install-recommends "${missing[@]}"; } >/dev/null; then
        die "could not install ${missing[*]} with apt-get"
    fi
}

# Each release of Debian packages its own installer, and the next one's.
# shellcheck disable=SC1091  # it is the machine's, not ours
installer_release() { (. /etc/os-release && echo "${VERSION_ID:?this is no release of Debian}"); }
installer_folder() { echo "/usr/lib/debian-installer/images/$(installer_release)/$1/text"; }
installer_need() { echo "$(installer_folder "$1")/debian-installer/$1/linux:debian-installer-$(installer_release)-netboot-$1"; }

# --- the switch and its nodes ------------------------------------------------------------------------------------

up() { # ID [options]
    local id=$1 box=10.77.0.1/24 loss=0 owner='' switch
    shift
    check_id "$id"
    while (($#)); do
        case $1 in
            --box) box=$2; shift 2 ;;
            --loss) loss=$2; shift 2 ;;
            --owner) owner=$2; shift 2 ;;
            *) die "up: unknown option $1" ;;
        esac
    done
    ((EUID == 0)) || die "network namespaces need root: run me as root"
    install_packages
    exists "$(switch_of "$id")" && down "$id"
    rm -rf "$(folder_of "$id")"
    mkdir -p "$(folder_of "$id")"
    # Half a lab is taken down again.
    trap 'down "$id"' EXIT
    trap 'exit 130' INT TERM

    switch=$(switch_of "$id")
    ip netns add "$switch"
    # The switch itself says nothing: no IPv6 chatter from its ports in the captures.
    in_switch "$id" sysctl -q net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
    ip -n "$switch" link set lo up
    # A real switch forwards at once; nothing here can loop.
    ip -n "$switch" link add br0 type bridge stp_state 0 forward_delay 0 mcast_snooping 0
    ip -n "$switch" link set br0 up
    node "$id" box "$box"
    if [[ $loss != 0 ]]; then
        lose "$id" "$loss"
    fi
    if [[ $owner ]]; then
        echo "$owner" >"$(folder_of "$id")/owner"
        setsid --fork "$self" watch "$id" "$owner" </dev/null >/dev/null 2>&1
    fi
    trap - EXIT INT TERM
}

# Runs beside a lab that has an owner. Ends with the lab, or when another owner has brought it up anew.
watch() { # ID OWNER
    while exists "$(switch_of "$1")" && [[ $(cat "$(folder_of "$1")/owner") == "$2" ]]; do
        if ! kill -0 "$2" 2>/dev/null; then
            down "$1"
        fi
        sleep 1
    done
}

node() { # ID NODE [CIDR]
    local id=$1 name=$2 address=${3-} switch space
    check_name "$name"
    switch=$(switch_of "$id") space=$(node_of "$id" "$name")
    ip netns add "$space"
    ip -n "$space" link set lo up
    ip -n "$switch" link add "to-$name" type veth peer name lan0 address "$(mac_of "$id" "$name")" netns "$space"
    ip -n "$switch" link set "to-$name" master br0 up
    if [[ $address ]]; then
        ip -n "$space" address add "$address" dev lan0
    fi
    ip -n "$space" link set lan0 up
}

lose() { # ID PERCENT
    ip -n "$(node_of "$1" box)" link set lan0 gso_max_segs 1
    # The bridge's forward hook sees each frame once, in whichever direction it goes.
    in_switch "$1" nft -f - <<NFT
table bridge loss {
    chain forward {
        type filter hook forward priority 0
        numgen random mod 100 < $2 counter drop
    }
}
NFT
}

lost() { # ID
    in_switch "$1" nft list chain bridge loss forward | sed -nE 's/.* counter packets ([0-9]+) .*/\1/p'
}

hide_ipxe() { # ID PC
    # iPXE writes its options in one fixed order, and only the length of its request list (55) differs between
    # builds. So 77 stands where it always does, and 175 is looked for around its usual place, known by the bus
    # identity (177, 5 bytes) that it begins with. The UDP checksum becomes 0, "none".
    local at rules=''
    for at in {320..340}; do
        rules+="add rule bridge rom vendor @th,$((at * 8)),8 0xaf @th,$((at * 8 + 16)),16 0xb105"
        rules+=" @th,$((at * 8)),8 set 0xe1 udp checksum set 0 counter"$'\n'
    done
    in_switch "$1" nft -f - <<NFT
table bridge rom {
    set chained { type ether_addr; flags dynamic; size 64; }
    chain vendor {
        @th,2384,24 0x4d0469 @th,2384,8 set 0xe0 udp checksum set 0 counter
    }
    chain forward {
        type filter hook forward priority -10
        # A read request (opcode 1) for a name that starts with "undionly", or "/undionly".
        udp dport 69 @th,64,16 1 @th,80,64 0x756e64696f6e6c79 add @chained { ether saddr }
        udp dport 69 @th,64,16 1 @th,80,64 0x2f756e64696f6e6c add @chained { ether saddr }
        ether saddr $(mac_of "$1" "$2") ether saddr != @chained udp dport { 67, 4011 } jump vendor
    }
}
$rules
NFT
}

down() { # ID [--forget]
    local id=$1 space spaces pids
    check_id "$id"
    mapfile -t spaces < <(spaces_of "$id")
    for signal in TERM KILL; do
        for _ in {1..15}; do
            pids=$(for space in "${spaces[@]}"; do ip netns pids "$space" 2>/dev/null || true; done)
            [[ $pids ]] || break 2
            # shellcheck disable=SC2086  # one word per process
            kill -s "$signal" $pids 2>/dev/null || true
            sleep 0.1
        done
    done
    for space in "${spaces[@]}"; do
        ip netns delete "$space" 2>/dev/null || true
    done
    if [[ ${2-} == --forget ]]; then
        rm -rf "$(folder_of "$id")"
    fi
}

foreign_dhcp() { # ID NODE dnsmasq|kea
    local id=$1 space folder address net
    space=$(node_of "$1" "$2")
    folder=$(folder_of "$id")
    address=$(ip -n "$space" -4 -o address show dev lan0 | sed -nE 's|.* inet ([0-9.]+)/24 .*|\1|p')
    [[ $address ]] || die "dhcp: $2 has no address with /24"
    net=${address%.*}
    case $3 in
        dnsmasq)
            install_peers dnsmasq:dnsmasq-base
            exec ip netns exec "$space" dnsmasq --keep-in-foreground --conf-file=/dev/null --port=0 --user=root --interface=lan0 \
                --bind-interfaces --pid-file= --log-facility=- --log-dhcp --dhcp-authoritative \
                --dhcp-range="$net.150,$net.199,1h" --dhcp-leasefile="$folder/$2.$3.leases" ;;
        kea)
            install_peers kea-dhcp4:kea-dhcp4-server
            cat >"$folder/$2.json" <<KEA
{ "Dhcp4": {
    "interfaces-config": { "interfaces": ["lan0"] },
    "lease-database": { "type": "memfile", "persist": true, "name": "$folder/$2.$3.leases" },
    "valid-lifetime": 3600, "authoritative": true,
    "subnet4": [{ "id": 1, "subnet": "$net.0/24", "pools": [{ "pool": "$net.150 - $net.199" }] }],
    "loggers": [{ "name": "kea-dhcp4", "severity": "INFO", "output_options": [{ "output": "stdout" }] }]
} }
KEA
            exec ip netns exec "$space" env KEA_PIDFILE_DIR="$folder" KEA_LOCKFILE_DIR=none kea-dhcp4 -c "$folder/$2.json" ;;
        *) die "dhcp: dnsmasq or kea, not '$3'" ;;
    esac
}

capture() { # ID FILE [SNAP [all]]
    local id=$1 file=$2 port=to-box
    # A listener makes the bridge show itself every frame that it forwards.
    [[ ${4-} != all ]] || port=br0
    # Packet-buffered: what was seen is on disk even if everything is killed.
    in_switch "$id" tcpdump --immediate-mode -U -n -q -Z root -s "${3:-0}" -i "$port" -w "$file" \
        >"$(folder_of "$id")/tcpdump.log" 2>&1 &
    disown
    for _ in {1..50}; do
        [[ -s $file ]] && return 0
        sleep 0.1
    done
    die "tcpdump did not start: $(tail -n 1 "$(folder_of "$id")/tcpdump.log")"
}

# --- command line ------------------------------------------------------------------------------------------------

command=${1-}
(($#)) && shift
case $command in
    up) (($#)) || die "up: which ID?"; up "$@" ;;
    node) (($# >= 2)) || die "node ID NODE [CIDR]"; need_lab "$1"; node "$@" ;;
    in)
        [[ $# -ge 4 && $3 == -- ]] || die "in ID NODE -- COMMAND…"
        need_lab "$1"
        space=$(node_of "$1" "$2")
        shift 3
        exec ip netns exec "$space" "$@" ;;
    dhcp) (($# == 3)) || die "dhcp ID NODE dnsmasq|kea"; need_lab "$1"; foreign_dhcp "$@" ;;
    capture) (($# >= 2)) || die "capture ID FILE [SNAP [all]]"; need_lab "$1"; capture "$@" ;;
    hide-ipxe) (($# == 2)) || die "hide-ipxe ID PC"; need_lab "$1"; hide_ipxe "$@" ;;
    pc) (($# >= 2)) || die "pc ID PC [options]"; need_lab "$1"; pc "$@" ;;
    watch) watch "$@" ;;
    lost) (($# == 1)) || die "lost ID"; need_lab "$1"; lost "$1" ;;
    mac) (($# == 2)) || die "mac ID NODE|PC"; check_id "$1"; mac_of "$1" "$2"; echo ;;
    folder) (($#)) || die "folder ID"; check_id "$1"; folder_of "$1" ;;
    down) (($#)) || die "down ID [--forget]"; down "$@" ;;
    list) spaces_of '.*' | sed -nE 's/^pbb-(.*)-switch$/\1/p' ;;
    install) install_packages "$@" ;;
    installer) install_packages "$@"; installer_folder "${1:-amd64}" ;;
    help | --help | -h) usage ;;
    *) usage >&2; exit 2 ;;
esac
