#!/usr/bin/env bash
# A virtual machine with real kernel devices for a panel: the GPIO lines of a simulated chip, and an I2C bus with a
# display that writes down what it is sent.
#
#   panel-vm.sh install          makes the kernel, its modules and the display from Debian's packages (root), once
#   panel-vm.sh boot [FILE…]     boots it with FILEs in its /bin, libraries in its /usr/lib. Standard input and output are a shell in it, and
#                                artifacts/panel-vm/console what its kernel says. It ends with `poweroff -f`, or after ten minutes
#
# In it: the chip is called pinctrl-bcm2711 as a Raspberry Pi 4's, and has 54 lines; another, called expander, has 8 and
# no interrupts. The shell's words use, chip, line, pull, press and bounce are in scripts/panel-vm/chips. `usb-display JOURNAL LOSSES &`
# plugs an I2C bus with a display in (tests/PiBootBox.Lab/Panel/usb-display.c). The interface dummy0 has 10.77.0.1/24 and nobody on it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/trixie.sh
source scripts/trixie.sh
# shellcheck source=scripts/panel-vm/kernel.sh
source scripts/panel-vm/kernel.sh

readonly vm=$PWD/artifacts/panel-vm display_source=tests/PiBootBox.Lab/Panel/usb-display.c

install() {
    install_peers qemu-system-x86_64:qemu-system-x86 busybox:busybox cpio:cpio gcc:gcc xz:xz-utils zstd:zstd
    local folder
    folder=$release-$(sha256sum scripts/panel-vm/kernel.sh | cut -c 1-8)
    if [[ ! -e $vm/$folder/complete ]]; then
        rm -rf "${vm:?}/$release"-*
        make_kernel "$vm/$folder"
    fi
    ln -sfn "$folder" "$vm/kernel"
    if [[ $display_source -nt $vm/usb-display ]]; then
        gcc -static -O1 -Wall -Wextra -Werror -o "$vm/usb-display" "$display_source"
    fi
}

# What the loader will want, and OpenSSL, which .NET opens by itself.
libraries_of() { # PROGRAM…
    local openssl program
    openssl=$(ldconfig -p | awk '/lib(ssl|crypto)\.so\.3 / && /x86-64/ {print $NF}')
    echo "$openssl"
    # shellcheck disable=SC2086  # one word per library
    for program in "$@" $openssl; do
        # A static program has none.
        { ldd "$program" 2>/dev/null || true; } | grep -o '/[^ ]*' || true
    done
}

boot() { # FILE…
    [[ -e $vm/kernel/complete && -x $vm/usb-display ]] || { echo "panel-vm.sh: nothing to boot yet: run 'sudo $0 install'" >&2; exit 2; }
    local run file library programs=("$(command -v busybox)" "$vm/usb-display") libraries=()
    for file in "$@"; do
        case $file in *.so.*) libraries+=("$file") ;; *) programs+=("$file") ;; esac
    done
    run=$(mktemp -d "$vm/run-XXXXXX")
    mkdir -p "$run"/tree/{bin,proc,sys,dev,tmp,modules,usr/lib}
    cp -L "${programs[@]}" "$run/tree/bin/"
    cp "$vm"/kernel/modules/* "$run/tree/modules/"
    cp scripts/panel-vm/{init,chips} "$run/tree/"
    ((!${#libraries[@]})) || cp -L "${libraries[@]}" "$run/tree/usr/lib/"
    for library in $(libraries_of "${programs[@]}" "${libraries[@]}"); do
        mkdir -p "$run/tree$(dirname "$library")"
        cp -L "$library" "$run/tree$library"
    done
    (cd "$run/tree" && find . | cpio --quiet -o -H newc -R 0:0) >"$run/initrd"
    # QEMU has the file without its name, so that nothing is left whatever ends it.
    exec 3<"$run/initrd"
    rm -r "$run"
    # Its time is that of its instructions: a bounce is one however loaded this machine is. The shell has a virtio port, since
    # under such a time the interrupt of a second serial line was lost now and then, and both sides waited for ever.
    exec timeout 600 qemu-system-x86_64 -accel tcg -icount shift=2 -M q35 -cpu max -m 256 -nodefaults -no-user-config -no-reboot \
        -display none -serial "file:$vm/console" -chardev stdio,id=shell -device virtio-serial-pci -device virtserialport,chardev=shell \
        -kernel "$vm/kernel/vmlinux" -initrd /proc/self/fd/3 -append "console=ttyS0 quiet panic=-1"
}

case ${1-} in
    install) install ;;
    boot) shift; boot "$@" ;;
    *) sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
esac
