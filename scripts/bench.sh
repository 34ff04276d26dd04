#!/usr/bin/env bash
# Measures the native box against its peers: each in turn, on the same virtual wire, with the same client, in one run.
#
#   scripts/bench.sh tftp [ROUNDS]      against dnsmasq, atftpd and tftpd-hpa
#   scripts/bench.sh http [ROUNDS]      against nginx (sendfile, one worker)
#   scripts/bench.sh dhcp [ROUNDS]      against Kea and dnsmasq, driven by perfdhcp
#   scripts/bench.sh drive [ROUNDS]     a file out of an ISO against a plain one, and how soon 500 ISOs are on the menu
#   scripts/bench.sh process            memory, start and size of the box itself
#   scripts/bench.sh panel              what the panel costs, in a virtual machine with GPIO lines and a display
#
# Prints medians of ROUNDS rounds (default 3, which is also the least), ratios, and the processor time of the
# server (user and kernel, its children included) for each GB. Machines are noisy: only ratios within one run count.
# Needs root; installs the peers from Debian's packages.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

usage() { sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"; }
command=${1-} rounds=${2:-3}
case $command in
    tftp | http | dhcp | drive | process | panel) ;;
    *) usage >&2; exit 2 ;;
esac
if ! [[ $rounds =~ ^[0-9]+$ ]] || ((rounds < 3)); then
    echo "bench.sh: '$rounds' is no number of rounds, 3 or more." >&2
    exit 2
fi
((EUID == 0)) || { echo "bench.sh: the lab makes network namespaces: run it with sudo." >&2; exit 2; }

readonly lab=bench-$$ work=$PWD/artifacts/bench box_binary=$PWD/artifacts/linux-x64/pibootbox
mkdir -p "$work"

# shellcheck source=scripts/bench/common.sh
source scripts/bench/common.sh
# shellcheck source=/dev/null
source "scripts/bench/$command.sh"

prepare_common
trap clean_up EXIT
trap 'exit 130' INT TERM
bench
