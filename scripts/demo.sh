#!/usr/bin/env bash
# Shows the whole thing once: a virtual PC with an empty disk is switched on beside the box, and Debian's installer
# comes up on it, or what else is said.
#
#   scripts/demo.sh [--image installer|debian-live|memtest]
#                   [--firmware bios|uefi|secureboot|arm64|http|http-secureboot|http-arm64]
#                   [--network alone|dnsmasq|kea]
#
# Default: the installer on a UEFI PC, with box and PC alone on a switch. With dnsmasq or kea, that server gives the
# addresses there before the box comes, and the box only boots the PC. debian-live is a live ISO, as it is, on the drive
# (BIOS, UEFI, Secure Boot); memtest is memtest86+ (BIOS, UEFI).
#
# Does all its own set-up (packages, native build, boot loaders, what lies on the drive) and needs root for the network
# namespaces of the lab. Exit code 0 only when, on the PC's serial console, the kernel's command line carries the random
# word that this run wrote onto the drive, and the system has come as far as it should after it: the installer's init has
# started, the live system asks for a login, memtest86+ shows its banner (its word is in its file's name, which the box
# must have sent). A disc on the drive must be the same after the run, byte by byte.
# With Secure Boot the kernel itself must say that it is on; with another DHCP server the PC's address must be
# that server's, and the capture must show that the box offered none.
# At the end the box's panel is shown as it was while the PC read its largest file.
# The capture of the run, the console, the box's log and the panel's picture stay in artifacts/demo/IMAGE-FIRMWARE-NETWORK/.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

usage() { sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"; }

image=installer firmware=uefi network=alone
while (($#)); do
    case $1 in
        --image) image=${2-}; shift 2 || shift ;;
        --firmware) firmware=${2-}; shift 2 || shift ;;
        --network) network=${2-}; shift 2 || shift ;;
        --help | -h) usage; exit 0 ;;
        *) usage >&2; exit 2 ;;
    esac
done
case $image in
    installer) firmwares='bios|(http-)?(secureboot|arm64)|uefi|http' ;;
    debian-live) firmwares='bios|uefi|secureboot' ;;
    memtest) firmwares='bios|uefi' ;;
    *) usage >&2; exit 2 ;;
esac
[[ $firmware =~ ^($firmwares)$ && $network =~ ^(alone|dnsmasq|kea)$ ]] || { usage >&2; exit 2; }
((EUID == 0)) || { echo "demo.sh: the lab makes network namespaces: run it with sudo." >&2; exit 2; }

arch=amd64 console=ttyS0,115200
[[ $firmware != *arm64 ]] || arch=arm64 console=ttyAMA0
readonly lab="demo-$$" kept="$PWD/artifacts/demo/$image-$firmware-$network" arch console
readonly drive=$kept/drive log=$kept/box.log capture=$kept/capture.pcap

echo "Getting ready: the native box, boot loaders, what lies on the drive, the lab."
scripts/lab.sh install "$arch"
scripts/loaders.sh
scripts/publish.sh linux-x64
rm -rf "$kept"
mkdir -p "$drive" "$kept/state"

# --- the drive ---------------------------------------------------------------------------------------------------

nonce="demo-$(od -An -N8 -tx1 /dev/urandom | tr -d ' \n')"
readonly nonce
# shellcheck source=scripts/demo/images.sh
source scripts/demo/images.sh
put_on_drive "${image/-/_}"
cat >"$drive/pibootbox.json" <<JSON
{
  "default": "$path",
  "timeout": 1,
  "images": { "$path": { "arguments": "$arguments" } }
}
JSON
# shellcheck disable=SC2154  # images.sh sets disc
sum_of_disc() { [[ ! $disc ]] || sha256sum <"$disc"; }
sum_before=$(sum_of_disc)

# --- the timeline ------------------------------------------------------------------------------------------------

started=0 bar_open='' bar_shown='' stopped_at='the PC was switched on' box_pid='' pc_pid='' dhcp_pid=''

now_ms() { echo $((${EPOCHREALTIME/[.,]/} / 1000)); }

say() { # STAGE TEXT
    local ms
    close_bar
    ms=$(($(now_ms) - started))
    printf '%4d.%d s  %-10s %s\n' $((ms / 1000)) $((ms % 1000 / 100)) "$1" "$2"
    stopped_at="$1: $2"
}

