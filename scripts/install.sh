#!/usr/bin/env bash
# Installs the box on a Debian 12 or 13 or a Raspberry Pi OS that is there already, as a service; again after a change, it brings what is new.
#   scripts/install.sh [--binary PATH]     default: what scripts/publish.sh builds
#   scripts/install.sh --uninstall         takes it away; leases and settings stay in /var/lib/pibootbox and /etc/pibootbox
# USB drives are mounted read-only below /srv/pibootbox from then on. The network is left as it is: the box serves each wired port that
# has an address.
set -euo pipefail
from=$PWD
cd "$(dirname "${BASH_SOURCE[0]}")/.."

usage() { sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"; }
binary='' uninstall=''
while (($#)); do
    case $1 in
        --binary) binary=$(cd "$from" && readlink -f "${2-}") || { usage >&2; exit 2; }; shift 2 ;;
        --uninstall) uninstall=yes; shift ;;
        --help | -h) usage; exit 0 ;;
        *) usage >&2; exit 2 ;;
    esac
done
((EUID == 0)) || { echo "install.sh: units and rules are root's: run it with sudo." >&2; exit 2; }
command -v systemctl >/dev/null || { echo "install.sh: this system is not run by systemd, which starts the box." >&2; exit 2; }

readonly units=(pibootbox.service pibootbox-{eject,poweroff}.{path,service} pibootbox-export.service)
readonly started=(pibootbox-{eject,poweroff}.path pibootbox.service)
running() { [[ -d /run/systemd/system ]]; }

if [[ $uninstall ]]; then
    ! running || systemctl stop --quiet "${started[@]}" 'srv-pibootbox-*.mount' 2>/dev/null || true
    systemctl disable --quiet "${started[@]}" 2>/dev/null || true
    rm -f "${units[@]/#//etc/systemd/system/}" /etc/udev/rules.d/9[01]-pibootbox-*.rules /etc/sysctl.d/90-pibootbox.conf \
        /etc/sysusers.d/pibootbox.conf /etc/modules-load.d/pibootbox.conf /usr/bin/pibootbox
    rm -rf /usr/lib/pibootbox
    # A drive that somebody still reads from keeps its folder.
    find /srv/pibootbox -xdev -depth -type d -empty -delete 2>/dev/null || true
    if running; then
        systemctl daemon-reload
        udevadm control --reload
    fi
    echo "PiBootBox is gone. What it remembers is still in /var/lib/pibootbox, its settings in /etc/pibootbox."
    exit 0
fi

if [[ ! $binary ]]; then
    case $(uname -m) in
        x86_64) rid=linux-x64 ;;
        aarch64) rid=linux-arm64 ;;
        *) echo "install.sh: there is no program for $(uname -m), only for x86_64 and aarch64." >&2; exit 2 ;;
    esac
    scripts/publish.sh "$rid"
    binary=artifacts/$rid/pibootbox
fi
[[ -s $binary ]] || { echo "install.sh: there is no program $binary." >&2; exit 2; }
scripts/loaders.sh

install -m 755 -T "$binary" /usr/bin/pibootbox.new
mv /usr/bin/pibootbox.new /usr/bin/pibootbox
install -D -m 644 -t /usr/lib/pibootbox/loaders artifacts/loaders/*
install -D -m 755 -t /usr/lib/pibootbox systemd/export-journal
install -D -m 644 systemd/pibootbox.sysusers /etc/sysusers.d/pibootbox.conf
install -D -m 644 systemd/90-pibootbox.conf /etc/sysctl.d/90-pibootbox.conf
install -D -m 644 -t /etc/udev/rules.d systemd/*.rules
install -D -m 644 -t /etc/systemd/system "${units[@]/#/systemd/}"
install -D -m 644 systemd/pibootbox.modules /etc/modules-load.d/pibootbox.conf
install -d /srv/pibootbox /etc/pibootbox
systemd-sysusers /etc/sysusers.d/pibootbox.conf
# What an older version's dynamic account owned.
[[ ! -L /var/lib/pibootbox ]] || { rm /var/lib/pibootbox; mv /var/lib/private/pibootbox /var/lib/pibootbox; }

systemctl enable --quiet "${started[@]}"
if running; then
    systemctl daemon-reload
    udevadm control --reload
    modprobe --quiet i2c-dev || true
    sysctl --quiet --load=/etc/sysctl.d/90-pibootbox.conf
    # The panel's devices that were there before: the service shall find them as its own.
    udevadm trigger --action=change --subsystem-match=gpio --subsystem-match=i2c-dev
    udevadm settle --timeout=30 || true
    systemctl restart "${started[@]}"
    # The drives that were there before.
    udevadm trigger --action=add --subsystem-match=block --property-match='ID_PATH=*-usb-*'
    systemctl --no-pager --lines=0 status pibootbox.service || { echo "install.sh: it does not start; 'journalctl --unit=pibootbox' tells why." >&2; exit 1; }
fi
addresses() {
    local port
    for port in /sys/class/net/*/device; do
        [[ -d ${port%device}wireless ]] || ip -4 -o address show dev "$(basename "${port%/device}")" scope global
    done
}
if running && [[ -z $(addresses 2>/dev/null) ]]; then
    echo "No wired port has an address yet. On a switch without a DHCP server give it one; where NetworkManager runs, as on Raspberry Pi OS:"
    echo "  sudo nmcli connection add type ethernet ifname eth0 ipv4.method manual ipv4.addresses 192.168.77.1/24"
fi
echo "PiBootBox is installed. 'journalctl --follow --unit=pibootbox' tells what it does."
