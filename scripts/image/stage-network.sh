# shellcheck shell=bash
# shellcheck disable=SC2154  # test-image.sh's
# The box's address and name on switches of either kind.

# A query as an mDNS browser without a port of its own sends it: the answer comes to the asker (RFC 6762, section 6.7).
named() { # NAME ADDRESS
    local query
    query="\\x00\\x01\\x00\\x00\\x00\\x01\\x00\\x00\\x00\\x00\\x00\\x00\\x$(printf %02x ${#1})$1\\x05local\\x00\\x00\\x01\\x00\\x01"
    # shellcheck disable=SC2059,SC2086  # the format is the packet; a word for each byte
    printf "$query" | in_client socat -t 3 - "UDP4-DATAGRAM:224.0.0.251:5353,bind=192.168.77.250,ip-multicast-if=192.168.77.250,ip-multicast-ttl=255" |
        od -An -v -tx1 | tr -d ' \n' | grep -q "$(printf '%02x' ${2//./ })"
}
check "mDNS: pibootbox-b00c01.local is $box_address" within 60 named pibootbox-b00c01 "$box_address"

scripts/lab.sh node "$lab" rival 192.168.77.1/24
box_address=192.168.77.2
check "somebody else has 192.168.77.1: the box takes 192.168.77.2" within 180 box_answers

scripts/lab.sh node "$lab" dhcp 10.99.0.1/24
scripts/lab.sh dhcp "$lab" dhcp dnsmasq >"$folder/dnsmasq.log" 2>&1 &
dhcp_pid=$!
leased() { box_address=$(awk '$2 == "52:54:00:b0:0c:01" { print $3 }' "$folder/dhcp.dnsmasq.leases" 2>/dev/null) && [[ $box_address ]]; }
check "a DHCP server comes: the box has a lease" within 300 leased
ip -n "pbb-$lab-box" address add 10.99.0.250/24 dev lan0
check "and is there at $box_address" within 60 box_answers
given_up() { nothing_in_box 'ip -4 -o address show to 192.168.77.0/24'; }
check "and has given up its own address" within 60 given_up

# The switch as it was.
kill "$dhcp_pid"
wait "$dhcp_pid" || true
for node in rival dhcp; do ip netns delete "pbb-$lab-$node"; done
ip -n "pbb-$lab-box" address del 10.99.0.250/24 dev lan0
box_address=192.168.77.1
# It holds its lease for an hour.
box_off
