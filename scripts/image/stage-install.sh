# shellcheck shell=bash
# shellcheck disable=SC2154  # test-image.sh's
# scripts/install.sh on a Debian 13 that was there before: with a stick that was plugged in, once more over itself, after a restart, and
# taken away again.

box_off
debian=$PWD/artifacts/cache/image/debian-amd64 debian_disk=$folder/debian.img
# In a shell of its own, which has no names of this one. With all that Debian installs beside a kernel.
if [[ ! -s $debian/manifest ]]; then
    rm -rf "$debian"
    bash -euo pipefail -c 'source scripts/trixie.sh; bootstrap "$@"' bootstrap "$debian" amd64 \
        systemd-sysv,systemd-resolved,udev,kmod,iproute2,openssh-server,initramfs-tools,zstd,linux-image-amd64
fi
root=$debian/root
install -D -m 600 "$key.pub" "$root/root/.ssh/authorized_keys"
printf '[Match]\nType=ether\n\n[Network]\nAddress=192.168.77.1/24\n' >"$root/etc/systemd/network/lan.network"
ln -sf /usr/lib/systemd/system/systemd-networkd.service "$root/etc/systemd/system/multi-user.target.wants/"
rm -rf "$root/root/pibootbox"
mkdir -p "$root/root/pibootbox/artifacts"
cp -r image scripts systemd "$root/root/pibootbox/"
cp -r artifacts/loaders artifacts/memtest86+ "$root/root/pibootbox/artifacts/"
cp artifacts/linux-x64/pibootbox "$root/root/pibootbox/program"
rm -f "$debian_disk"
truncate --size=3G "$debian_disk"
mke2fs -q -t ext4 -d "$root" "$debian_disk"
mkdir -p "$sticks/had"
random_file "$sticks/had/had.bin" 3
fat_stick "$sticks/had" "$sticks/had.img" 64
debian_on() {
    # shellcheck disable=SC2046  # words
    box_on "$debian_disk" bios $(stick_arguments had "$sticks/had.img") -kernel "$root"/boot/vmlinuz-* -initrd "$root"/boot/initrd.img-* \
        -append 'root=/dev/vda rw quiet console=ttyS0,115200'
}
install_sh() { in_box "cd pibootbox && scripts/install.sh $*" >>"$folder/install.log" 2>&1; }
# Every file with its rights, and its content.
files() { in_box 'find /etc /usr /srv -xdev -printf "%M %u %g %p %l\n" && find /etc /usr -xdev -type f -exec sha256sum {} +' | sort -k 2; }
# Its account stays, which other files may belong to, and the folder of its settings.
what_changed() { diff "$folder/files.before" "$folder/files.after" | grep '^[<>]' | grep -vE '/etc/((passwd|group|shadow|gshadow|subuid|subgid)-?|pibootbox|sysusers.d|\.pwd\.lock) ?$'; }
all_is_as_before() { [[ -s $folder/files.after && ! $(what_changed) ]]; }

debian_on
plug had
check "install: a Debian 13 without the box starts" within 420 in_box true 2>/dev/null
files >"$folder/files.before"
check "install: it installs" install_sh --binary program
check "install: the box answers by HTTP" within 120 box_answers
check "install: a stick that was there before is mounted" within 60 mounted fat
check "install: read-only, no device, no program, no special right ($options)" restricted
check "install: the box serves its file" within 60 serves "$place" had.bin "$sticks/had/had.bin"
files >"$folder/files.installed"
check "install: it gives addresses" in_client timeout 300 python3 scripts/image/dhcp-load.py take "$folder/install.leases" 3
check "install: it installs once more" install_sh --binary program
files >"$folder/files.again"
check "install: and is what it was" cmp "$folder/files.installed" "$folder/files.again"
pid_before=$(main_pid)
in_box 'systemctl reboot' || true
started_anew() { pid=$(main_pid 2>/dev/null) && [[ $pid && $pid != 0 && $pid != "$pid_before" ]] && box_answers; }
check "install: after a restart it serves by itself" within 420 started_anew
check "install: no unit has failed" no_unit_has_failed
check "install: the addresses are kept" in_client python3 scripts/image/dhcp-load.py keep "$folder/install.leases"
check "install: taken away" install_sh --uninstall
check "install: nobody answers any more" not box_answers
check "install: no drive is mounted" unmounted fat
files >"$folder/files.after"
check "install: no file is left but its account and its settings" all_is_as_before
check "install: taken away once more" install_sh --uninstall
box_off
