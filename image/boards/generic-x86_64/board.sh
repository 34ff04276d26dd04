# shellcheck shell=bash
# shellcheck disable=SC2034  # build.sh and its steps read them
# A PC or an x86 board, BIOS or UEFI: GRUB chooses the slot.
arch=amd64 rid=linux-x64
board_packages=()
kernel_package=linux-image-amd64
serial=ttyS0
# A kernel that cannot go on starts anew; it does not set up what watches programs of many users.
arguments="ro quiet loglevel=3 panic=10 lsm=landlock systemd.machine_id=firmware console=tty0 console=$serial,115200"
board_modules='' board_early_modules=''
start_partitions=(
    'grub 1 21686148-6449-6E6F-744E-656564454649'
    'boot 16 C12A7328-F81F-11D2-BA4B-00A0C93EC93B'
)

put_kernel() { # FROM TO
    cp "$1" "$2"
}

# GRUB in the boot sector and the gap partition for BIOS, as the removable-media loader for UEFI; both read the same grub.cfg. The tool that
# usually does it wants a disk of the machine that it runs on.
make_boot() { # DISK GAP-MB BOOT-MB…
    local disk=$1 grub=$work/grub core modules='part_gpt fat normal configfile linux loadenv test regexp echo sleep reboot minicmd'
    mkdir -p "$grub/EFI/BOOT" "$grub/grub"
    in_tools grub-mkimage --format=i386-pc --prefix='(,gpt2)/grub' --output="${grub#"$tools"}/core.img" biosdisk $modules
    in_tools grub-mkimage --format=x86_64-efi --prefix='(,gpt2)/grub' --output="${grub#"$tools"}/EFI/BOOT/BOOTX64.EFI" efi_gop $modules
    sed "s|@ARGUMENTS@|$arguments|" "$image/boards/$board/grub.cfg" >"$grub/grub/grub.cfg"
    in_tools grub-editenv "${grub#"$tools"}/grub/grubenv" create
    in_tools grub-editenv "${grub#"$tools"}/grub/grubenv" set committed=a trial=
    make_fat "$work/boot.fat" 16 50424F42 PBB-BOOT "$grub/EFI" "$grub/grub"
    put "$work/boot.fat" "$disk" "$3"

    core=$(($(stat -c %s "$grub/core.img")))
    ((core <= 1048576)) || die "GRUB's core has $core bytes and its partition 1 MB"
    # GRUB's boot.S: the sector of the core at 0x5c. diskboot.S, its first sector: where the rest begins, and how many sectors, at 0x1f4.
    le64 $(($2 * 2048 + 1)) 8 | dd of="$grub/core.img" bs=1 seek=$((0x1f4)) conv=notrunc status=none
    le64 $(((core + 511) / 512 - 1)) 2 | dd of="$grub/core.img" bs=1 seek=$((0x1fc)) conv=notrunc status=none
    put "$grub/core.img" "$disk" "$2"
    dd if="$tools/usr/lib/grub/i386-pc/boot.img" of="$disk" bs=1 count=440 conv=notrunc status=none
    le64 $(($2 * 2048)) 8 | dd of="$disk" bs=1 seek=$((0x5c)) conv=notrunc status=none
}
