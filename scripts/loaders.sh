#!/usr/bin/env bash
# Fetches the boot loaders (iPXE, the signed shim and GRUB for Secure Boot, memdisk) and, for the lab, memtest86+ from
# Debian trixie's packages.
#
#   scripts/loaders.sh            fill artifacts/loaders/ and artifacts/memtest86+/; instant when they are whole
#   scripts/loaders.sh --force    fetch again (a new package version)
#
# Each folder gets a MANIFEST: each package with its version and SHA-256 as comments, then one `sha256sum` line
# per file, so that `sha256sum --check MANIFEST` proves the folder. Files that a person put there stay.
#
# Trixie on purpose, also on Debian 12: bookworm's iPXE dates from 2019 and has no arm64 loader, and its GRUB
# leaves no network device behind for the iPXE that it starts.
# apt runs with a configuration of its own below artifacts/cache/, so that the machine's sources,
# package lists and installed packages stay as they are. apt checks the archive's signature as ever.
set -euo pipefail

readonly release=trixie
repo=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
readonly artifacts=$repo/artifacts apt=$repo/artifacts/cache/apt-$release

# shellcheck source=scripts/debian-sources.sh
source "$repo/scripts/debian-sources.sh"

die() { echo "loaders.sh: $*" >&2; exit 1; }

# Package, its file, and the name that a boot loader asks for: shim looks for grubx64.efi and mmx64.efi beside itself.
readonly loaders=(
    'ipxe usr/lib/ipxe/undionly.kpxe undionly.kpxe'
    'ipxe usr/lib/ipxe/snponly.efi snponly.efi'
    'ipxe usr/lib/ipxe/ipxe-amd64.efi ipxe-amd64.efi'
    'ipxe usr/lib/ipxe/ipxe-arm64.efi ipxe-arm64.efi'
    'syslinux-common usr/lib/syslinux/memdisk memdisk'
    'shim-signed:amd64 usr/lib/shim/shimx64.efi.signed shimx64.efi'
    'shim-helpers-amd64-signed:amd64 usr/lib/shim/mmx64.efi.signed mmx64.efi'
    'grub-efi-amd64-signed:amd64 usr/lib/grub/x86_64-efi-signed/grubnetx64.efi.signed grubx64.efi'
    'shim-signed:arm64 usr/lib/shim/shimaa64.efi.signed shimaa64.efi'
    'shim-helpers-arm64-signed:arm64 usr/lib/shim/mmaa64.efi.signed mmaa64.efi'
    'grub-efi-arm64-signed:arm64 usr/lib/grub/arm64-efi-signed/grubnetaa64.efi.signed grubaa64.efi'
)
# The .efi file is a BIOS kernel as well.
readonly memtest=('memtest86+:amd64 boot/memtest86+x64.efi memtest86+x64.efi')

# An older folder may be proved by its MANIFEST and still lack what this version wants.
is_whole() { # FOLDER ENTRY...
    local folder=$1 entry
    shift
    [[ -f $folder/MANIFEST ]] || return 1
    for entry in "$@"; do
        grep --quiet --line-regexp "[0-9a-f]\{64\}  ${entry##* }" "$folder/MANIFEST" || return 1
    done
    (cd "$folder" && sha256sum --check --status --strict MANIFEST)
}

private_apt() {
    local mirror keyring
    # shellcheck disable=SC2016  # apt expands it
    mirror=$(debian_sources '$(SITE)' 'Label: Debian' | head -n 1)
    keyring=/usr/share/keyrings/debian-archive-keyring.gpg
    [[ -r $keyring ]] || die "$keyring is missing; apt-get install debian-archive-keyring"

    mkdir -p "$apt"/{state/lists/partial,cache/archives/partial}
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
APT::Architectures { "amd64"; "arm64"; };
APT::Sandbox::User "$(id -un)";
Acquire::Languages "none";
Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";
CONF
    apt-get -c "$apt/apt.conf" -qq update || die "could not read $release's package lists from $mirror"
}

unpack() { # PACKAGE[:ARCHITECTURE]; sets deb
    rm -rf "$apt/packages" "$apt/unpacked"
    mkdir -p "$apt/packages"
    (cd "$apt/packages" && apt-get -c "$apt/apt.conf" -qq download "$1") || die "could not download the package $1"
    deb=$(ls "$apt/packages/${1%%:*}"_*.deb)
    dpkg-deb --extract "$deb" "$apt/unpacked"
}

# The folder appears whole or not at all. ENTRYs of one package stand together.
fill() { # FOLDER ENTRY...
    local folder=$1 fresh=$1.new entry package='' from name file deb=''
    shift
    rm -rf "$fresh"
    mkdir -p "$fresh"
    for entry in "$@"; do
        if [[ ${entry%% *} != "$package" ]]; then
            read -r package _ <<<"$entry"
            unpack "$package"
            echo "# package ${package%%:*} $(dpkg-deb --field "$deb" Version) (Debian $release, $(dpkg-deb --field "$deb" Architecture))"
            echo "# SHA-256 of the package $(sha256sum <"$deb" | cut -d' ' -f1)"
            echo "loaders.sh: $folder from $package $(dpkg-deb --field "$deb" Version)" >&2
        fi
        read -r _ from name <<<"$entry"
        cp --dereference "$apt/unpacked/$from" "$fresh/$name" || die "$package has no $from any more"
        (cd "$fresh" && sha256sum -- "$name")
    done >"$folder.MANIFEST"
    # What a person dropped in, such as a signed iPXE, is in no manifest of ours.
    for file in "$folder"/*; do
        name=${file##*/}
        [[ ! -f $file || $name == MANIFEST || -e $fresh/$name ]] \
            || grep --quiet --line-regexp "[0-9a-f]\{64\}  $name" "$folder/MANIFEST" 2>/dev/null \
            || cp --preserve "$file" "$fresh/"
    done
    mv "$folder.MANIFEST" "$fresh/MANIFEST"
    rm -rf "$folder" "$apt/packages" "$apt/unpacked"
    mv "$fresh" "$folder"
}

mkdir -p "$artifacts/cache"
exec 9>"$artifacts/cache/loaders.lock"
flock 9

case ${1-} in
    '') if is_whole "$artifacts/loaders" "${loaders[@]}" && is_whole "$artifacts/memtest86+" "${memtest[@]}"; then exit 0; fi ;;
    --force) ;;
    *) sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"; exit 2 ;;
esac

private_apt
fill "$artifacts/loaders" "${loaders[@]}"
fill "$artifacts/memtest86+" "${memtest[@]}"
