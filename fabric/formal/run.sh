#!/usr/bin/env bash
# Proves the rules of the shell's blocks with yosys-smtbmc and z3: by bounded search from reset, and by induction for all time.
# Then breaks each block on purpose, one mutation at a time, and expects that its proof fails.
#
#   fabric/formal/run.sh               all proofs, then all mutations
#   fabric/formal/run.sh mcc_fifo ...  those of these modules only
#
# The properties of a module stand in rtl/NAME.sv, in the macros of rtl/mcc_assert.svh: simulations check the same ones.
# mutations/NAME-WHAT.sed are edits of rtl/NAME.sv; that of a module that is not proved here is for simulations (AssertionTests).
# Ends with "N passed, N failed". Needs yosys and z3; without them it says so and passes nothing.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
rtl=$here/../rtl

for tool in yosys yosys-smtbmc z3; do
    command -v "$tool" > /dev/null || { echo "formal proofs: skipped, $tool is not installed (apt install yosys z3)"; exit 0; }
done

# Module; steps of the search; sources beside it, without their own properties; parameters.
proofs() {
    cat << 'END'
mcc_fifo        8  -                                     DEPTH=4
mcc_axil_slave  8  -                                     -
mcc_axi_bursts  5  -                                     -
mcc_axi_reader  7  mcc_fifo,mcc_axi_bursts               OUTSTANDING=2
mcc_axi_writer  6  mcc_fifo,mcc_axi_bursts               OUTSTANDING=2
mcc_sequence    8  mcc_contract_pkg                      -
mcc_flip        6  mcc_contract_pkg                      -
mcc_job         9  mcc_contract_pkg,mcc_job_check        -
mcc_send        6  -                                     GROUPS=1,A=3
mcc_sums        4  -                                     -
END
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# prove MODULE FILE STEPS SOURCES PARAMETERS: says "proved", or which assertion failed.
prove() {
    local module=$1 file=$2 steps=$3 out=$work/$1 sources=() parameters=() item
    for item in ${4//,/ }; do [ "$item" = - ] || sources+=("$rtl/$item.sv"); done
    for item in ${5//,/ }; do [ "$item" = - ] || parameters+=(-chparam "${item%%=*}" "${item#*=}"); done
    # The checks of requests answer anything: their multiplier says nothing about the order of events.
    local cut="" beside=""
    [ "$module" = mcc_job ] && cut="delete mcc_job/checks;"
    [ ${#sources[@]} = 0 ] || beside="read_verilog -formal -sv -I$rtl ${sources[*]}; verilog_defines -reset;"
    yosys -q -p "$beside read_verilog -formal -sv -DMCC_PROVE -I$rtl $rtl/mcc_handshake.sv $file
        hierarchy -check -top $module ${parameters[*]}; proc; $cut flatten; setundef -undriven -anyseq; opt_clean
        write_smt2 -wires $out.smt2" > "$out.log" 2>&1 || { echo "yosys: $(tail -1 "$out.log")"; return 1; }
    local mode
    for mode in "" -i; do
        yosys-smtbmc -s z3 $mode -t "$steps" "$out.smt2" > "$out.log" 2>&1 \
            || { grep -m1 -o 'Assert failed.*' "$out.log" || tail -1 "$out.log"; return 1; }
    done
    echo proved
}

# The block of assertions of a module.
checks() { sed -n '/^`ifdef MCC_CHECKED/,$p' "$1"; }

passed=0 failed=0
report() { # good? text
    if [ "$1" = yes ]; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
    printf '  %-44s %s\n' "$2" "$3"
}

while read -r module steps sources parameters; do
    [ $# -gt 0 ] && [[ " $* " != *" $module "* ]] && continue
    verdict=$(prove "$module" "$rtl/$module.sv" "$steps" "$sources" "$parameters")
    report "$([ "$verdict" = proved ] && echo yes)" "$module" "$verdict"
    for mutation in "$here/mutations/$module"-*.sed; do
        [ -f "$mutation" ] || continue
        name=$(basename "$mutation" .sed)
        sed -f "$mutation" "$rtl/$module.sv" > "$work/$module.sv"
        if cmp -s "$work/$module.sv" "$rtl/$module.sv"; then
            report no "$name" "changes nothing: the module has been rewritten, so must the mutation be"
            continue
        fi
        if ! cmp -s <(checks "$work/$module.sv") <(checks "$rtl/$module.sv"); then
            report no "$name" "changes the assertions too: let it match the code alone"
            continue
        fi
        verdict=$(prove "$module" "$work/$module.sv" "$steps" "$sources" "$parameters")
        case "$verdict" in
            "Assert failed"*) report yes "$name" "caught by $(grep -o '[a-z_]*\.sv:[0-9]*' <<< "$verdict" | tail -1)" ;;
            proved) report no "$name" "not caught" ;;
            *) report no "$name" "$verdict" ;;
        esac
    done
done < <(proofs)

echo "formal proofs: $passed passed, $failed failed"
[ "$failed" = 0 ]
