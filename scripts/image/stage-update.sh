# shellcheck shell=bash
# shellcheck disable=SC2154  # test-image.sh's
# Newer systems that a stick brings: only a signed one that starts is kept.

make_update() { # FOLDER KEY
    artifacts/linux-x64/pibootbox seal --drive "$1" --key "$2" >/dev/null
    tar --create --file="$folder/update.tar" --directory="$1" vmlinuz initrd root.sqfs pibootbox.seal pibootbox.seal.sig
}
bring_update() {
    pull fat
    within 30 not mounted fat
    mcopy -o -i "$sticks/fat.img" "$folder/update.tar" ::/pibootbox-update.tar
    plug fat
}
told() { in_box 'journalctl --no-pager --unit="pibootbox-update@*" --unit=pibootbox-commit' 2>/dev/null | grep -q "$1"; }
slot() { in_box 'sed "s/.*pibootbox.slot=pibootbox-\(.\).*/\1/" /proc/cmdline' 2>/dev/null; }
committed() { in_box '/usr/lib/pibootbox/boot-choice committed' 2>/dev/null; }
is_kept() { [[ $(committed) == "$1" && $(slot) == "$1" ]]; }
newer=$folder/newer
rm -rf "$newer"
cp -r "$built/pibootbox-generic-x86_64-update" "$newer"

artifacts/linux-x64/pibootbox seal --new-key "$folder/stranger.pem" >/dev/null
make_update "$newer" "$folder/stranger.pem"
bring_update
check "an update that a stranger has signed is refused" within 120 told 'not signed by a key that counts'

make_update "$newer" "$built/update.pem"
printf x >>"$newer/initrd"
tar --update --file="$folder/update.tar" --directory="$newer" initrd
bring_update
check "an update that was altered is refused" within 300 told 'The update is damaged'
check "and the box starts slot a, as before" is_kept a

cp "$newer/root.sqfs" "$folder/root.sqfs"
head -c 1048576 /dev/urandom >"$newer/root.sqfs"
rm -f "$newer"/pibootbox.seal*
make_update "$newer" "$built/update.pem"
bring_update
was_tried() { grep --text -q 'pibootbox-b has no whole root.sqfs' "$folder/boxvm.console"; }
check "a signed update that cannot start is tried" within 420 was_tried
check "and the box is back in slot a by itself" within 600 is_kept a

mv "$folder/root.sqfs" "$newer/root.sqfs"
rm -f "$newer"/pibootbox.seal*
make_update "$newer" "$built/update.pem"
bring_update
check "a signed update that starts is kept in slot b" within 900 is_kept b
