#!/usr/bin/env bash
# Fetches the boot loaders (iPXE) and, for the lab, memtest86+ from Debian trixie's packages.
#
#   scripts/loaders.sh            fill artifacts/loaders/ and artifacts/memtest86+/; instant when they are whole
#   scripts/loaders.sh --force    fetch again (a new package version)
#
# Each folder gets a MANIFEST: the package with its version and SHA-256 as comments, then one
# `sha256sum` line per file, so that `sha256sum --check MANIFEST` proves the folder.
#
# Trixie on purpose, also on Debian 12: bookworm's iPXE dates from 2019 and has no arm64 loader.
# apt runs with a configuration of its own below artifacts/cache/, so that the machine's sources,
# package lists and installed packages stay as they are. apt checks the archive's signature as ever.
set -euo pipefail

readonly release=trixie
repo=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
readonly artifacts=$repo/artifacts apt=$repo/artifacts/cache/apt-$release

die() { echo "loaders.sh: $*" >&2; exit 1; }

is_whole() { # FOLDER
    [[ -f $1/MANIFEST ]] && (cd "$1" && sha256sum --check --status --strict MANIFEST)
}

# The mirror is the one that this machine already uses for Debian itself, whatever it is called.
debian_mirror() {
    # shellcheck disable=SC2016  # apt expands it
    apt-get indextargets --format '$(SITE)' 'Created-By: Packages' 'Component: main' \
        'Origin: Debian' 'Label: Debian' | sort -u | head -n 1
}

private_apt() {
    local mirror keyring
    mirror=$(debian_mirror)
    if [[ -z $mirror ]]; then
        # Without package lists (a fresh container) apt does not know yet which source is Debian's.
        apt-get -qq update || die "apt-get update failed: is this machine online, and are you root?"
        mirror=$(debian_mirror)
    fi
    [[ -n $mirror ]] || die "no Debian mirror in this machine's apt sources; add one and run again"
    keyring=/usr/share/keyrings/debian-archive-keyring.gpg
    [[ -r $keyring ]] || die "$keyring is missing; apt-get install debian-archive-keyring"

    mkdir -p "$apt"/{state/lists/partial,cache/archives/partial,packages}
    : >"$apt/status"
    echo "deb [signed-by=$keyring] $mirror $release main" >"$apt/sources.list"
    # The hooks would tell the desktop about updates that are not this machine's.
    cat >"$apt/apt.conf" <<CONF
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
Dir::Etc::SourceList "$apt/sources.list";
Dir::Etc::SourceParts "/dev/null";
Dir::State "$apt/state";
Dir::State::status "$apt/status";
Dir::Cache "$apt/cache";
APT::Architecture "amd64";
APT::Architectures { "amd64"; };
APT::Sandbox::User "$(id -un)";
Acquire::Languages "none";
Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";
CONF
    apt-get -c "$apt/apt.conf" -qq update || die "could not read $release's package lists from $mirror"
}

# Takes FILEs out of PACKAGE into FOLDER. The folder appears whole or not at all.
take() { # FOLDER PACKAGE FILE...
    local folder=$1 package=$2 fresh deb file
    shift 2
    fresh=$folder.new
    rm -rf "$fresh" "$apt/packages/${package}"_*.deb "$apt/unpacked"
    mkdir -p "$fresh"
    (cd "$apt/packages" && apt-get -c "$apt/apt.conf" -qq download "$package") \
        || die "could not download the package $package"
    deb=$(ls "$apt/packages/${package}"_*.deb)
    dpkg-deb --extract "$deb" "$apt/unpacked"
    for file in "$@"; do
        cp --dereference "$apt/unpacked/$file" "$fresh/" || die "$package has no $file any more"
    done
    (
        cd "$fresh"
        files=(*)
        echo "# package $package $(dpkg-deb --field "$deb" Version) (Debian $release)"
        echo "# SHA-256 of the package $(sha256sum <"$deb" | cut -d' ' -f1)"
        sha256sum -- "${files[@]}"
    ) >"$fresh.MANIFEST"
    mv "$fresh.MANIFEST" "$fresh/MANIFEST"
    rm -rf "$folder" "$apt/unpacked"
    mv "$fresh" "$folder"
    echo "loaders.sh: $folder from $package $(dpkg-deb --field "$deb" Version)"
}

mkdir -p "$artifacts/cache"
exec 9>"$artifacts/cache/loaders.lock"
flock 9

case ${1-} in
    '') if is_whole "$artifacts/loaders" && is_whole "$artifacts/memtest86+"; then exit 0; fi ;;
    --force) ;;
    *) sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"; exit 2 ;;
esac

private_apt
take "$artifacts/loaders" ipxe \
    usr/lib/ipxe/undionly.kpxe usr/lib/ipxe/snponly.efi \
    usr/lib/ipxe/ipxe-amd64.efi usr/lib/ipxe/ipxe-arm64.efi
# The .efi file is a BIOS kernel as well.
take "$artifacts/memtest86+" memtest86+ boot/memtest86+x64.efi
