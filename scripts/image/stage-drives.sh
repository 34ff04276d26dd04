# shellcheck shell=bash
# shellcheck disable=SC2154  # test-image.sh's
# udev's rule with real usb-storage, one stick for each file system.

sum_of_fat() { sha256sum <"$sticks/fat.img"; }
fat_before=$(sum_of_fat)
check "FAT32 is mounted" within 120 mounted fat
fat_place=$place
check "FAT32: read-only, no device, no program, no special right ($options)" restricted
check "FAT32: the box serves its file" within 60 serves "$place" fat.bin "$sticks/fat/fat.bin"

for kind in ext4 ntfs exfat iso; do
    plug $kind
    check "$kind is mounted" within 120 mounted $kind || continue
    check "$kind: read-only, no device, no program, no special right ($options)" restricted
    if [[ $kind == exfat ]]; then
        put_in_box "$sticks/exfat/exfat.bin" "mount -o remount,rw '$place' && cat >'$place/exfat.bin' && mount -o remount,ro '$place'"
        pull exfat
        check "exfat: unmounted when it is pulled out" within 60 unmounted exfat
        plug exfat
        check "exfat is mounted again" within 120 mounted exfat
    fi
    check "$kind: the box serves its file" within 60 serves "$place" $kind.bin "$sticks/$kind/$kind.bin"
done

# The transfer is slow enough to be in its middle.
pid_before=$(main_pid)
in_client curl --silent --limit-rate 2M --output "$folder/big.part" "http://$box_address/drive/${fat_place##*/}/big.bin" &
transfer=$!
check "a transfer of 200 MB has begun" within 60 eval "[[ \$(stat -c %s '$folder/big.part' 2>/dev/null || echo 0) -gt 4000000 ]]"
pull fat
pulled=$EPOCHSECONDS
transfer_over() { ! kill -0 $transfer 2>/dev/null; }
check "the transfer ends when its stick is pulled out" within 30 transfer_over
echo "        after $((EPOCHSECONDS - pulled)) s"
check "and ends as a failure" not wait $transfer
check "the other sticks are served on" within 60 serves "$place" iso.bin "$sticks/iso/iso.bin"
check "the stick is unmounted" within 60 unmounted fat
check "the service never ended" test "$(main_pid)" = "$pid_before"
check "nothing was written to the stick" test "$(sum_of_fat)" = "$fat_before"
plug fat
check "the stick is put back and served again" within 120 serves "$fat_place" fat.bin "$sticks/fat/fat.bin"
