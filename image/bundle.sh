# shellcheck shell=bash
# shellcheck disable=SC2154  # tools, and work below it, are build.sh's
# What a drive brings to a box in use: RAUC's bundle with the image of one slot, signed.

make_bundle() { # BOARD VERSION SLOT-IMAGE KEY CERTIFICATE OUT
    local tree=$work/bundle
    rm -rf "$tree" "$tree.raucb"
    mkdir "$tree"
    cp --sparse=always "$3" "$tree/slot.img"
    cat >"$tree/manifest.raucm" <<MANIFEST
[update]
compatible=pibootbox-$1
version=$2

[bundle]
format=verity

[image.system]
filename=slot.img
MANIFEST
    # The key is in memory only, and seen by nobody else.
    # shellcheck disable=SC2016  # the inner shell expands it
    unshare --mount sh -euc 'mount -t proc proc "$0/proc"; mount -t tmpfs -o mode=700 tmpfs "$0/mnt"; cp "$1" "$0/mnt/key"; cp "$2" "$0/mnt/cert"
        exec chroot "$0" rauc bundle --key=/mnt/key --cert=/mnt/cert --signing-keyring=/mnt/cert --mksquashfs-args="-comp zstd -Xcompression-level 3 -quiet -no-progress" "$3" "$3.raucb" >/dev/null' \
        "$tools" "$4" "$5" "${tree#"$tools"}"
    mv "$tree.raucb" "$6"
    rm -rf "$tree"
}
