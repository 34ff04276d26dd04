# shellcheck shell=bash
# shellcheck disable=SC2154  # test-image.sh's
# What the box is for: a PC with nothing on its disk boots from it.

check "a second virtual PC boots the installer from the box's stick" \
    scripts/lab.sh pc "$lab" pc1 --firmware bios --seconds 600 --until "pibootbox\.test=$nonce"
check "the box's console shows the panel, and no login" \
    eval 'grep --text -q "pc1\|$box_address" "$folder/boxvm.console" && ! grep --text -q "login:" "$folder/boxvm.console"'
