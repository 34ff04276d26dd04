#!/usr/bin/env bash
# Builds the native binary: artifacts/<rid>/pibootbox.
#   scripts/publish.sh [linux-x64|linux-arm64]     default: linux-x64
# net10.0 where the package feed has its native packs, else net9.0; over System.Device.Gpio, Iot.Device.Bindings and Microsoft.Extensions.Hosting.Systemd
# (System.Device.Gpio, Iot.Device.Bindings, Microsoft.Extensions.Hosting.Systemd) where it has those, else with our own
# drivers; prints which. Does nothing when the binary is newer than everything that it is made from.
# PUBLISH_INTO=FOLDER takes the place of artifacts.
set -euo pipefail
cd "$(dirname "$0")/.."

rid=${1:-linux-x64}
case $rid in
    linux-x64 | linux-arm64) ;;
    *) echo "publish.sh: '$rid' is not a target: give linux-x64 or linux-arm64." >&2; exit 2 ;;
esac
into=${PUBLISH_INTO:-artifacts}
out=$into/$rid
binary=$out/pibootbox
work=$into/publish
mkdir -p "$out" "$work"

# What the binary depends on: our sources, the build files, the SDK, which feeds there are.
fingerprint() {
    { dotnet --version
      dotnet nuget list source
      [[ -z ${RestoreAdditionalProjectSources:-} ]] || find "$RestoreAdditionalProjectSources" -name '*.nupkg' -print0 | sort -z | xargs -0 sha256sum
      find src Directory.Build.props Directory.Packages.props global.json \
          \( -name bin -o -name obj \) -prune -o -type f -print0 | sort -z | xargs -0 sha256sum
    } | sha256sum | cut -d' ' -f1
}
stamp=$(fingerprint)
if [[ -x $binary && -f $out/.stamp && $(cut -d' ' -f1 "$out/.stamp") == "$stamp" ]]; then
    echo "$binary is up to date ($(cut -d' ' -f2- "$out/.stamp"))."
    exit 0
fi

missing=()
command -v clang >/dev/null || missing+=(clang)
command -v ld.lld >/dev/null || missing+=(lld)
[[ -e /usr/include/zlib.h ]] || missing+=(zlib1g-dev)
# The C library that a program for another processor is linked with.
[[ $rid != linux-arm64 || $(uname -m) == aarch64 || -e /usr/aarch64-linux-gnu/lib/libc.so.6 && -e /usr/bin/aarch64-linux-gnu-gcc ]] || missing+=(gcc-aarch64-linux-gnu libc6-dev-arm64-cross)
if ((${#missing[@]})); then
    if ((EUID != 0)); then
        echo "publish.sh: the native compiler needs ${missing[*]}: run 'sudo apt-get install ${missing[*]}', then this again." >&2
        exit 2
    fi
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

# The feed is asked with a restore: the native packs of a framework are there or they are not.
restore() { # FRAMEWORK LOG [PROPERTY]
    DOTNET_CLI_UI_LANGUAGE=en dotnet restore src/PiBootBox -r "$rid" -p:PublishAot=true "-p:BoxFramework=$1" "${@:3}" >"$2" 2>&1
}
framework=
for candidate in net10.0 net9.0; do
    if restore $candidate "$work/restore-$rid-$candidate.log"; then
        framework=$candidate
        break
    fi
    # NU1301: no feed answered, so this says nothing about what the feed has.
    if fault=$(grep -m 1 -o 'NU1301: .*' "$work/restore-$rid-$candidate.log"); then
        echo "publish.sh: the package feed cannot be reached (${fault%% \[*}): is this machine online, and does it trust the feed's certificate? 'dotnet nuget list source' tells which feed." >&2
        exit 1
    fi
done
if [[ -z $framework ]]; then
    echo "publish.sh: the package feed has no native packs for $rid, neither for .NET 10 nor for .NET 9: build on a machine whose feed has runtime.$rid.Microsoft.DotNet.ILCompiler ($work/restore-$rid-*.log tell what was asked)." >&2
    exit 1
fi
if [[ $framework == net9.0 ]]; then
    echo "The package feed has no native packs for .NET 10: building for .NET 9, which is out of support. For the lab only, never for a release."
fi

# The same question for System.Device.Gpio, Iot.Device.Bindings and Microsoft.Extensions.Hosting.Systemd, and what they need: NU1101 and its like name what is not there.
drivers=own properties=()
if restore $framework "$work/restore-$rid-named.log" -p:NamedPackages=true; then
    drivers=named properties=(-p:NamedPackages=true)
    echo "The package feed has the named packages: building over System.Device.Gpio, Iot.Device.Bindings and Microsoft.Extensions.Hosting.Systemd."
elif absent=$(grep -oP 'NU110[123]: Unable to find (a stable )?package \K[\w.]*\w' "$work/restore-$rid-named.log" | sort -u | paste -sd ' '); [[ -n $absent ]]; then
    echo "The package feed lacks ${absent// /, }: building with our own drivers."
else
    cat "$work/restore-$rid-named.log" >&2
    exit 1
fi

# Serilog 3.1.1: reads the properties of objects logged with {@…}, which this project never does.
# System.Device.Gpio 4.2.0: makes structs from memory whose constructors the linker might take away, but epoll_event has none.
understood="Assembly '(Serilog|System.Device.Gpio)' produced trim warnings"
if ! dotnet publish src/PiBootBox -c Release -r "$rid" --no-restore -o "$work/$rid" \
        -p:PublishAot=true -p:BoxFramework="$framework" -p:LinkerFlavor=lld "${properties[@]}" -nologo -v quiet >"$work/publish.log" 2>&1; then
    cat "$work/publish.log" >&2
    exit 1
fi
if grep -Ev "$understood" "$work/publish.log" | grep -E 'warning|error' >&2; then
    echo "publish.sh: the native compiler warned (above): mend it, or name it here with the reason." >&2
    exit 1
fi
install -m 755 "$work/$rid/pibootbox" "$binary"
echo "$stamp $framework $drivers" >"$out/.stamp"
printf '%s: %s, %s drivers, %s bytes\n' "$binary" "$framework" "$drivers" "$(stat -c %s "$binary")"
