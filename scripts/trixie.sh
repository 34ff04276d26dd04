# shellcheck shell=bash
# A root of Debian trixie, which a box's image is made of, whatever Debian this machine has. Sourced by who needs one.

# shellcheck source=scripts/debian-sources.sh
source "${BASH_SOURCE[0]%/*}/debian-sources.sh"
# shellcheck source=scripts/peers.sh
source "${BASH_SOURCE[0]%/*}/peers.sh"

readonly release=trixie
readonly left_out=(
    '/usr/share/doc/*' '/usr/share/man/*' '/usr/share/info/*' '/usr/share/locale/*' '/usr/share/i18n/*' '/usr/share/bug/*'
    '/usr/share/lintian/*' '/usr/share/bash-completion/*' '/usr/share/zsh/*'
)

# FOLDER/root with the packages INSTALLED (a,b,c), FOLDER/loose with those that are only taken apart, FOLDER/manifest with all of them.
bootstrap() { # FOLDER ARCHITECTURE INSTALLED LOOSE…
    local folder=$1 architecture=$2 installed=$3 options=() pattern package deb
    shift 3
    install_peers mmdebstrap:mmdebstrap /usr/share/keyrings/debian-archive-keyring.gpg:debian-archive-keyring
    for pattern in "${left_out[@]}"; do options+=(--dpkgopt="path-exclude=$pattern"); done
    mkdir -p "$folder"/{loose,deb}
    # shellcheck disable=SC2016  # apt and the hook's shell expand it
    debian_sources 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $(SITE) '"$release main non-free-firmware" 'Label: Debian' |
        LOOSE="$*" FOLDER=$folder mmdebstrap --quiet --mode=root --variant=essential --architectures="$architecture" \
            --include="$installed" "${options[@]}" --skip=cleanup/apt/lists,check/qemu \
            --customize-hook='export APT_CONFIG=$MMDEBSTRAP_APT_CONFIG; cd "$FOLDER/deb"; for p in $LOOSE; do
                case $p in linux-image-*) p=$(apt-cache depends "$p" | sed -n "s/.*Depends: \(linux-image-[0-9].*\)/\1/p" | head -n 1) ;; esac
                apt-get -qq -o APT::Sandbox::User=root download "$p" || exit; done' \
            --customize-hook='dpkg-query --admindir="$1/var/lib/dpkg" --show >"$FOLDER/installed"' \
            "$release" "$folder/root" - >&2
    for deb in "$folder"/deb/*.deb; do
        [[ -e $deb ]] || break
        package=$(dpkg-deb --field "$deb" Package)
        dpkg-deb --extract "$deb" "$folder/loose"
        printf '%s\t%s\n' "$package" "$(dpkg-deb --field "$deb" Version)" >>"$folder/installed"
    done
    rm -rf "$folder/deb"
    LC_ALL=C sort "$folder/installed" >"$folder/manifest"
}
