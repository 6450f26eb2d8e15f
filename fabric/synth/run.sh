#!/usr/bin/env bash
# What the engine costs in an UltraScale+ device, as Yosys estimates it: one line of the tables in README.md for each number of
# lanes. No placement, no timing: those need Vivado (fabric/vivado).
#
#   fabric/synth/run.sh [--part zcu104|zcu102] [LANES ...]      synthesised whole, flat; default: zcu104, 16 lanes
#   fabric/synth/run.sh [--part ...] --composed [LANES ...]     composed of a whole of 16 lanes and more groups of 16; default: 16 to 256
#   fabric/synth/run.sh --units [LANES]                         by unit: resources, and the longest path of LUTs and carries
#
# Two networks of `base` fit on the chip, as in the builds of fabric/vivado: 3072 KiB (2816 on a zcu102); layers of up to 16 cells a
# lane, 1024 at most. --composed and --units keep the hierarchy, so that nothing is shared across units: some more LUTs in all, and
# paths end at ports. The groups that --composed counts are as deep as those of the lanes asked for: a quarter of the weights and cells
# for 64 lanes. Reports are kept in ONBOARD_CACHE/synth (default ~/.cache/onboard/synth) and made anew when the sources change.
# Needs yosys; takes some minutes for each line.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
rtl=$here/../rtl

part=zcu104 what=whole
if [ "${1:-}" = --part ]; then part=$2; shift 2; fi
case "${1:-}" in
    --units | --composed) what=${1#--}; shift ;;
esac
case "$part" in
    zcu104) memory=ultra kib=3072 ;;
    zcu102) memory=block kib=2816 ;;
    *) sed -n '2,15s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
esac
command -v yosys > /dev/null || { echo "yosys is not installed (apt install yosys)" >&2; exit 3; }
if [ $# = 0 ]; then
    case $what in composed) set -- 16 32 64 128 256 ;; *) set -- 16 ;; esac
fi

reports=${ONBOARD_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/onboard}/synth
mkdir -p "$reports"

# What the device has, for the shares in the table (boards.md of the design; XCZU7EV and XCZU9EG).
declare -A luts=([zcu104]=230400 [zcu102]=274080)

# Cells whose name matches, in the last `stat` of a report.
cells() { awk -v wanted="^($2)\$" '/Number of cells:/ { for (n in count) delete count[n] } NF == 2 && $1 ~ wanted { count[$1] = $2 }
    END { for (n in count) total += count[n]; print total + 0 }' "$1"; }

# Cells of a layer that so many lanes have room for.
cells_of() { echo $(($1 * 16 < 1024 ? $1 * 16 : 1024)); }

# Synthesis of so many lanes, KiB of weights and cells of a layer into a report, with further passes of Yosys at its end.
synthesize() {
    local lanes=$1 kib=$2 cells=$3 report=$4 options=$5 passes=$6
    local sources
    sources=$(cat "$rtl"/*.sv "${BASH_SOURCE[0]}" | sha256sum | cut -c1-16)
    if [ "$(tail -1 "$report" 2> /dev/null)" = "sources $sources" ]; then return; fi
    yosys -q -l "$report" -p "
        read_verilog -sv $rtl/mcc_contract_pkg.sv $rtl/mcc_core_pkg.sv
        read_verilog -sv $(printf '%s\n' "$rtl"/*.sv | grep -v '_pkg\.sv$' | tr '\n' ' ')
        chparam -set LANES $lanes -set WEIGHT_KIB $kib -set MAX_CELLS $cells -set MEMORY \"$memory\" mcc_top
        synth_xilinx -family xcup -top mcc_top $options
        stat
        $passes
    " > /dev/null
    echo "sources $sources" >> "$report"
}

# What a report that keeps the hierarchy says, one line each: "whole KIND COUNT" of all, "group KIND COUNT" of one group with its lanes,
# banks, law and requantiser, "unit NAME TIMES KIND COUNT", the mean where a unit stands there with several parameters. What a report
# says twice is counted once.
counts() {
    awk '
        function unit(name) { match(name, /mcc_[a-z_]+/); return substr(name, RSTART, RLENGTH) }
        function kind(cell) { return cell ~ /^LUT/ ? "LUT" : cell ~ /^FD/ ? "FF" : cell ~ /^RAM(32|64|128|256|512)/ ? "LUTRAM" : cell }
        /^[0-9.]+ Printing statistics/ { delete cells; delete times; delete inside; delete seen; tree = 0; module = "" }
        /^=== / { module = $2; tree = module == "design"; deep = 0; seen[module]++; next }
        tree && seen[module] == 1 && NF == 2 && $1 ~ /mcc_/ {
            match($0, /^ */); indent = RLENGTH; times[$1] += $2
            if (unit($1) == "mcc_group") { deep = indent; inside[$1] = 1 } else if (deep && indent > deep) inside[$1] += $2; else deep = 0
        }
        !tree && seen[module] == 1 && NF == 2 && $1 ~ /^[A-Z0-9]+$/ { cells[module, kind($1)] += $2 }
        END {
            for (m in times) units[unit(m)] += times[m]
            for (entry in cells) {
                split(entry, part, SUBSEP)
                u = unit(part[1])
                of_units[u, part[2]] += times[part[1]] * cells[entry]
                whole[part[2]] += times[part[1]] * cells[entry]
                group[part[2]] += inside[part[1]] * cells[entry]
            }
            for (entry in of_units) {
                split(entry, part, SUBSEP)
                if (units[part[1]]) printf "unit %s %d %s %.0f\n", part[1], units[part[1]], part[2], of_units[entry] / units[part[1]]
            }
            for (k in whole) { print "whole", k, whole[k]; print "group", k, group[k] + 0 }
        }
    ' "$1"
}

