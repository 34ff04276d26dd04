# shellcheck shell=bash
# shellcheck disable=SC2154  # test-image.sh's
# The plug is pulled while machines get their addresses; every address that was acknowledged is the machine's again afterwards.

cuts=3
[[ ! $full ]] || cuts=20
leases=$folder/leases
: >"$leases"
given() { wc -l <"$leases"; }
[[ -s $card && $box_pid ]] || fresh_card
for ((cut = 1; cut <= cuts; cut++)); do
    box_off
    before=$(given)
    # shellcheck disable=SC2046  # words
    box_on "$card" bios $(for stick in fat exfat ntfs ext4 iso; do stick_arguments $stick "$sticks/$stick.img"; done)
    in_client python3 scripts/image/dhcp-load.py take "$leases" 8 &
    load=$!
    some_given() { (($(given) > before)); }
    check "cut $cut: the box starts and gives addresses" within 900 some_given || continue
    sleep "$((RANDOM % 4)).$((RANDOM % 10))"
    box_off
    kill "$load" 2>/dev/null || true
    wait "$load" 2>/dev/null || true
done
# shellcheck disable=SC2046
box_on "$card" bios $(for stick in fat exfat ntfs ext4 iso; do stick_arguments $stick "$sticks/$stick.img"; done)
check "after $cuts cuts: the box starts" within 420 box_answers
check "after $cuts cuts: all $(given) addresses that were acknowledged are kept" in_client python3 scripts/image/dhcp-load.py keep "$leases"
plug fat
check "after $cuts cuts: no unit has failed" within 240 eval "in_box true 2>/dev/null && [[ -z \$(in_box 'systemctl --failed --plain --no-legend') ]]"
