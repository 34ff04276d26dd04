# shellcheck shell=bash
# Installs the servers that the box is measured against or lives beside. Sourced by lab.sh, media.sh and the
# benchmarks.

# COMMAND-OR-FILE:PACKAGE…
install_peers() {
    local peer missing=()
    for peer in "$@"; do
        [[ -e ${peer%%:*} ]] || command -v "${peer%%:*}" >/dev/null || missing+=("${peer#*:}")
    done
    ((${#missing[@]})) || return 0
    echo "installing ${missing[*]}" >&2
    # In a shell of its own, so that the policy goes whatever happens: a peer must not start on this machine's own
    # network when it is installed.
    (
        policy=/usr/sbin/policy-rc.d
        if [[ ! -e $policy ]]; then
            trap 'rm -f "$policy"' EXIT
            printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod +x "$policy"
        fi
        apt-get -qq update
        DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends "${missing[@]}" >/dev/null
    )
}