bar() { # STAGE PERCENT TEXT
    local full=$(($2 * 30 / 100)) line
    line=$(printf '          %-10s [%s%s] %3d %%  %s' "$1" \
        "$(printf '%*s' "$full" '' | tr ' ' '#')" "$(printf '%*s' $((30 - full)) '' | tr ' ' '.')" "$2" "$3")
    if [[ -t 1 ]]; then
        printf '\r%s' "$line"
        bar_open=yes
    elif [[ $1$(($2 / 25)) != "$bar_shown" ]]; then
        # A log file gets a line each quarter, not each second.
        echo "$line"
        bar_shown=$1$(($2 / 25))
    fi
}

close_bar() { [[ ! $bar_open ]] || { echo; bar_open=''; }; }

stage_of() { # FILE
    case $1 in
        *.ipxe | *.cfg) echo menu ;;
        *.kpxe | *.efi) echo loader ;;
        */linux | */vmlinuz*) echo kernel ;;
        *initrd*) echo initrd ;;
        *.squashfs) echo system ;;
        *) echo file ;;
    esac
}

# Braille characters, two dots of the display wide and four high. The service answers while a PC boots.
keep_panel() {
    local binary=$PWD/artifacts/linux-x64/pibootbox
    "$binary" panel --state "$kept/state" --text >"$kept/panel.txt" 2>/dev/null || return 0
    "$binary" panel --state "$kept/state" --png "$kept/panel.png" 2>/dev/null || true
}

# One line of the box's log: "HH:MM:SS.mmm MAC what it did".
readonly mac='([0-9a-f]{2}:){5}[0-9a-f]{2}'
show() { # LINE
    local line=$1 file
    [[ $line =~ ^[0-9:.]+\ (warning:\ |error:\ )?$mac\ (.*)$ ]] || return 0
    line=${BASH_REMATCH[3]}
    case $line in
        'asks for an address'*) say DISCOVER "the PC $line" ;;
        'is offered '*) say OFFER "it $line" ;;
        'is told what to boot'*) say OFFER "it $line" ;;
        'has the address '* | 'asks the boot service'*) say ACK "it $line" ;;
        'asks for '*) file=${line#asks for } file=${file%% by *}
            say "$(stage_of "$file")" "it $line" ;;
        'reads '*) file=${line#reads } file=${file%: *}
            if [[ $line =~ :\ ([0-9]+)\ %\ \((.*)\) ]]; then
                bar "$(stage_of "$file")" "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}"
                # Where nothing large is read, the end of the run shows the panel.
                ((BASH_REMATCH[1] < 30)) || [[ -s $kept/panel.txt ]] || keep_panel
            fi ;;
        'has all of '*) file=${line#has all of } file=${file% (*}
            # This line takes the place of the bar.
            [[ ! $bar_open ]] || { printf '\r\033[K'; bar_open=''; }
            say "$(stage_of "$file")" "it $line" ;;
        *) say note "the PC $line" ;;
    esac
}

# --- the run -----------------------------------------------------------------------------------------------------

cleanup() {
    close_bar
    [[ ! $pc_pid ]] || kill "$pc_pid" 2>/dev/null || true
    if [[ $box_pid ]]; then
        kill "$box_pid" 2>/dev/null || true
        wait "$box_pid" 2>/dev/null || true
    fi
    if [[ $dhcp_pid ]]; then
        kill "$dhcp_pid" 2>/dev/null || true
        wait "$dhcp_pid" 2>/dev/null || true
    fi
    # It is a link into the lab's folder until now.
    [[ ! -L $kept/console ]] || cp --remove-destination "$folder/pc1.console" "$kept/console"
    scripts/lab.sh down "$lab" --forget
}
trap cleanup EXIT
trap 'exit 130' INT TERM

fail() { # WHY
    close_bar
    echo
    echo "FAILED: $1"
    echo "The last thing that happened - $stopped_at"
    echo "--- the PC's console ($kept/console), its last lines"
    sed 's/\x1b\[[0-9;?]*[A-Za-z]//g; s/[^[:print:]]//g' "$kept/console" 2>/dev/null | grep -a . | tail -n 15 || true
    echo "--- the box's log ($log), its last lines"
    tail -n 15 "$log" 2>/dev/null || true
    echo "--- the capture: $capture"
    exit 1
}

