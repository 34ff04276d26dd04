#!/usr/bin/env bash
# Makes the disks of the local-disk tests: FOLDER/bios.disk (a boot sector) and FOLDER/uefi.disk (a FAT file system
# with EFI/BOOT/BOOTX64.EFI, the path that firmware tries on a disk it knows nothing about).
set -euo pipefail
out=${1:?which folder}
cd "$(dirname "${BASH_SOURCE[0]}")"
mkdir -p "$out"

clang -target i386-unknown-none -c bios.S -o "$out/bios.o"
ld.lld -m elf_i386 --oformat binary -Ttext 0 -o "$out/bios.disk" "$out/bios.o"
# SeaBIOS passes over disks that hold no whole track.
truncate --size 1M "$out/bios.disk"

clang -target x86_64-unknown-windows -O2 -Wall -Werror -Wno-unused-parameter -ffreestanding -fshort-wchar \
    -mno-red-zone -nostdlib -fuse-ld=lld -Wl,-subsystem:efi_application -Wl,-entry:efi_main -o "$out/BOOTX64.EFI" uefi.c
rm -f "$out/uefi.disk"
mformat -C -i "$out/uefi.disk" -T 8192 ::
mmd -i "$out/uefi.disk" ::/EFI ::/EFI/BOOT
mcopy -i "$out/uefi.disk" "$out/BOOTX64.EFI" ::/EFI/BOOT/
