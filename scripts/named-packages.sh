#!/usr/bin/env bash
# Publishes the build over the packages that the customer named, and runs its tests, on a machine whose own feed lacks them.
#   scripts/named-packages.sh FEED
# FEED is a folder of packages (.nupkg): System.Device.Gpio, Iot.Device.Bindings and Microsoft.Extensions.Hosting.Systemd in
# the versions of Directory.Packages.props, and what those need that the machine's own feed has not.
# Leaves artifacts/named/linux-x64/pibootbox. Exit code 0 only when everything passed.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/peers.sh
source scripts/peers.sh

feed=$(readlink -f "${1:-}") || feed=
if [[ $# != 1 || -z $(compgen -G "$feed/*.nupkg") ]]; then
    echo "named-packages.sh: give the folder that holds the packages (.nupkg)." >&2
    exit 2
fi
if ((EUID != 0)); then
    echo "named-packages.sh: the test runs the program as process 1 of namespaces of its own: run it with sudo." >&2
    exit 2
fi
install_peers socat:socat

into=$PWD/artifacts/named
mkdir -p "$into"
# Beside the machine's own feed, but unpacked into a folder of its own: in the usual one these would pass for that feed's ever after.
RestoreFallbackFolders=$(dotnet nuget locals global-packages --list | sed 's/^global-packages: //')
export RestoreFallbackFolders RestoreAdditionalProjectSources=$feed NUGET_PACKAGES=$into/packages
rm -rf "$NUGET_PACKAGES"

PUBLISH_INTO=$into scripts/publish.sh linux-x64
binary=$into/linux-x64/pibootbox
if [[ $(cut -d' ' -f3 "$into/linux-x64/.stamp") != named ]]; then
    echo "named-packages.sh: $feed does not hold all that the build needs (above)." >&2
    exit 1
fi
"$binary" version | tee "$into/version"
grep -q 'named packages, native' "$into/version"

dotnet test tests/PiBootBox.Tests -c Release -p:NamedPackages=true --filter FullyQualifiedName~PiBootBox.Tests.NamedPackages -nologo -v quiet

# As process 1 it takes its caller for a service manager, as the package does in containers.
folder=$(mktemp -d)
box='' manager=''
clean_up() {
    [[ -z $box ]] || kill -KILL "$box" 2>/dev/null || true
    [[ -z $manager ]] || kill "$manager" 2>/dev/null || true
    rm -rf "$folder"
}
trap clean_up EXIT
mkdir "$folder"/{drive,loaders,state}
socat -u "UNIX-RECV:$folder/notify" "OPEN:$folder/told,creat,append" &
manager=$!
until [[ -S $folder/notify ]]; do sleep 0.1; done
NOTIFY_SOCKET=$folder/notify WATCHDOG_USEC=2000000 unshare --net --pid --fork --mount-proc --kill-child \
    "$binary" run --drive "$folder/drive" --loaders "$folder/loaders" --state "$folder/state" >"$folder/log" 2>&1 &
box=$!

heard() { # TEXT: within a minute
    for ((i = 0; i < 600; i++)); do
        ! grep -qF "$1" "$folder/told" 2>/dev/null || return 0
        sleep 0.1
    done
    echo "named-packages.sh: the service manager never heard $1. It was told: $(cat "$folder/told" 2>/dev/null). The box's log:" >&2
    cat "$folder/log" >&2
    return 1
}
heard READY=1
heard WATCHDOG=1
kill -TERM "$(pgrep -P "$box")"
heard STOPPING=1
wait "$box"
box=
echo "The native program over the named packages starts, tells its service manager, and stops."
