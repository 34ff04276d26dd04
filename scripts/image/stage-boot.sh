# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154  # test-image.sh's
# From the power to a box that serves, started by a PC's BIOS.

if [[ $build ]]; then
    scripts/publish.sh linux-x64
    build_image generic-x86_64 artifacts/linux-x64/pibootbox 90
fi
mkdir -p "$sticks/fat/pibootbox-journal"
cp "$key.pub" "$sticks/fat/pibootbox-ssh-keys"
random_file "$sticks/fat/fat.bin" 3
random_file "$sticks/fat/big.bin" 200
# What the second PC boots, with a word that only this run knows.
nonce=image-$(od -An -N8 -tx1 /dev/urandom | tr -d ' \n')
cp -a --dereference "$(scripts/lab.sh installer amd64)/debian-installer" "$sticks/fat/"
cat >"$sticks/fat/pibootbox.json" <<JSON
{
  "default": "debian-installer/amd64",
  "timeout": 1,
  "images": { "debian-installer/amd64": { "arguments": "console=ttyS0,115200 ignore_loglevel DEBIAN_FRONTEND=text pibootbox.test=$nonce" } }
}
JSON
fat_stick "$sticks/fat" "$sticks/fat.img" 600

for kind in exfat ntfs ext4 iso; do
    mkdir -p "$sticks/$kind"
    random_file "$sticks/$kind/$kind.bin" 3
done
# A name that only the extensions of ISO 9660 hold.
cp "$sticks/iso/iso.bin" "$sticks/iso/A name of the live system.bin"
ext4_stick "$sticks/ext4" "$sticks/ext4.img" 64
ntfs_stick "$sticks/ntfs" "$sticks/ntfs.img" 64
exfat_stick "$sticks/exfat" "$sticks/exfat.img" 64
iso_stick "$sticks/iso" "$sticks/iso.img"

fresh_card
powered=$EPOCHSECONDS
start_box bios
plug fat
check "BIOS: the box starts from its card and answers by HTTP" within 420 box_answers
awk '{ printf "        QEMU took %.0f s of processor time, over two processors, until then\n", ($14 + $15) / 100 }' "/proc/$box_pid/stat"
check "a stick's pibootbox-ssh-keys opens SSH" within 240 in_box true 2>/dev/null

# The first thing that somebody who plugs it in waits for.
check "a machine gets an address" in_client timeout 600 python3 scripts/image/dhcp-load.py take "$folder/first.leases" 1
echo "        $((EPOCHSECONDS - powered)) s after the power"
check "it calls the machine as the settings do that the image was built with" in_box 'pibootbox machines | grep -q "^guest "'
check "the data has grown to its bound" within 120 has_grown
# The budget, stage by stage.
in_box 'systemctl show --property=ActiveEnterTimestampMonotonic --value pibootbox' |
    awk '{printf "        kernel start to a ready service: %.1f s\n", $1 / 1000000}'
in_box 'systemd-analyze time; systemd-analyze critical-chain --no-pager pibootbox.service; systemd-analyze blame --no-pager | head -n 12' | sed 's/^/        /'
