#!/usr/bin/env bash
# Verilates the compute core alone and builds it as a shared library; prints the library's path. What has been built is kept in
# a cache outside the repository, by a hash of sources and parameters, and not built again.
#
#   fabric/sim/build_core.sh [NAME=VALUE ...]
#
#   LANES=16 WEIGHT_WORDS=8192 MAX_CELLS=256 ...   parameters of rtl/mcc_core.sv
#
# Needs verilator, make and g++. ONBOARD_CACHE names the cache (default ~/.cache/onboard).
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
rtl=$here/../rtl

options=()
for argument in "$@"; do
    case "$argument" in
        [A-Z]*=*) options+=("-G$argument") ;;
        *) sed -n '2,9s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
    esac
done
for tool in verilator make g++; do
    command -v "$tool" > /dev/null || { echo "$tool is not installed (apt install verilator make g++)" >&2; exit 3; }
done

cache=${ONBOARD_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/onboard}
hash=$({ verilator --version; echo "core ${options[*]}"; cat "$rtl"/*.sv{,h} "$here/core_harness.cpp" "$here/assertions.h" "$here/build_core.sh"; } \
    | sha256sum | cut -c1-16)
library=$cache/rtl-$hash/libmcc_core.so
if [ ! -f "$library" ]; then
    echo "building the simulated core (${*:-defaults}), a minute or so" >&2
    mkdir -p "$cache"
    work=$(mktemp -d "$cache/build-XXXXXX")
    trap 'rm -rf "$work"' EXIT
    verilator --cc --exe --build --quiet-exit -j 1 --top-module mcc_core -O3 --x-assign fast --x-initial unique \
        -Wno-fatal -Wno-lint --assert -DMCC_SIMULATE -y "$rtl" "${options[@]}" "$rtl/mcc_contract_pkg.sv" "$rtl/mcc_core_pkg.sv" "$rtl/mcc_core.sv" \
        "$here/core_harness.cpp" --Mdir "$work" -CFLAGS "-std=c++17 -fPIC -O2 -DVL_USER_STOP" -LDFLAGS "-shared" -o libmcc_core.so \
        > "$work/log" 2>&1 || { tail -40 "$work/log" >&2; exit 1; }
    mkdir -p "$work/kept"
    mv "$work/libmcc_core.so" "$work/kept/"
    # Two builds of the same: the first to arrive stays.
    mv -T "$work/kept" "$(dirname "$library")" 2> /dev/null || [ -f "$library" ]
fi
echo "$library"
