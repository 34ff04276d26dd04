# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154  # demo.sh uses what is set here, and sets what is used
# What the demonstration boots: how it gets onto the drive, how far it shall come, and what proves that it is this run's.

# Sets, besides what lies on the drive:
#   path arguments         the image's path on the drive, and its kernel's arguments
#   until until_text       what the console shows at the end, and how to say it
#   disc                   a disc on the drive that must stay as it is
#   transfer               what the PC must have had by HTTP, for the console cannot tell
#   seconds_allowed        from power-on to that
put_on_drive() { # IMAGE
    disc='' transfer='' seconds_allowed=300
    "put_$1"
}

put_installer() {
    cp -a "$(scripts/lab.sh installer "$arch")/." "$drive/"
    path=debian-installer/$arch
    # The installer says "quiet" for itself; the serial console shall tell everything all the same.
    arguments="console=$console ignore_loglevel DEBIAN_FRONTEND=text pibootbox.demo=$nonce"
    until='Starting system log daemon' until_text="the installer is up: its init says '$until'"
}

put_debian_live() {
    local made
    made=$(scripts/media.sh debian-live)
    path=debian-live.iso disc=$drive/debian-live.iso
    cp "$made" "$disc"
    arguments="console=$console pibootbox.demo=$nonce"
    until='debian-live login:' until_text="the live system is up: its console asks '$until'"
    transfer=/drive/$path/live/filesystem.squashfs
    # Its file system comes after its kernel, and its systemd after that: 80 s on a quiet machine.
    seconds_allowed=900
}

# It prints no command line, so the word is in the name of its file.
put_memtest() {
    path=memtest86+-$nonce.efi
    cp artifacts/memtest86+/memtest86+x64.efi "$drive/$path"
    arguments="console=$console"
    until=Memtest86 until_text="memtest86+ is up: its banner is on the console"
    transfer=/drive/$path
}
