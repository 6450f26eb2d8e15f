#!/usr/bin/env bash
# Verilates the engine and builds it as a shared library; prints the library's path. What has been built is kept in a cache
# outside the repository, by a hash of sources and parameters, and not built again.
#
#   fabric/sim/build.sh [NAME=VALUE ...]
#
#   LANES=16 WEIGHT_KIB=512 MAX_CELLS=256 ...   parameters of vivado/mcc_board.v (defaults below: enough for `tiny`)
#   TRACE=1                                      with waveforms (slower)
#   ASSERT=0                                     without the assertions of rtl/mcc_assert.svh (a fifth faster)
#   CORE=file.sv                                 another core in place of rtl/mcc_core.sv
#
# Needs verilator, make and g++. ONBOARD_CACHE names the cache (default ~/.cache/onboard).
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
rtl=$here/../rtl board=$here/../vivado/mcc_board.v

declare -A parameters=([LANES]=16 [WEIGHT_KIB]=512 [MAX_CELLS]=256 [MEMORY]='"block"')
trace=0 assert=1 core=$rtl/mcc_core.sv
for argument in "$@"; do
    case "$argument" in
        TRACE=*) trace=${argument#*=} ;;
        ASSERT=*) assert=${argument#*=} ;;
        CORE=*) core=$(realpath "${argument#*=}") ;;
        MEMORY=*) parameters[MEMORY]="\"${argument#*=}\"" ;;
        [A-Z]*=*) parameters[${argument%%=*}]=${argument#*=} ;;
        *) sed -n '2,13s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
    esac
done
for tool in verilator make g++; do
    command -v "$tool" > /dev/null || { echo "$tool is not installed (apt install verilator make g++)" >&2; exit 3; }
done

options=() names=()
for name in $(printf '%s\n' "${!parameters[@]}" | sort); do
    options+=("-G$name=${parameters[$name]}")
    names+=("$name=${parameters[$name]}")
done
[ "$assert" = 0 ] || options+=(--assert -DMCC_SIMULATE)
[ "$trace" = 1 ] && options+=(--trace -CFLAGS -DMCC_TRACE)

cache=${ONBOARD_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/onboard}
hash=$({ verilator --version; echo "${names[*]} $trace $assert"; cat "$core" "$board" "$rtl"/*.sv{,h} "$here"/*.cpp "$here"/*.h "$here/build.sh"; } \
    | sha256sum | cut -c1-16)
library=$cache/rtl-$hash/libmcc_rtl.so
mkdir -p "$cache"
exec 9> "$cache/lock"
[ -f "$library" ] || flock 9 # one build at a time, and the same one once
if [ ! -f "$library" ]; then
    echo "building the simulated engine (${names[*]}), a minute or so" >&2
    work=$(mktemp -d "$cache/build-XXXXXX")
    trap 'rm -rf "$work"' EXIT
    sources=("$rtl/mcc_contract_pkg.sv")
    [ -f "$rtl/mcc_core_pkg.sv" ] && sources+=("$rtl/mcc_core_pkg.sv")
    verilator --cc --exe --build --quiet-exit -j 1 --top-module mcc_board --prefix Vmcc_board -O3 --x-assign fast --x-initial unique \
        -Wno-fatal -Wno-lint -y "$rtl" "${options[@]}" "${sources[@]}" "$core" "$rtl/mcc_top.sv" "$board" "$here/harness.cpp" \
        --Mdir "$work" -CFLAGS "-std=c++17 -fPIC -O2 -DVL_USER_STOP" -LDFLAGS "-shared" -o libmcc_rtl.so \
        > "$work/log" 2>&1 || { tail -40 "$work/log" >&2; exit 1; }
    mkdir -p "$(dirname "$library")"
    mv "$work/libmcc_rtl.so" "$library"
fi
echo "$library"
