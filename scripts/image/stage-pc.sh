# shellcheck shell=bash
# shellcheck disable=SC2154  # test-image.sh's
# What the box is for: a PC with nothing on its disk boots from it. Then it is switched off from its panel.

check "a second virtual PC boots the installer from the box's stick" \
    scripts/lab.sh pc "$lab" pc1 --firmware bios --seconds 600 --until "pibootbox\.test=$nonce"
check "poweroff: asked" ask poweroff
is_off() { ! box_runs; }
check "poweroff: the box is off" within 120 is_off
