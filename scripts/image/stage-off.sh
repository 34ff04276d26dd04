# shellcheck shell=bash
# shellcheck disable=SC2154  # test-image.sh's
# Switched off from the panel, and on again on a PC with UEFI.

check "the box is on" need_box
# So that the image's own date cannot pass for it.
later=$((EPOCHSECONDS + 9 * 86400))
in_box 'date --set "+10 days"' >/dev/null
keeps_the_time() { (($(in_box 'stat -c %Y /var/lib/systemd/timesync/clock') > later)); }
check "the box keeps the time, every minute" within 120 keeps_the_time
committed=$(in_box /usr/lib/pibootbox/boot-choice committed)
check "poweroff: asked" ask poweroff
is_off() { ! box_runs; }
check "poweroff: the box is off" within 120 is_off
box_off
start_box uefi
check "UEFI: the box starts from the same card" within 420 box_answers

# As a worn-out card has it.
box_off
head -c 1048576 /dev/urandom >"$folder/worn"
mcopy -o -i "$card@@$(($(slot_sector "$card" "$committed") * 512))" "$folder/worn" ::/root.sqfs
start_box bios -rtc base=1971-01-01
plug fat
check "slot $committed has no whole root: the box starts all the same" within 420 box_answers
check "by the root of the other slot, which it keeps" within 420 in_box "test \"\$(/usr/lib/pibootbox/boot-choice committed)\" != $committed" 2>/dev/null
knows_the_time() { (($(in_box 'date +%s') > later)); }
check "a board without a clock goes on from the time that it last knew" within 120 knows_the_time
