#!/usr/bin/env bash
# Makes what a board runs: the executable for linux-arm64, the network, units and rules, the fabric's logic where it was built.
#
#   petalinux/publish.sh [options] FOLDER
#     --network FILE   this network in place of the one in device/Networks
#     --untrimmed      a self-contained program with the .NET runtime in it, in place of native code
#     --help
#
# Native AOT needs clang, lld and, on x64, gcc-aarch64-linux-gnu (Debian: apt install clang lld gcc-aarch64-linux-gnu). Where
# one is absent the untrimmed program is made, and said so. The C library of the board must be 2.34 or later either way.
# ONBOARD_FABRIC_ARTIFACTS: a folder with BOARD/mcc.bit.bin [fabric/vivado/out].
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$here/.."

usage() { sed -n '2,11s/^# \{0,1\}//p' "$here/publish.sh"; }

fail() {
    echo "publish.sh: $1" >&2
    echo "  -> $2" >&2
    exit "${3:-1}"
}

network='' native=yes folder=''
while [ $# -gt 0 ]; do
    case "$1" in
        --network) network=${2:?}; shift ;;
        --untrimmed) native=no ;;
        --help) usage; exit 0 ;;
        -*) usage >&2; exit 2 ;;
        *) folder=$1 ;;
    esac
    shift
done
[ -n "$folder" ] || { usage >&2; exit 2; }

missing=()
for tool in clang ld.lld; do command -v $tool > /dev/null || missing+=("$tool"); done
strip=objcopy
if [ "$(uname -m)" != aarch64 ]; then
    strip=aarch64-linux-gnu-objcopy
    command -v aarch64-linux-gnu-gcc > /dev/null || missing+=(aarch64-linux-gnu-gcc)
fi
if [ $native = yes ] && [ ${#missing[@]} -gt 0 ]; then
    echo "publish.sh: without ${missing[*]} there is no native code; making the untrimmed program (apt install clang lld" \
        "gcc-aarch64-linux-gnu)" >&2
    native=no
fi

# A cache of its own: the intermediate files of another runtime would upset a build in the tree.
build=${ONBOARD_BUILD_CACHE:-artifacts/publish}
rm -rf "$folder"
mkdir -p "$folder"
if [ $native = yes ]; then
    kind=(-p:PublishAot=true -p:LinkerFlavor=lld "-p:ObjCopyName=$strip")
else
    kind=(--self-contained -p:PublishSingleFile=true -p:PublishTrimmed=false)
fi
dotnet publish device -c Release -r linux-arm64 "${kind[@]}" -p:GenerateDocumentationFile=false \
    --artifacts-path "$build" -o "$folder" -v quiet --nologo
rm -f "$folder"/*.dbg "$folder"/*.xml "$folder"/*.pdb

if [ -n "$network" ]; then
    mkdir -p "$folder/Networks"
    cp "$network" "$folder/Networks/base.safetensors"
fi
[ -f "$folder/Networks/base.safetensors" ] \
    || fail "device/Networks has no base.safetensors" "train one (onboard train) and give it with --network"

"$here/stage.sh" "$folder"
if [ $native = no ]; then
    sed -i 's/^MemoryDenyWriteExecute=yes/MemoryDenyWriteExecute=no/' "$folder/system/onboard.service"
    "$here/stage.sh" --manifest "$folder"
fi
echo "$folder: $(du -sh "$folder" | cut -f1), $([ $native = yes ] && echo native code || echo untrimmed)"
