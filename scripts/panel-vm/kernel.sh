# shellcheck shell=bash
# Debian's kernel as the panel's virtual machine boots it, with the modules that give it a panel's devices. Sourced by
# panel-vm.sh.

# In the order in which they are loaded; those that a kernel has built in are passed over. gpio-sim comes after configfs.
readonly modules_of_debian=(
    fs/configfs/configfs
    drivers/net/dummy
    drivers/i2c/i2c-dev
    drivers/usb/common/usb-common drivers/usb/core/usbcore drivers/usb/usbip/usbip-core drivers/usb/usbip/vhci-hcd
    drivers/i2c/busses/i2c-tiny-usb
    drivers/virtio/virtio_ring drivers/virtio/virtio drivers/virtio/virtio_pci_legacy_dev drivers/virtio/virtio_pci_modern_dev
    drivers/virtio/virtio_pci drivers/char/virtio_console
)

# Such as 6.1.0-56-amd64: never a fixed one, since a mirror keeps only the newest.
newest_kernel() {
    local package
    package=$(apt-cache depends linux-image-amd64 2>/dev/null | awk '/Depends:/ {print $2; exit}')
    if [[ -z $package ]]; then
        apt-get -qq update
        package=$(apt-cache depends linux-image-amd64 | awk '/Depends:/ {print $2; exit}')
    fi
    echo "${package#linux-image-}"
}

make_kernel() { ( # RELEASE FOLDER
    set -e
    release=$1 folder=$2
    wanted=$(IFS='|' && echo "/boot/vmlinuz-|/kernel/(${modules_of_debian[*]})\.ko")
    # 6.1 of 6.1.0-56-amd64, as the package of the source is called.
    series=$(cut -d. -f1,2 <<<"$release")
    apt-get -qq update
    install_peers "/lib/modules/$release/build/Makefile:linux-headers-$release"

    rm -rf "$folder"
    mkdir -p "$folder"/{packages,unpacked,modules,gpio-sim}
    cd "$folder/packages"
    # Its own user cannot write into a folder of ours.
    apt-get -qq -o APT::Sandbox::User=root download "linux-image-$release" "linux-source-$series"
    dpkg --fsys-tarfile linux-image-*.deb >image.tar
    tar tf image.tar | grep -E "$wanted" | tar xf image.tar -C ../unpacked -T -
    dpkg --fsys-tarfile linux-source-*.deb | tar xO --wildcards './usr/src/linux-source-*.tar.xz' |
        tar xJ -C ../gpio-sim --strip-components=1 --wildcards \
            '*/drivers/gpio/gpio-sim.c' '*/drivers/gpio/gpiolib.h' '*/kernel/irq/irq_sim.c'
    cd ..
    uncompress_kernel unpacked/boot/vmlinuz-* vmlinux
    make_gpio_sim "$release"
    collect_modules
    rm -rf packages unpacked gpio-sim
    touch complete
); }

# A compressed kernel unpacks itself in 5 to 10 s of an emulated processor.
uncompress_kernel() { # VMLINUZ FILE
    local at
    at=$(LC_ALL=C grep -aobP '\xfd7zXZ\x00' "$1" | head -n 1 | cut -d: -f1) || true
    if [[ $at ]]; then
        # What follows the kernel in the file is no part of the archive.
        tail -c "+$((at + 1))" "$1" | xz -dc --single-stream >"$2" 2>/dev/null || true
    fi
    [[ $(head -c 4 "$2" 2>/dev/null) == $'\x7fELF' ]] || cp "$1" "$2"
}

# Debian does not build it. Of its interrupts one call is for the kernel's own parts alone; the other does the same. Small
# chips get none at all: they stand for port expanders whose interrupt nobody wired.
make_gpio_sim() { # RELEASE
    local folder=$PWD/gpio-sim
    mv "$folder"/drivers/gpio/* "$folder"/kernel/irq/irq_sim.c "$folder/"
    sed -i 's/handle_simple_irq(irq_to_desc(irqnum))/generic_handle_irq(irqnum)/' "$folder/irq_sim.c"
    sed -i 's/gc->to_irq = gpio_sim_to_irq;/if (num_lines > 8) &/' "$folder/gpio-sim.c"
    grep -q 'if (num_lines > 8) gc' "$folder/gpio-sim.c"
    printf 'obj-m := gpio-sim-and-irq.o\ngpio-sim-and-irq-y := gpio-sim.o irq_sim.o\n' >"$folder/Kbuild"
    make -s -C "/lib/modules/$1/build" M="$folder" modules >gpio-sim.log 2>&1 || { tail -n 20 gpio-sim.log >&2; return 1; }
    strip -g "$folder/gpio-sim-and-irq.ko"
}

# Numbered, so that a shell's wildcard has them in order.
collect_modules() {
    local module file number=10
    for module in "${modules_of_debian[@]}"; do
        file=$(find unpacked -path "*/kernel/$module.ko*")
        [[ $file ]] || continue
        cp "$file" "modules/$number-${file##*/}"
        number=$((number + 1))
    done
    xz -d modules/*.xz 2>/dev/null || true
    cp gpio-sim/gpio-sim-and-irq.ko modules/
}