# tcpdump prints yiaddr only where it is not 0.
offered_by_box() { tcpdump -n -v -r "$capture" 'udp src port 67 and src host 10.77.0.1' 2>/dev/null | sed -n 's/.*Your-IP //p'; }
# Whoever asks the box for a file.
used_by_pc() {
    tcpdump -n -r "$capture" 'dst host 10.77.0.1 and (udp dst port 69 or tcp dst port 80)' 2>/dev/null |
        sed -nE 's/.* IP ([0-9.]+)\.[0-9]+ > .*/\1/p' | sort -u
}

scripts/lab.sh up "$lab" --owner $$
folder=$(scripts/lab.sh folder "$lab")
# Long TCP sends are cut short in the capture; every DHCP and TFTP packet is whole.
scripts/lab.sh capture "$lab" "$capture" 2048

if [[ $network != alone ]]; then
    scripts/lab.sh node "$lab" router 10.77.0.254/24
    scripts/lab.sh dhcp "$lab" router "$network" >"$kept/$network.log" 2>&1 &
    dhcp_pid=$!
fi
scripts/lab.sh in "$lab" box -- "$PWD/artifacts/linux-x64/pibootbox" run --interface lan0 --drive "$drive" \
    --loaders "$PWD/artifacts/loaders" --state "$kept/state" >"$log" 2>&1 &
box_pid=$!

if [[ $network == alone ]]; then
    echo "A $firmware PC without a disk is switched on. Box and PC are alone on a virtual switch."
else
    echo "A $firmware PC without a disk is switched on. $network, at 10.77.0.254, gives the addresses on the virtual switch."
fi
started=$(now_ms)
say power "on"
scripts/lab.sh pc "$lab" pc1 --firmware "$firmware" --seconds "$seconds_allowed" --until "$until" &
pc_pid=$!
ln -s "$folder/pc1.console" "$kept/console"

exec {lines}<"$log"
part='' told_kernel=''
while kill -0 "$pc_pid" 2>/dev/null; do
    while IFS= read -r more <&"$lines"; do
        show "$part$more"
        part=''
    done
    part+=$more
    if [[ ! $told_kernel ]] && grep -aq "ommand line:.*$nonce" "$kept/console" 2>/dev/null; then
        told_kernel=yes
        say boot "the kernel runs, with this run's word $nonce in its command line"
    fi
    kill -0 "$box_pid" 2>/dev/null || fail "the box ended"
    sleep 0.2
done
pc_result=0
wait "$pc_pid" || pc_result=$?
pc_pid=''

((pc_result == 0)) || fail "the console did not show '$until' within $seconds_allowed s"
# shellcheck disable=SC2154  # images.sh sets them
if [[ $transfer ]]; then
    { grep -qF "asks for $transfer by HTTP" "$log" && grep -qF "has all of $transfer" "$log"; } ||
        fail "it came up, but the box's log does not tell that it had all of $transfer by HTTP"
fi
[[ $image == memtest ]] || grep -aq "ommand line:.*$nonce" "$kept/console" \
    || fail "it came up, but without this run's word $nonce in its kernel command line"
say up "$until_text"
if [[ $firmware == *secureboot ]]; then
    grep -aqi 'secure boot enabled' "$kept/console" || fail "the kernel does not say that Secure Boot is enabled"
    say kernel "it says: $(grep -aio 'secureboot: .*enabled\|secure boot enabled' "$kept/console" | head -n 1)"
fi
if [[ $network != alone ]]; then
    [[ -z $(offered_by_box) ]] || fail "the box offered addresses beside $network: $(offered_by_box | xargs)"
    used=$(used_by_pc | xargs)
    [[ $used =~ ^10\.77\.0\.1[5-9][0-9]$ ]] || fail "the PC came to the box as '$used', which is not one address of $network"
    say network "the PC had $used from $network, and the capture has no address offered by the box"
fi
if [[ $disc ]]; then
    [[ $(sum_of_disc) == "$sum_before" ]] || fail "$disc is not what it was before the run"
    say disc "$path on the drive is what it was, byte by byte: SHA-256 ${sum_before%% *}"
fi
[[ -s $kept/panel.txt ]] || keep_panel
if [[ -s $kept/panel.txt ]]; then
    echo
    echo "The box's panel, as it was while the PC read what it boots ($kept/panel.png):"
    cat "$kept/panel.txt"
fi
echo
echo "Capture of the run: $capture"