kinds=(LUT LUTRAM FF DSP48E2 RAMB36E2 RAMB18E2 URAM288)
header="| lanes | LUT | share | LUTRAM | flip-flops | DSP48E2 | RAMB36 | RAMB18 | URAM288 |
|---|---|---|---|---|---|---|---|---|"

# A whole of 16 lanes, and as many more groups as the lanes need.
composed() {
    local lanes=$1 scaled=$((kib * 16 / $1)) report lut kind row
    report=$reports/$part-16-of-$lanes.txt
    synthesize 16 "$scaled" $(($(cells_of "$lanes") * 16 / lanes)) "$report" "" ""
    row=$(counts "$report" | awk -v more=$((lanes / 16 - 1)) -v kinds="${kinds[*]}" '
        $1 == "whole" { total[$2] += $3 } $1 == "group" { total[$2] += more * $3 }
        END { n = split(kinds, k, " "); for (i = 1; i <= n; i++) printf "%d ", total[k[i]] }')
    lut=${row%% *}
    printf '| %s | %s | %s %%' "$lanes" "$lut" $((100 * lut / luts[$part]))
    for kind in ${row#* }; do printf ' | %s' "$kind"; done
    echo ' |'
}

# The longest path between registers, memories and multipliers: without these Yosys finds it as the longest of all.
by_unit() {
    local report=$reports/$part-$1-units.txt
    synthesize "$1" "$kib" "$(cells_of "$1")" "$report" "" "delete t:FD?E t:RAMB* t:URAM* t:DSP* t:RAM* t:SRL* t:*mcc_* ; ltp"
    echo "| unit | times | LUT | flip-flops | DSP48E2 | RAMB36 | RAMB18 | URAM288 | longest path |"
    echo "|---|---|---|---|---|---|---|---|---|"
    { counts "$report"; grep '^Longest topological path in' "$report"; } | awk '
        $1 == "unit" { times[$2] = $3; cells[$2, $4] = $5 }
        $1 == "Longest" && match($5, /mcc_[a-z_]+/) { path = substr($5, RSTART, RLENGTH)
            if (match($0, /length=[0-9]+/)) { n = substr($0, RSTART + 7, RLENGTH - 7) + 0; if (n > longest[path]) longest[path] = n } }
        END { for (m in times) if (times[m]) printf "| `%s` | %d | %d | %d | %d | %d | %d | %d | %d |\n", m, times[m], cells[m, "LUT"], cells[m, "FF"],
            cells[m, "DSP48E2"], cells[m, "RAMB36E2"], cells[m, "RAMB18E2"], cells[m, "URAM288"], longest[m] }
    ' | sort
}

case $what in
    units) by_unit "$1" ;;
    composed)
        echo "$header"
        for lanes in "$@"; do composed "$lanes"; done
        ;;
    whole)
        echo "$header"
        for lanes in "$@"; do
            report=$reports/$part-$lanes.txt
            synthesize "$lanes" "$kib" "$(cells_of "$lanes")" "$report" -flatten ""
            lut=$(cells "$report" 'LUT[1-6]')
            printf '| %s | %s | %s %% | %s | %s | %s | %s | %s | %s |\n' "$lanes" "$lut" $((100 * lut / luts[$part])) \
                "$(cells "$report" 'RAM(32|64|128|256|512)[A-Z0-9]*')" "$(cells "$report" 'FD[RSCP]E')" "$(cells "$report" DSP48E2)" \
                "$(cells "$report" RAMB36E2)" "$(cells "$report" RAMB18E2)" "$(cells "$report" URAM288)"
        done
        ;;
esac
