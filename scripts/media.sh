#!/usr/bin/env bash
# The tools that make discs and archives for the tests, and the second implementations that read them back.
#   media.sh install     installs what is missing, from Debian's packages
set -euo pipefail
# shellcheck source=scripts/peers.sh
source "$(dirname "$0")/peers.sh"

case ${1-} in
    install) install_peers xorriso:xorriso genisoimage:genisoimage 7z:p7zip-full bsdtar:libarchive-tools \
        mformat:mtools mkudffs:udftools wimlib-imagex:wimtools ;;
    *) echo "usage: media.sh install" >&2; exit 2 ;;
esac
