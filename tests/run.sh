#!/usr/bin/env bash
# Builds everything, runs all tests and prints the figures that the README quotes.
#
#   tests/run.sh              all tests, then the figures
#   tests/run.sh --no-figures only the tests
#   ONBOARD_SYSTEM=1 tests/run.sh   the emulated board too (tests/system/README.md)
#
# Installs what the tests talk to where it can (apt as root, npm); a test whose tool or data is absent is reported as skipped.
# ONBOARD_DATA names the folder of recordings (grid/, noise/, metric_vectors/, roi_models/); default: ../shared/data.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

figures=yes
case "${1:-}" in
    "") ;;
    --no-figures) figures=no ;;
    *) sed -n '2,9s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 2 ;;
esac

install_tools() {
    if ! command -v redocly > /dev/null && command -v npm > /dev/null; then
        npm install --silent --global @redocly/cli > /dev/null 2>&1 || echo "could not install redocly: its test will be skipped"
    fi
    local missing=()
    command -v ffmpeg > /dev/null || missing+=(ffmpeg)
    ldconfig -p | grep -q 'libasound\.so\.2' || missing+=(libasound2)
    command -v qemu-aarch64-static > /dev/null || missing+=(qemu-user-static)
    command -v aarch64-linux-gnu-gcc > /dev/null || missing+=(gcc-aarch64-linux-gnu)
    command -v clang > /dev/null && command -v ld.lld > /dev/null || missing+=(clang lld)
    command -v shellcheck > /dev/null || missing+=(shellcheck)
    command -v systemd-analyze > /dev/null || missing+=(systemd)
    command -v verilator > /dev/null || missing+=(verilator)
    command -v g++ > /dev/null && command -v make > /dev/null || missing+=(g++ make)
    command -v yosys > /dev/null && command -v z3 > /dev/null || missing+=(yosys z3)
    command -v bwrap > /dev/null || missing+=(bubblewrap)
    command -v busybox > /dev/null || missing+=(busybox)
    command -v dtc > /dev/null || missing+=(device-tree-compiler)
    command -v tclsh > /dev/null || missing+=(tcl)
    command -v chromium > /dev/null || missing+=(chromium)
    command -v promtool > /dev/null || missing+=(prometheus)
    [ ${#missing[@]} -eq 0 ] && return
    if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
        echo "installing ${missing[*]}"
        { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}"; } > /dev/null 2>&1 \
            || echo "could not install ${missing[*]}: the tests that need them will be skipped"
    else
        echo "not installed: ${missing[*]} (apt install ${missing[*]}): the tests that need them will be skipped"
    fi
}

if [ -z "${ONBOARD_DATA:-}" ] && [ -d ../shared/data ]; then
    ONBOARD_DATA=$(cd ../shared/data && pwd)
fi
export ONBOARD_DATA=${ONBOARD_DATA:-}

install_tools
if [ -z "${ONBOARD_ARM64_LIBRARIES:-}" ] && [ "$(uname -m)" != aarch64 ] && command -v apt-get > /dev/null; then
    ONBOARD_ARM64_LIBRARIES=$(tests/arm64-libraries.sh 2> /dev/null) || echo "no OpenSSL for arm64: its test will be skipped"
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
