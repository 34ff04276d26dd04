# shellcheck shell=bash
# shellcheck disable=SC2154  # test-image.sh's
# What the box is for: a PC with nothing on its disk boots from it.

check "a second virtual PC boots the installer from the box's stick" \
    scripts/lab.sh pc "$lab" pc1 --firmware bios --seconds 600 --until "pibootbox\.test=$nonce"
check "the box's serial console shows the panel" grep --text -q attention "$folder/boxvm.console"
check "its screen shows what happens" in_box 'grep --text -q "52:54:00:" /dev/vcs1'
check "and nothing asks for a login" not grep --text -q login: "$folder/boxvm.console"
