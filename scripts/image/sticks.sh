# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154  # sticks is test-image.sh's; stages read place and options
# USB sticks as files, one for each file system that people have on theirs, and where the box has mounted them. Sourced by test-image.sh.

# FILE MB: a file with bytes that no other file has.
random_file() { head -c "$(($2 * 1048576))" /dev/urandom >"$1"; }

# FOLDER FILE MB: FAT32 without a partition table, with the folder's content.
fat_stick() {
    rm -f "$2"
    truncate --size="$3M" "$2"
    mkfs.vfat -F 32 -n IMAGES "$2" >/dev/null
    MTOOLS_SKIP_CHECK=1 mcopy -s -i "$2" "$1"/* ::
}

# In the second of two partitions of an MBR.
ext4_stick() {
    local at=$((8 * 1048576))
    rm -f "$2" "$2.part"
    truncate --size="$(($3 - 8))M" "$2.part"
    mke2fs -q -t ext4 -L "LINUX DISK" -d "$1" "$2.part"
    truncate --size="$3M" "$2"
    sfdisk --quiet --no-reread --no-tell-kernel "$2" <<<$'label: dos\nstart=2048, size=2048, type=83\nstart=16384, type=83'
    dd if="$2.part" of="$2" bs=1M seek=$((at / 1048576)) conv=notrunc,sparse status=none
    rm -f "$2.part"
}

ntfs_stick() {
    local file
    rm -f "$2"
    truncate --size="$3M" "$2"
    mkntfs --quiet --force --fast --label WINDOWS "$2" >/dev/null 2>&1
    for file in "$1"/*; do ntfscp --quiet --force "$2" "$file" "${file##*/}" >/dev/null; done
}

# Empty: nothing but a kernel can write to it, so the box fills it.
exfat_stick() {
    rm -f "$2"
    truncate --size="$3M" "$2"
    mkfs.exfat -L EXCHANGE "$2" >/dev/null
}

# A live ISO as it is written to a stick: a file system as a whole, and a partition table beside it that shows the same one again.
iso_stick() {
    xorriso -report_about WARNING -as mkisofs -quiet -V "LIVE ISO" -J -R -partition_offset 16 -o "$2" "$1"
}

drive_type() { case $1 in fat) echo vfat ;; ntfs) echo ntfs3 ;; iso) echo iso9660 ;; *) echo "$1" ;; esac; }

# KIND: sets place, the drive's folder in the box, as soon as it is mounted.
mounted() {
    local line
    line=$(in_box "findmnt --raw --noheadings --output=TARGET,OPTIONS --types=$(drive_type "$1")" 2>/dev/null | grep '^/srv/pibootbox/') || return 1
    place=${line%% *} options=${line##* }
}

# KIND: nothing of it is mounted.
unmounted() { nothing_in_box "findmnt --raw --noheadings --output=TARGET --types=$(drive_type "$1") | grep '^/srv/pibootbox/' || true"; }

restricted() { [[ ,$options, == *,ro,* && ,$options, == *,nosuid,* && ,$options, == *,nodev,* && ,$options, == *,noexec,* ]]; }
# FOLDER NAME FILE: the box hands out the very bytes.
serves() { in_client curl --silent --fail --max-time 60 "http://$box_address/drive/${1##*/}/$2" | cmp --silent - "$3"; }
