#!/usr/bin/env bash
# Builds the disk image of a box: artifacts/image/pibootbox-BOARD.img.zst, its SHA-256, and the list of every package in it.
#   image/build.sh --board generic-x86_64|rpi-arm64 [--binary PATH] [--settings FOLDER]
#                  [--update-key FILE --update-cert FILE] [--out DIR]
# --binary: a native program for the board that was built elsewhere; without it scripts/publish.sh builds one.
# --settings: becomes /etc/pibootbox: pibootbox.json, and keys/ with the public keys of seals, as README.md tells; a card's root cannot be written.
# --update-key, --update-cert: a private key, and its certificate whose updates this image takes; without them it takes none. Beside the image
# then lies pibootbox-BOARD.raucb, the update for boxes in use; see image/README.md.
# Runs as root, because a root file system is made with chroot; needs no loop devices and leaves the machine as it is. Packages come from
# Debian trixie and are kept below artifacts/cache/image; the same inputs give the same bytes.
set -euo pipefail
repo=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
readonly repo image=$repo/image cache=$repo/artifacts/cache/image
out=$repo/artifacts/image

usage() { sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"; }
die() { echo "build.sh: $*" >&2; exit 1; }
say() { printf '%4d s  %s\n' "$SECONDS" "$*"; }

board='' binary='' settings='' update_key='' update_cert=''
while (($#)); do
    case $1 in
        --board) board=${2-}; shift 2 || shift ;;
        --binary) binary=${2-}; shift 2 || shift ;;
        --settings) settings=${2-}; shift 2 || shift; [[ -d $settings ]] || die "there is no folder $settings" ;;
        --update-key) update_key=${2-}; shift 2 || shift; [[ -s $update_key ]] || die "there is no key $update_key" ;;
        --update-cert) update_cert=${2-}; shift 2 || shift; [[ -s $update_cert ]] || die "there is no certificate $update_cert" ;;
        --out) out=${2-}; shift 2 || shift ;;
        --help | -h) usage; exit 0 ;;
        *) usage >&2; exit 2 ;;
    esac
done
[[ $board && -f $image/boards/$board/board.sh ]] || { usage >&2; exit 2; }
[[ ${update_key:+1} == "${update_cert:+1}" ]] || die "--update-key and --update-cert belong together: updates are signed with the one and checked with the other"
((EUID == 0)) || { echo "build.sh: a root file system is made with chroot: run it with sudo." >&2; exit 2; }

# shellcheck source=image/boards/generic-x86_64/board.sh
source "$image/boards/$board/board.sh"
if [[ ! $binary ]]; then
    "$repo/scripts/publish.sh" "$rid"
    binary=$repo/artifacts/$rid/pibootbox
fi
[[ -s $binary ]] || die "there is no program $binary"
binary=$(readlink -f "$binary")
"$repo/scripts/loaders.sh"

# The time of everything in the image.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -C "$repo" log -1 --format=%ct 2>/dev/null || echo 1767225600)}
export SOURCE_DATE_EPOCH

mkdir -p "$cache" "$out"
exec 9>"$cache/lock"
flock 9
# shellcheck source=image/packages.sh
source "$image/packages.sh"
# shellcheck source=image/boot.sh
source "$image/boot.sh"
# shellcheck source=image/root.sh
source "$image/root.sh"
# shellcheck source=image/disk.sh
source "$image/disk.sh"
# shellcheck source=image/bundle.sh
source "$image/bundle.sh"
work='' registered=''
finish() {
    [[ ! $work ]] || rm -rf "$work"
    [[ ! $registered ]] || echo -1 >"$registered"
}
trap finish EXIT
get_tools
run_foreign
get_packages

in_tools() { chroot "$tools" /usr/bin/env LC_ALL=C SOURCE_DATE_EPOCH="$SOURCE_DATE_EPOCH" "$@"; }
work=$tools/work
rm -rf "$work"
mkdir -p "$work/slot"

say "putting the root together"
make_root "$work/root"
put_kernel "$packages"/loose/boot/vmlinuz-* "$work/slot/vmlinuz"
make_initrd "$work/root" "$work/slot/initrd"
say "squeezing it"
squash "$work/root" "$work/slot/root.sqfs"
say "making the disk"
make_disk "$work/disk.img"
name=pibootbox-$board
rm -f "$out/$name.raucb"
if [[ $update_key ]]; then
    say "signing the update"
    make_bundle "$board" "$(date --utc --date="@$SOURCE_DATE_EPOCH" +%Y%m%d-%H%M%S)" "$work/slot.fat" "$update_key" "$update_cert" "$out/$name.raucb"
fi
mv "$work/disk.img" "$out/$name.img"
cp "$packages/manifest" "$out/$name.manifest"
zstd --quiet --force -T0 -12 --long=27 "$out/$name.img" -o "$out/$name.img.zst"
(cd "$out" && sha256sum "$name.img.zst" >"$name.img.zst.sha256")
say "$out/$name.img.zst: $(($(stat -c %s "$out/$name.img.zst") / 1048576)) MB, on the card $(($(stat -c %s "$out/$name.img") / 1048576)) MB (root $(($(stat -c %s "$work/slot/root.sqfs") / 1048576)) MB, kernel $(($(stat -c %s "$work/slot/vmlinuz") / 1048576)) MB, initrd $(($(stat -c %s "$work/slot/initrd") / 1024)) KB)"
