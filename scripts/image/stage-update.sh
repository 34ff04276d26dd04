# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154  # test-image.sh's, and what bundle.sh reads
# Newer systems that a stick brings: only a signed one that starts is kept.

tools=$(echo "$PWD"/artifacts/cache/image/tools-*/root)
work=$tools/update-test
# shellcheck source=image/bundle.sh
source image/bundle.sh
rm -rf "$work"
mkdir -p "$work"
check "the box is on" need_box

put() { mcopy -o -i "$sticks/fat.img" "$1" ::/pibootbox-generic-x86_64.raucb; }
bring() { # BUNDLE
    pull fat
    within 60 unmounted fat
    put "$1"
    plug fat
}
# Each start has a QEMU of its own, for one that goes on may take minutes for what the next system unpacks over its translations of the last;
# and one processor, because with two Linux may find its own breakpoints where QEMU has not seen yet that they are gone.
start() { # QEMU ARGUMENTS…
    box_off
    start_box bios -smp 1 -no-reboot "$@"
    plug fat
}
is_off() { ! box_runs; }
told() { in_box 'journalctl --no-pager --unit="pibootbox-update@*"' 2>/dev/null | grep -q "$1"; }
slot() { in_box /usr/lib/pibootbox/booted-slot 2>/dev/null; }
is_kept() { [[ $(slot) == "$1" && $(in_box '/usr/lib/pibootbox/boot-choice committed' 2>/dev/null) == "$1" ]]; }
is_writing() { in_box 'test -e /run/pibootbox/updating' 2>/dev/null; }
writes_no_more() { in_box '! test -e /run/pibootbox/updating' 2>/dev/null; }

slot_of "$built/pibootbox-generic-x86_64.img" a >"$work/good"
cp "$work/good" "$work/broken"
head -c 1048576 /dev/urandom | mcopy -o -i "$work/broken" - ::/root.sqfs
echo "$nonce" | mcopy -o -i "$work/good" - ::/note
new_key "$folder/stranger"
make_bundle generic-x86_64 strange "$work/good" "$folder/stranger.pem" "$folder/stranger.crt" "$folder/strange.raucb"
make_bundle another-board other "$work/good" "$built/update.pem" "$built/update.crt" "$folder/other.raucb"
make_bundle generic-x86_64 broken "$work/broken" "$built/update.pem" "$built/update.crt" "$folder/broken.raucb"
make_bundle generic-x86_64 good "$work/good" "$built/update.pem" "$built/update.crt" "$folder/good.raucb"
printf '#!/bin/sh\nexec sleep infinity\n' >"$folder/never"
chmod +x "$folder/never"
image/build.sh --board generic-x86_64 --binary "$folder/never" --update-key "$built/update.pem" --update-cert "$built/update.crt" --out "$folder/never-image"
mv "$folder/never-image/pibootbox-generic-x86_64.raucb" "$folder/never.raucb"
rm -r "$folder/never-image"
cp "$folder/good.raucb" "$folder/altered.raucb"
printf 'altered' | dd of="$folder/altered.raucb" bs=1 seek=$(($(stat -c %s "$folder/good.raucb") / 2)) conv=notrunc status=none

put "$built/pibootbox-generic-x86_64.raucb"
start
check "the update that came with the image is what runs already" within 600 told 'is what runs'
bring "$folder/strange.raucb"
check "an update that a stranger has signed is refused" within 300 told 'not signed with the key of this box'
bring "$folder/other.raucb"
check "an update for another board is refused" within 300 told 'Compatible mismatch'
bring "$folder/altered.raucb"
check "an update that was altered is refused" within 600 told 'Error reading from file: Input/output error'
check "the panel no longer says that an update is written" within 60 writes_no_more
check "and the box stays in slot a" is_kept a

bring "$folder/broken.raucb"
check "a signed update that cannot start is written, and the box restarts" within 900 is_off
start
check "it fails, and the box restarts" within 600 is_off
check "that was slot b" grep --text -q 'pibootbox-b has no whole root.sqfs' "$folder/boxvm.console"
start
check "the box is back in slot a by itself" within 600 is_kept a
check "where it is not tried again" within 300 told 'is not tried again'

bring "$folder/never.raucb"
check "a signed update whose service is never ready is written, and the box restarts" within 900 is_off
start
runs_in_b() { [[ $(slot) == b ]]; }
check "it runs in slot b" within 600 runs_in_b
check "is not ready after five minutes, and the box restarts" within 900 is_off
start
check "the box is back in slot a by itself once more" within 600 is_kept a

# Slow enough that the plug is pulled in the middle.
slot_of "$card" b >"$work/before"
monitor "block_set_io_throttle card 0 0 4000000 0 0 0"
bring "$folder/good.raucb"
check "the panel says that an update is written" within 600 is_writing
has_begun() { slot_of "$card" b >"$work/now" && ! cmp -s "$work/now" "$work/before"; }
check "slot b is being written" within 600 has_begun
box_off
slot_of "$card" b >"$work/now"
check "the plug is pulled in the middle of it" not cmp -s "$work/now" "$work/good"
# As a board without a clock that keeps its time: the key is not valid yet.
start -rtc base=1971-01-01
is_in_a() { [[ $(slot) == a ]]; }
check "the box starts slot a" within 600 is_in_a
check "and takes the update all the same, on $(in_box 'date +%F'), and restarts" within 900 is_off
start -rtc base=1971-01-01
check "it is kept in slot b" within 900 is_kept b
start
check "slot b is what starts from now on" within 600 is_kept b
check "with its own update on the stick" within 300 told 'is what runs'
rm -rf "$work"
