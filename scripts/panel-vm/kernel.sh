# shellcheck shell=bash
# The kernel that the panel's virtual machine boots, with the modules that give it a panel's devices, and the library by which the packages
# reach it: Debian trixie's, as in a box's image. Sourced by panel-vm.sh.

# In the order in which they are loaded; those that a kernel has built in are passed over. gpio-sim comes after configfs.
readonly modules_of_debian=(
    fs/configfs/configfs
    drivers/net/dummy
    drivers/i2c/i2c-dev
    drivers/usb/common/usb-common drivers/usb/core/usbcore drivers/usb/usbip/usbip-core drivers/usb/usbip/vhci-hcd
    drivers/i2c/busses/i2c-tiny-usb
)

make_kernel() { ( # FOLDER
    set -e
    rm -rf "$1"
    mkdir -p "$1"/{modules,gpio-sim}
    cd "$1"
    # Nothing starts from this root, so that it needs no initramfs.
    INITRD=No bootstrap "$PWD" amd64 make,gcc,linux-headers-amd64,linux-source libgpiod3
    uncompress_kernel root/boot/vmlinuz-* vmlinux
    make_gpio_sim
    collect_modules
    cp -L loose/usr/lib/x86_64-linux-gnu/libgpiod.so.3 .
    rm -rf root loose gpio-sim installed manifest
    touch complete
); }

# A compressed kernel unpacks itself in 5 to 10 s of an emulated processor.
uncompress_kernel() { # VMLINUZ FILE
    local kind at
    for kind in '\xfd7zXZ\x00 xz -dc --single-stream' '\x28\xb5\x2f\xfd zstd -dcq'; do
        at=$(LC_ALL=C grep -aobP "${kind%% *}" "$1" | head -n 1 | cut -d: -f1) || true
        if [[ $at ]]; then
            # What follows the kernel in the file is no part of the archive.
            # shellcheck disable=SC2086  # a command's words
            tail -c "+$((at + 1))" "$1" | ${kind#* } >"$2" 2>/dev/null || true
            [[ $(head -c 4 "$2") != $'\x7fELF' ]] || return 0
        fi
    done
    cp "$1" "$2"
}

# Debian does not build it. Of its interrupts one call is for the kernel's own parts alone; the other does the same. Small
# chips get none at all: they stand for port expanders whose interrupt nobody wired.
make_gpio_sim() {
    local sources=root/usr/src/gpio-sim
    mkdir "$sources"
    tar xJf root/usr/src/linux-source-*.tar.xz -C gpio-sim --strip-components=1 --wildcards \
        '*/drivers/gpio/gpio-sim.c' '*/drivers/gpio/gpiolib.h' '*/kernel/irq/irq_sim.c'
    cp gpio-sim/drivers/gpio/* gpio-sim/kernel/irq/irq_sim.c "$sources/"
    sed -i 's/handle_simple_irq(irq_to_desc(irqnum))/generic_handle_irq(irqnum)/' "$sources/irq_sim.c"
    sed -i 's/gc->to_irq = gpio_sim_to_irq;/if (num_lines > 8) &/' "$sources/gpio-sim.c"
    grep -q 'if (num_lines > 8) gc' "$sources/gpio-sim.c"
    printf 'obj-m := gpio-sim-and-irq.o\ngpio-sim-and-irq-y := gpio-sim.o irq_sim.o\n' >"$sources/Kbuild"
    chroot root sh -c 'make -s -C /lib/modules/*/build M=/usr/src/gpio-sim modules' >gpio-sim.log 2>&1 || { tail -n 20 gpio-sim.log >&2; return 1; }
    strip -g "$sources/gpio-sim-and-irq.ko"
    cp "$sources/gpio-sim-and-irq.ko" modules/
}

# Numbered, so that a shell's wildcard has them in order.
collect_modules() {
    local module file number=10
    for module in "${modules_of_debian[@]}"; do
        file=$(find root/usr/lib/modules -path "*/kernel/$module.ko*")
        [[ $file ]] || continue
        cp "$file" "modules/$number-${file##*/}"
        number=$((number + 1))
    done
    xz -d modules/*.xz 2>/dev/null || true
}
