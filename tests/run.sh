#!/usr/bin/env bash
# Builds everything, runs all tests and prints the figures that the README quotes.
#
#   tests/run.sh              all tests, then the figures
#   tests/run.sh --no-figures only the tests
#   tests/run.sh --install    first installs what the tests talk to (apt as root, npm); CI does
#   ONBOARD_SYSTEM=1 tests/run.sh   the emulated board too (tests/system/README.md)
#
# Without --install nothing is installed: what is absent is named with the tests that are skipped for it.
# ONBOARD_DATA names the folder of recordings (grid/, noise/, metric_vectors/, roi_models/); default: ../shared/data.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

figures=yes install=no
for option in "$@"; do
    case "$option" in
        --no-figures) figures=no ;;
        --install) install=yes ;;
        *) sed -n '2,10s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 2 ;;
    esac
done

has() {
    local tool
    for tool in "$@"; do command -v "$tool" > /dev/null || return 1; done
}

# shellcheck disable=SC2317 # called by need
has_libasound() { ldconfig -p | grep -q 'libasound\.so\.2'; }

# need PACKAGES TESTS CHECK...: where the check fails, the packages are missing, and the tests that need them are skipped.
need() {
    local packages=$1 tests=$2 list
    shift 2
    "$@" && return
    read -ra list <<< "$packages"
    missing+=("${list[@]}")
    absences+=("not installed: $packages: skipped: $tests")
}

look_for_tools() {
    missing=() absences=()
    has redocly || absences+=("not installed: @redocly/cli (npm): skipped: the API's description under redocly")
    need ffmpeg "recordings of every kind and mouth videos" has ffmpeg
    need libasound2 "sound through ALSA's library" has_libasound
    need qemu-user-static "the arm64 program" has qemu-aarch64-static
    need gcc-aarch64-linux-gnu "the arm64 program" has aarch64-linux-gnu-gcc
    need "clang lld" "the native program" has clang ld.lld
    need shellcheck "the shell scripts" has shellcheck
    need systemd "units and their sandbox" has systemd-analyze
    need verilator "the simulated logic" has verilator
    need "g++ make" "the simulated logic" has g++ make
    need "yosys z3" "synthesis and the formal proofs" has yosys z3
    need bubblewrap "the service in its sandbox, deploying to a read-only root" has bwrap
    need busybox "deploying to a board with BusyBox alone" has busybox
    need device-tree-compiler "device tree and overlay" has dtc
    need tcl "the Vivado scripts" has tclsh
    need chromium "the page in a browser" has chromium
    need prometheus "the metrics under promtool" has promtool
}

install_tools() {
    if ! has redocly && has npm; then
        npm install --silent --global @redocly/cli > /dev/null 2>&1 || echo "could not install @redocly/cli"
    fi
    if [ ${#missing[@]} -gt 0 ]; then
        if [ "$(id -u)" = 0 ] && has apt-get; then
            echo "installing ${missing[*]}"
            { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}"; } > /dev/null 2>&1 \
                || echo "could not install ${missing[*]}"
        else
            echo "--install takes root and apt: ${missing[*]} not installed"
        fi
    fi
    look_for_tools
}

if [ -z "${ONBOARD_DATA:-}" ] && [ -d ../shared/data ]; then
    ONBOARD_DATA=$(cd ../shared/data && pwd)
fi
export ONBOARD_DATA=${ONBOARD_DATA:-}

look_for_tools
[ "$install" = yes ] && install_tools
[ ${#absences[@]} -gt 0 ] && printf '%s\n' "${absences[@]}"
[ ${#missing[@]} -gt 0 ] && echo "tests/run.sh --install as root, or: apt install ${missing[*]}"
if [ -z "${ONBOARD_ARM64_LIBRARIES:-}" ] && [ "$(uname -m)" != aarch64 ]; then
    fetch=--cached
    [ "$install" = yes ] && has apt-get && fetch=
    ONBOARD_ARM64_LIBRARIES=$(tests/arm64-libraries.sh $fetch 2> /dev/null) \
        || echo "not here: OpenSSL for arm64 (tests/arm64-libraries.sh fetches it): its test will be skipped"
fi
export ONBOARD_ARM64_LIBRARIES=${ONBOARD_ARM64_LIBRARIES:-}
dotnet build OnBoard.sln -c Release -v quiet || { echo "0 passed, 1 failed"; exit 1; }

log=$(mktemp)
trap 'rm -f "$log"' EXIT
dotnet test --project tests/unit -c Release --no-build --output Detailed --show-live-output off 2>&1 | tee "$log" \
    | awk '/^passed /{show=0} /^(failed|skipped|Running|Test run)/{show=1} show && !/^ *from /'
status=${PIPESTATUS[0]}

echo
fabric/formal/run.sh | tee -a "$log" || status=1

echo
if [ "${ONBOARD_SYSTEM:-}" = 1 ]; then
    tests/system/run.sh || { status=1; echo "the emulated board failed"; }
else
    echo "the emulated board: skipped (ONBOARD_SYSTEM=1 or tests/system/run.sh runs it)"
fi

if [ "$figures" = yes ] && [ "$status" = 0 ] && [ -n "$ONBOARD_DATA" ]; then
    onboard=(dotnet device/bin/Release/net10.0/onboard.dll)
    echo
    echo "Quality of the shipped network: talkers it never heard and new sentences of one it knows, unseen noises (README gives more):"
    "${onboard[@]}" evaluate --no-pesq --turns --blind --limit 30 --snr=-9,-3,0,6 --split face:test,face:test_other_speaker,ear:test \
        --by kind,ratio 2> /dev/null || status=1
fi

number() { sed -n "s/^ *$1: *\([0-9]*\).*/\1/p" "$log" | tail -1 | grep . || echo 0; }
proofs() { sed -n "s/^formal proofs:.* \([0-9]*\) $1.*/\1/p" "$log" | tail -1 | grep . || echo 0; }
passed=$(($(number succeeded) + $(proofs passed))) failed=$(($(number failed) + $(proofs failed))) skipped=$(number skipped)
[ "$status" != 0 ] && [ "$failed" = 0 ] && failed=1
echo "$passed passed, $failed failed, $skipped skipped"
exit "$status"
