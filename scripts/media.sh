#!/usr/bin/env bash
# Discs for the lab, and the tools that make discs and archives for the tests and read them back a second time.
#
#   media.sh install        installs what is missing of the tools, from Debian's packages
#   media.sh debian-live    prints the path of a Debian Live ISO; makes it first when it is not there (some minutes, root)
#
# Discs stay in artifacts/media/ until something that they are made from changes. Delete one to have it made anew, out
# of the newest packages.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/peers.sh
source scripts/peers.sh
# shellcheck source=scripts/debian-sources.sh
source scripts/debian-sources.sh
# shellcheck source=scripts/media/debian-live.sh
source scripts/media/debian-live.sh

readonly media=$PWD/artifacts/media cache=$PWD/artifacts/cache
mkdir -p "$media" "$cache"

case ${1-} in
    install) install_peers xorriso:xorriso genisoimage:genisoimage 7z:p7zip-full bsdtar:libarchive-tools \
        mformat:mtools udevadm:udev mkudffs:udftools wimlib-imagex:wimtools ;;
    debian-live) debian_live ;;
    *) sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
esac
