#!/usr/bin/env bash
# What the engine costs in an UltraScale+ device, as Yosys estimates it: one line of the table in README.md for each number of
# lanes. No placement, no timing: those need Vivado (fabric/vivado).
#
#   fabric/synth/run.sh [--part zcu104|zcu102] [LANES ...]      default: zcu104, 16 lanes
#   fabric/synth/run.sh --units [LANES]                         by unit: resources, and the longest path of LUTs and carries
#
# With --units the hierarchy is kept, so that nothing is shared across units: some more LUTs in all, and paths end at ports.
# Reports are kept in ONBOARD_CACHE/synth (default ~/.cache/onboard/synth). Needs yosys; takes some minutes for each line.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
rtl=$here/../rtl

part=zcu104 units=no
if [ "${1:-}" = --part ]; then part=$2; shift 2; fi
if [ "${1:-}" = --units ]; then units=yes; shift; fi
case "$part" in
    zcu104) memory=ultra ;;
    zcu102) memory=block ;;
    *) sed -n '2,10s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
esac
command -v yosys > /dev/null || { echo "yosys is not installed (apt install yosys)" >&2; exit 3; }
[ $# -gt 0 ] || set -- 16

reports=${ONBOARD_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/onboard}/synth
mkdir -p "$reports"

# What the device has, for the shares in the table (boards.md of the design; XCZU7EV and XCZU9EG).
declare -A luts=([zcu104]=230400 [zcu102]=274080)

# Cells whose name matches, in the last `stat` of a report.
cells() { awk -v wanted="^($2)\$" '/Number of cells:/ { for (n in count) delete count[n] } NF == 2 && $1 ~ wanted { count[$1] = $2 }
    END { for (n in count) total += count[n]; print total + 0 }' "$1"; }

# Synthesis of so many lanes into a report, with further passes of Yosys at its end.
synthesize() {
    yosys -q -l "$2" -p "
        read_verilog -sv $rtl/mcc_contract_pkg.sv $rtl/mcc_core_pkg.sv
        read_verilog -sv $(printf '%s\n' "$rtl"/*.sv | grep -v '_pkg\.sv$' | tr '\n' ' ')
        chparam -set LANES $1 -set WEIGHT_KIB 2560 -set MAX_CELLS 1024 -set MEMORY \"$memory\" mcc_top
        synth_xilinx -family xcup -top mcc_top $3
        tee -a $2 stat
        $4
    " > /dev/null
}

# The longest path between registers, memories and multipliers: without these Yosys finds it as the longest of all.
by_unit() {
    local report=$reports/$part-$1-units.txt
    synthesize "$1" "$report" "" "delete t:FD?E t:RAMB* t:URAM* t:DSP* t:RAM* t:SRL* t:*mcc_* ; tee -a $report ltp"
    echo "| unit | times | LUT | flip-flops | DSP48E2 | RAMB36 | RAMB18 | URAM288 | longest path |"
    echo "|---|---|---|---|---|---|---|---|---|"
    awk '
        function unit(name) { match(name, /mcc_[a-z_]+/); return substr(name, RSTART, RLENGTH) }
        /^3?[0-9.]*\. Printing statistics/ { delete cells; delete times; delete seen; tree = 0 }
        /^=== / { tree = ($2 == "design"); module = tree ? "" : unit($2); seen[module]++; next }
        tree && NF == 2 && $1 ~ /mcc_/ { times[unit($1)] += $2 }
        !tree && module != "" && NF == 2 && $1 ~ /^[A-Z0-9]+$/ && seen[module] == 1 { cells[module, kind($1)] += $2 }
        /^Longest topological path in/ { path = unit($5); if ($0 ~ /length=/) { match($0, /length=[0-9]+/)
            n = substr($0, RSTART + 7, RLENGTH - 7) + 0; if (n > longest[path]) longest[path] = n } }
        function kind(cell) { return cell ~ /^LUT/ ? "LUT" : cell ~ /^FD/ ? "FF" : cell }
        END { for (m in times) printf "| `%s` | %d | %d | %d | %d | %d | %d | %d | %d |\n", m, times[m], cells[m, "LUT"], cells[m, "FF"],
            cells[m, "DSP48E2"], cells[m, "RAMB36E2"], cells[m, "RAMB18E2"], cells[m, "URAM288"], longest[m] }
    ' "$report" | sort
}

if [ $units = yes ]; then by_unit "$1"; exit; fi
echo "| lanes | LUT | share | LUTRAM | flip-flops | DSP48E2 | RAMB36 | RAMB18 | URAM288 |"
echo "|---|---|---|---|---|---|---|---|---|"
for lanes in "$@"; do
    report=$reports/$part-$lanes.txt
    synthesize "$lanes" "$report" -flatten ""
    lut=$(cells "$report" 'LUT[1-6]')
    printf '| %s | %s | %s %% | %s | %s | %s | %s | %s | %s |\n' "$lanes" "$lut" $((100 * lut / luts[$part])) \
        "$(cells "$report" 'RAM(32|64|128|256|512)[A-Z0-9]*')" "$(cells "$report" 'FD[RSCP]E')" "$(cells "$report" DSP48E2)" \
        "$(cells "$report" RAMB36E2)" "$(cells "$report" RAMB18E2)" "$(cells "$report" URAM288)"
done
