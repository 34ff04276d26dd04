#!/usr/bin/env bash
# Publishes the build over System.Device.Gpio, Iot.Device.Bindings and Microsoft.Extensions.Hosting.Systemd, and runs its tests, on a machine whose own feed lacks them.
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
    echo "named-packages.sh: the tests run virtual machines, and the program as process 1 of namespaces of its own: run it with sudo." >&2
    exit 2
fi
into=$PWD/artifacts/named
binary=$into/linux-x64/pibootbox
mkdir -p "$into"

# Beside the machine's own feed, but unpacked into a folder of its own: in the usual one these would pass for that feed's ever after.
usual=$(dotnet nuget locals global-packages --list | sed 's/^global-packages: //')
with_feed() {
    env RestoreAdditionalProjectSources="$feed" NUGET_PACKAGES="$into/packages" RestoreFallbackFolders="$usual" "$@"
}

publish() {
    rm -rf "$into/packages"
    with_feed env PUBLISH_INTO="$into" scripts/publish.sh linux-x64
    if [[ $(cut -d' ' -f3 "$into/linux-x64/.stamp") != named ]]; then
        echo "named-packages.sh: $feed does not hold all that the build needs (above)." >&2
        exit 1
    fi
    "$binary" version | grep 'named packages, native'
}

test_units() {
    with_feed dotnet test tests/PiBootBox.Tests -c Release -p:NamedPackages=true \
        --filter FullyQualifiedName~PiBootBox.Tests.NamedPackages -nologo -v quiet
}

# As process 1 it takes its caller for a service manager, as the package does in containers.
box='' manager='' folder=''
clean_up() {
    [[ -z $box ]] || kill -KILL "$box" 2>/dev/null || true
    [[ -z $manager ]] || kill "$manager" 2>/dev/null || true
    [[ -z $folder ]] || rm -rf "$folder"
}
trap clean_up EXIT

heard() { # TEXT: within a minute
    for ((i = 0; i < 600; i++)); do
        ! grep -qF "$1" "$folder/told" 2>/dev/null || return 0
        sleep 0.1
    done
    echo "named-packages.sh: the service manager never heard $1. It was told: $(cat "$folder/told" 2>/dev/null). The box's log:" >&2
    cat "$folder/log" >&2
    exit 1
}

test_lifetime() {
    install_peers socat:socat
    folder=$(mktemp -d)
    mkdir "$folder"/{drive,loaders,state}
    socat -u "UNIX-RECV:$folder/notify" "OPEN:$folder/told,creat,append" &
    manager=$!
    until [[ -S $folder/notify ]]; do sleep 0.1; done
    NOTIFY_SOCKET=$folder/notify WATCHDOG_USEC=2000000 unshare --net --pid --fork --mount-proc --kill-child \
        "$binary" run --drive "$folder/drive" --loaders "$folder/loaders" --state "$folder/state" >"$folder/log" 2>&1 &
    box=$!
    heard READY=1
    heard WATCHDOG=1
    kill -TERM "$(pgrep -P "$box")"
    heard STOPPING=1
    wait "$box"
    box=
    echo "It starts, tells its service manager, and stops."
}

# The same tests as the build with our own drivers, at the kernel's own devices. The package reaches them by a library: that of Debian 13 comes
# with the virtual machine, and where this is a Debian 12, its older one is asked to do the same.
test_panel() {
    scripts/panel-vm.sh install
    test_panel_by artifacts/panel-vm/kernel/libgpiod.so.3
    if apt-cache show libgpiod2 >/dev/null 2>&1; then
        install_peers /usr/share/doc/libgpiod2/copyright:libgpiod2
        test_panel_by "$(dpkg -L libgpiod2 | grep '/libgpiod\.so\.2$')"
    fi
}

test_panel_by() { # LIBRARY
    echo "The panel, by $1:"
    PANEL_VM_FILES=$binary:$1 dotnet test tests/PiBootBox.Lab -c Release \
        --filter FullyQualifiedName~PiBootBox.Lab.Panel.PanelHardware -nologo -v quiet
}

publish
test_units
test_lifetime
test_panel
echo "The build over the named packages passed."
