#!/usr/bin/env bash
# Builds the images and proves them on the lab's switch: the image runs as the box (QEMU, no KVM), with USB sticks that come and go.
#   scripts/test-image.sh [--no-build] [STAGE…]
# Stages, in this order; default: all. Each but the first and the last two needs a box that the first has started.
#   boot      the image is the same bytes when it is built again; BIOS, kernel to ready
#   drives    FAT32, exFAT, NTFS, ext4 and ISO 9660 on sticks: mounted read-only, each file served whole; one is pulled in a transfer
#   panel     the sandbox and its grade; eject, with the journal before it; the service killed, hung, out of memory
#   pc        a second virtual PC boots from the box
#   network   name by mDNS; its own address, the next where somebody has that, a DHCP server's lease in its place
#   cuts      the plug is pulled 20 times, while machines get addresses and while it starts: none that was acknowledged is lost
#   update    a signed update is tried and kept, also after a power cut while it is written; one that does not start, a stranger's,
#             an altered one, another board's are not
#   off       switched off from the panel; the same card starts by UEFI
#   rpi       the card for a Raspberry Pi: what is on it; its root in QEMU; U-Boot and its slots on an emulated Pi 3
#   install   scripts/install.sh on a Debian 13 that was there before, once more, after a restart, and away again
# --no-build: the images that are there.
# Runs as root and installs what it needs from Debian's packages. Exit code 0 only when every check held.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

usage() { sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"; }
build=yes stages=()
while (($#)); do
    case $1 in
        --no-build) build='' ;;
        boot | drives | panel | pc | network | update | cuts | off | rpi | install) stages+=("$1") ;;
        --help | -h) usage; exit 0 ;;
        *) usage >&2; exit 2 ;;
    esac
    shift
done
((${#stages[@]})) || stages=(boot drives panel pc network cuts update off rpi install)
((EUID == 0)) || { echo "test-image.sh: the lab makes network namespaces: run it with sudo." >&2; exit 2; }

# shellcheck source=scripts/peers.sh
source scripts/peers.sh
# shellcheck source=scripts/image/box.sh
source scripts/image/box.sh
# shellcheck source=scripts/image/sticks.sh
source scripts/image/sticks.sh
install_peers curl:curl ssh:openssh-client xorriso:xorriso mkfs.vfat:dosfstools mcopy:mtools mkfs.exfat:exfatprogs mkntfs:ntfs-3g \
    sfdisk:fdisk mke2fs:e2fsprogs socat:socat zstd:zstd openssl:openssl
readonly built=$PWD/artifacts/image-test
new_key() { openssl req -x509 -newkey rsa:3072 -nodes -days 7300 -subj /CN=office -keyout "$1.pem" -out "$1.crt" 2>/dev/null; }

readonly lab="image-$$"
box_address=192.168.77.1
scripts/lab.sh up "$lab" --box 192.168.77.250/24 --owner $$
folder=$(scripts/lab.sh folder "$lab")
readonly folder sticks=$folder/sticks key=$folder/key
passed=0 failed=0
finish() {
    box_off
    scripts/lab.sh down "$lab"
}
trap finish EXIT
trap 'exit 130' INT TERM

# SENTENCE COMMAND…
check() {
    local sentence=$1
    shift
    if "$@"; then
        passed=$((passed + 1))
        printf '%4d s  ok      %s\n' "$SECONDS" "$sentence"
    else
        failed=$((failed + 1))
        printf '%4d s  FAILED  %s\n' "$SECONDS" "$sentence"
    fi
}

# BOARD PROGRAM MB: builds its image twice, the second time from a copy of the files with other times.
build_image() {
    local copy=$folder/copy name=pibootbox-$1.img.zst most=$3 packed
    [[ -s $built/update.crt ]] || new_key "$built/update"
    local arguments=(--board "$1" --binary "$2" --settings scripts/image/settings --update-key "$built/update.pem" --update-cert "$built/update.crt")
    image/build.sh "${arguments[@]}" --out "$built"
    rm -rf "$copy"
    mkdir "$copy"
    cp -r image scripts systemd "$copy/"
    find "$copy" -exec touch --date=2020-02-20 {} +
    ln -s "$PWD/artifacts" "$copy/artifacts"
    SOURCE_DATE_EPOCH=$(git log -1 --format=%ct) "$copy/image/build.sh" "${arguments[@]}" --out "$folder/again"
    check "$1: built again from a copy of these files, the same bytes" cmp "$built/$name" "$folder/again/$name"
    rm -rf "$folder/again"
    packed=$(stat -c %s "$built/$name")
    check "$1: packed it has $((packed / 1000000)) MB, at most $most" test "$packed" -le "${most}000000"
}
mkdir -p "$built" "$sticks"
ssh-keygen -q -t ed25519 -N '' -f "$key"
card=$folder/card.img
fresh_card() {
    cp --sparse=always "$built/pibootbox-generic-x86_64.img" "$card"
    # As large as a small SD card.
    truncate --size=2G "$card"
}
for stage in boot drives panel pc network cuts update off rpi install; do
    # shellcheck disable=SC1090  # one file each
    [[ " ${stages[*]} " != *" $stage "* ]] || source "scripts/image/stage-$stage.sh"
done

printf '%d passed, %d failed, %d s; consoles and logs: %s\n' "$passed" "$failed" "$SECONDS" "$folder"
((passed > 0 && failed == 0))
