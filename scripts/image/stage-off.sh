# shellcheck shell=bash
# shellcheck disable=SC2154  # test-image.sh's
# Switched off from the panel, and on again on a PC with UEFI.

check "the box is on" need_box
check "poweroff: asked" ask poweroff
is_off() { ! box_runs; }
check "poweroff: the box is off" within 120 is_off
box_off
start_box uefi
check "UEFI: the box starts from the same card" within 420 box_answers
