# shellcheck shell=bash
# shellcheck disable=SC2154  # build.sh's and the board's
# The root of the box: Debian's packages without what only Debian needs, the units of systemd/, the files of image/root/, the program and
# its boot loaders.

# Nothing is installed or compiled in a box; its hardware database and half of udev's rules serve desktops, its time is UTC, its units are
# all there, so that nothing has to generate some.
readonly deleted=(
    usr/bin/{perl,perl5*,dpkg*,apt*,deb*,update-alternatives,gpasswd,chsh,chfn} usr/lib/{apt,dpkg,'*'-linux-gnu/{perl-base,gconv,libdb-5.3.so,'libperl*'}} usr/share/{perl5,debconf,dpkg,doc-base,zoneinfo,common-licenses,pam-configs}
    usr/lib/udev/{hwdb.d,hwdb.bin} etc/{fstab,apt,dpkg,cron.daily,cron.d,init.d,rc0.d,rc1.d,rc2.d,rc3.d,rc4.d,rc5.d,rc6.d,rcS.d,debconf.conf,kernel,alternatives/README,machine-id,hostname,resolv.conf}
    usr/lib/udev/rules.d/{60-{persistent-{alsa,input,v4l,storage-{tape,mtd}},sensor,fido-id,infiniband,evdev,input-id,drm,autosuspend},64-btrfs,70-{camera,joystick,mouse,touchpad,memory,power-switch,uaccess},71-seat,73-seat-late,75-probe_mtd,78-sound-card,90-iocost,96-e2scrub}.rules
    usr/lib/systemd/{catalog,boot,system-generators,system/sysinit.target.wants/systemd-tmpfiles-setup.service} boot/'*' var/'*' tmp/'*' run/'*' dev/'*' usr/share/debianutils
)

# Units that wait for nobody here: logins, terminals, TPMs, first-boot questions, a bus, caches of what never changes,
# nodes that devtmpfs makes.
readonly masked=(
    getty.target getty@.service serial-getty@.service console-getty.service autovt@.service systemd-logind.service systemd-user-sessions.service
    systemd-update-done.service systemd-hwdb-update.service systemd-journal-catalog-update.service ldconfig.service systemd-firstboot.service
    systemd-sysusers.service systemd-machine-id-commit.service systemd-tpm2-setup.service systemd-tpm2-setup-early.service tpm2.target
    systemd-pcrmachine.service systemd-pcrphase.service systemd-pcrphase-sysinit.service systemd-pcrextend.socket systemd-pcrlock.socket
    systemd-repart.service systemd-binfmt.service proc-sys-fs-binfmt_misc.automount sys-fs-fuse-connections.mount dev-hugepages.mount
    dev-mqueue.mount sys-kernel-debug.mount sys-kernel-tracing.mount systemd-journal-flush.service systemd-ask-password-wall.path
    systemd-ask-password-console.path systemd-sysext.socket systemd-creds.socket systemd-hostnamed.socket systemd-networkd-wait-online.service
    systemd-networkd-persistent-storage.service systemd-remount-fs.service e2scrub_reap.service fstrim.timer dbus.socket dbus.service
    kmod-static-nodes.service systemd-tmpfiles-setup-dev.service systemd-tmpfiles-setup-dev-early.service systemd-network-generator.service
    systemd-udev-load-credentials.service sys-kernel-config.mount
)

make_root() { # ROOT
    local root=$1 path
    cp -a "$packages/root" "$root"
    for path in "${deleted[@]}"; do
        # shellcheck disable=SC2086  # some are patterns
        (cd "$root" && rm -rf $path)
    done
    install_modules "$root"
    cp -a --no-preserve=ownership "$image/root/." "$root/"
    install -D -m 644 -t "$root/usr/lib/systemd/system" "$repo"/systemd/*.service "$repo"/systemd/*.path
    install -D -m 644 "$repo/systemd/pibootbox.sysusers" "$root/usr/lib/sysusers.d/pibootbox.conf"
    install -D -m 644 "$repo/systemd/90-pibootbox.conf" "$root/usr/lib/sysctl.d/90-pibootbox.conf"
    install -D -m 644 "$repo/systemd/pibootbox.modules" "$root/usr/lib/modules-load.d/pibootbox.conf"
    install -D -m 644 -t "$root/usr/lib/udev/rules.d" "$repo"/systemd/*.rules
    install -D -m 755 "$repo/systemd/export-journal" "$root/usr/lib/pibootbox/export-journal"
    install -D -m 755 "$image/boards/$board/boot-choice" "$root/usr/lib/pibootbox/boot-choice"
    install -D -m 755 "$binary" "$root/usr/bin/pibootbox"
    install -D -m 644 -t "$root/usr/lib/pibootbox/loaders" "$repo"/artifacts/loaders/*
    if [[ $settings ]]; then
        mkdir -p "$root/etc/pibootbox"
        cp -rT --dereference "$settings" "$root/etc/pibootbox"
        chmod -R u=rwX,go=rX "$root/etc/pibootbox"
    fi
    sed -i "s/@BOARD@/$board/" "$root/usr/lib/pibootbox/rauc.conf"
    [[ ! $update_cert ]] || install -D -m 644 "$update_cert" "$root/usr/lib/pibootbox/update.crt"
    # Before 00-pibootbox.preset, which disables what it does not know.
    echo "enable pibootbox-console@.service tty1 $serial" >"$root/usr/lib/systemd/system-preset/00-pibootbox-console.preset"
    : >"$root/etc/machine-id"
    ln -sf /run/systemd/resolve/stub-resolv.conf "$root/etc/resolv.conf"
    ln -sf multi-user.target "$root/usr/lib/systemd/system/default.target"
    install -D -m 755 "$packages/loose/usr/bin/busybox" "$root/usr/lib/pibootbox/busybox"
    in_root "$root" systemd-sysusers
    for path in "${masked[@]}"; do ln -sf /dev/null "$root/etc/systemd/system/$path"; done
    rm -f "$root"/etc/*- "$root/etc/.pwd.lock" "$root"/etc/.resolv.conf.*
    # The day of a password that nobody has is that of the build.
    sed -i 's/^\([^:]*:[^:]*\):[0-9]*:/\1:1:/' "$root/etc/shadow"
    in_root "$root" systemctl preset-all --quiet
}

in_root() { # ROOT COMMAND…
    # shellcheck disable=SC2016  # the inner shell expands it
    unshare --mount sh -c 'mount -t proc proc "$0/proc" && exec chroot "$0" "$@"' "$@"
}

# SOURCE_DATE_EPOCH would only take later times away. No fragments: they share a block among small files, which is unpacked anew for each.
squash() { # ROOT FILE
    in_tools env --unset=SOURCE_DATE_EPOCH mksquashfs "${1#"$tools"}" "${2#"$tools"}" -noappend -no-progress -quiet -comp zstd -Xcompression-level 12 -b 256K -no-fragments \
        -no-xattrs -mkfs-time "$SOURCE_DATE_EPOCH" -all-time "$SOURCE_DATE_EPOCH"
}
