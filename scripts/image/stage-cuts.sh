# shellcheck shell=bash
# shellcheck disable=SC2154  # test-image.sh's
# The plug is pulled at random moments: while machines get their addresses, and while the box starts. Every address that was acknowledged is
# the machine's again after each of them, and nobody else's.

readonly cuts=20
leases=$folder/leases
: >"$leases"
given() { wc -l <"$leases"; }
some_given() { (($(given) > before)); }
random_pause() { sleep "$((RANDOM % $1)).$((RANDOM % 10))"; }
[[ -s $card && $box_pid ]] || fresh_card
all_are_kept() { in_client python3 scripts/image/dhcp-load.py keep "$leases"; }
for ((cut = 1; cut <= cuts; cut++)); do
    box_off
    box_on "$card" bios
    if ((cut % 4 == 0)); then
        random_pause 20
        continue
    fi
    check "cut $cut: the box starts, and all $(given) addresses that were acknowledged are kept" all_are_kept
    before=$(given)
    # No function: the process that is ended must be the one that asks.
    ip netns exec "pbb-$lab-box" python3 scripts/image/dhcp-load.py load "$leases" 12 &
    load=$!
    check "cut $cut: it gives addresses" within 900 some_given
    random_pause 4
    check "cut $cut: machines ask for theirs at this moment" kill -0 "$load"
    box_off
    kill "$load"
    wait "$load" 2>/dev/null || true
done
box_off
start_box bios
check "after $cuts cuts: the box starts" within 420 box_answers
check "after $cuts cuts: all $(given) addresses that were acknowledged are kept" all_are_kept
plug fat
check "after $cuts cuts: no unit has failed" within 240 no_unit_has_failed
