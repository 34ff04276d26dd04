# shellcheck shell=bash
# Debian's archives that this machine already uses, whatever they are called. Sourced by who needs Debian's packages.

# FORMAT of apt-get indextargets, FILTER…: a line each.
debian_sources() {
    local format=$1 sources
    shift
    sources=$(apt_targets "$format" "$@")
    if [[ -z $sources ]]; then
        # Without package lists (a fresh container) apt does not know yet which source is Debian's.
        apt-get -qq update || { echo "apt-get update failed: is this machine online, and are you root?" >&2; return 1; }
        sources=$(apt_targets "$format" "$@")
    fi
    [[ $sources ]] || { echo "no Debian mirror in this machine's apt sources; add one and run again" >&2; return 1; }
    echo "$sources"
}

apt_targets() {
    apt-get indextargets --format "$1" 'Created-By: Packages' 'Component: main' 'Origin: Debian' "${@:2}" | sort -u
}
