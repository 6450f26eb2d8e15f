#!/usr/bin/env bash
# What the engine costs in an UltraScale+ device, as Yosys estimates it: one line of the table in README.md for each number of
# lanes. No placement, no timing: those need Vivado (fabric/vivado).
#
#   fabric/synth/run.sh [--part zcu104|zcu102] [LANES ...]      default: zcu104, 16 32 64 128 256 lanes
#
# Reports are kept in ONBOARD_CACHE/synth (default ~/.cache/onboard/synth). Needs yosys; takes some minutes for each line.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
rtl=$here/../rtl

part=zcu104
if [ "${1:-}" = --part ]; then part=$2; shift 2; fi
case "$part" in
    zcu104) memory=ultra ;;
    zcu102) memory=block ;;
    *) sed -n '2,8s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
esac
command -v yosys > /dev/null || { echo "yosys is not installed (apt install yosys)" >&2; exit 3; }
[ $# -gt 0 ] || set -- 16 32 64 128 256

reports=${ONBOARD_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/onboard}/synth
mkdir -p "$reports"

# What the device has, for the shares in the table (boards.md of the design; XCZU7EV and XCZU9EG).
declare -A luts=([zcu104]=230400 [zcu102]=274080)

# Cells whose name matches, in the last `stat` of a report.
cells() { awk -v wanted="^($2)\$" '/Number of cells:/ { for (n in count) delete count[n] } NF == 2 && $1 ~ wanted { count[$1] = $2 }
    END { for (n in count) total += count[n]; print total + 0 }' "$1"; }

echo "| lanes | LUT | share | LUTRAM | flip-flops | DSP48E2 | RAMB36 | RAMB18 | URAM288 |"
echo "|---|---|---|---|---|---|---|---|---|"
for lanes in "$@"; do
    report=$reports/$part-$lanes.txt
    yosys -q -l "$report" -p "
        read_verilog -sv $rtl/mcc_contract_pkg.sv $rtl/mcc_core_pkg.sv
        read_verilog -sv $(printf '%s\n' "$rtl"/*.sv | grep -v '_pkg\.sv$' | tr '\n' ' ')
        chparam -set LANES $lanes -set WEIGHT_KIB 2560 -set MAX_CELLS 1024 -set MEMORY \"$memory\" mcc_top
        synth_xilinx -family xcup -top mcc_top -flatten
        tee -a $report stat
    " > /dev/null
    lut=$(cells "$report" 'LUT[1-6]')
    printf '| %s | %s | %s %% | %s | %s | %s | %s | %s | %s |\n' "$lanes" "$lut" $((100 * lut / luts[$part])) \
        "$(cells "$report" 'RAM(32|64|128|256|512)[A-Z0-9]*')" "$(cells "$report" 'FD[RSCP]E')" "$(cells "$report" DSP48E2)" \
        "$(cells "$report" RAMB36E2)" "$(cells "$report" RAMB18E2)" "$(cells "$report" URAM288)"
done
