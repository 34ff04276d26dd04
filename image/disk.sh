# shellcheck shell=bash
# shellcheck disable=SC2154  # build.sh's and the board's
# The disk: GPT with what starts the board, slots A and B, and the box's data. Names and UUIDs are fixed, for the same bytes each time.
# The data has a type of its own, by which systemd-repart finds it.

readonly slot_mb=96 data_mb=16

make_disk() { # FILE
    local disk=$1 at=1 places=() table='' partition name mb type
    for partition in "${start_partitions[@]}" "a $slot_mb EBD0A0A2-B9E5-4433-87C0-68B6B72699C7" \
        "b $slot_mb EBD0A0A2-B9E5-4433-87C0-68B6B72699C7" "data $data_mb 0FC63DAF-8483-4772-8E79-3D69D8477DE4"; do
        read -r name mb type <<<"$partition"
        table+=$(part "$at" "$mb" "$type" "pibootbox-$name")$'\n'
        places+=("$at")
        at=$((at + mb))
    done
    truncate --size="$((at + 1))M" "$disk"
    in_tools sfdisk --quiet --no-reread --no-tell-kernel "${disk#"$tools"}" <<TABLE
label: gpt
label-id: 50424F58-0000-4000-8000-000000000000
unit: sectors
first-lba: 2048
$table
TABLE
    make_boot "$disk" "${places[@]}"
    make_fat "$work/slot.fat" $slot_mb 50424F4A PBB-SLOT "$work"/slot/*
    put "$work/slot.fat" "$disk" "${places[-3]}"
    put "$work/slot.fat" "$disk" "${places[-2]}"
    make_data "$work/data.ext4"
    put "$work/data.ext4" "$disk" "${places[-1]}"
}

# A line of the table. The last digits of its UUID are where it begins.
part() { # AT-MB MB TYPE NAME
    printf 'start=%d, size=%d, type=%s, name=%s, uuid=50424F58-0000-4000-8000-%012X\n' $(($1 * 2048)) $(($2 * 2048)) "$3" "$4" "$1"
}

put() { # FILE DISK AT-MB
    dd if="$1" of="$2" bs=1M seek="$3" conv=notrunc,sparse status=none
}

le64() { # VALUE BYTES
    local i
    for ((i = 0; i < $2; i++)); do printf "\\x$(printf %02x $((($1 >> (8 * i)) & 255)))"; done
}

make_fat() { # FILE MB SERIAL LABEL CONTENT…
    local file=$1 size=$2 serial=$3 label=$4 path
    shift 4
    rm -f "$file"
    truncate --size="${size}M" "$file"
    in_tools mkfs.vfat --invariant -i "$serial" -n "$label" "${file#"$tools"}" >/dev/null
    for path in "$@"; do
        find "$path" -exec touch --date="@$SOURCE_DATE_EPOCH" {} +
        in_tools env TZ=UTC mcopy -s -m -i "${file#"$tools"}" "${path#"$tools"}" ::
    done
}

# Grown at the first boot. Without the features that a power cut does not need and an old e2fsck does not know.
make_data() { # FILE
    # mke2fs looks there whether its file is mounted; a link to /proc, which is empty here, would not do.
    rm -f "$tools/etc/mtab"
    : >"$tools/etc/mtab"
    truncate --size="${data_mb}M" "$1"
    in_tools env E2FSPROGS_FAKE_TIME="$SOURCE_DATE_EPOCH" mkfs.ext4 -q -U 50424f58-0000-4000-8000-0000000000da -E hash_seed=50424f58-0000-4000-8000-0000000000db,lazy_itable_init=0,lazy_journal_init=0,resize=16777216 \
        -J size=4 -L pibootbox-data "${1#"$tools"}"
}
