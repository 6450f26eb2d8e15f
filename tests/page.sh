#!/usr/bin/env bash
# Takes the README's pictures of the page and of `onboard top`, as text those of the start and of `onboard top` on terminals of
# 80x24 and 120x40, and prints the page's figures, from a service on the virtual board that this script starts and ends. Takes
# about five minutes; needs chromium, curl and script (util-linux).
#
#   tests/page.sh              into device/docs
#   tests/page.sh FOLDER       into another folder
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
case "${1:-}" in -*) sed -n '2,8s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 2 ;; esac

folder=$(realpath -m "${1:-device/docs}")
port=18480 scpi=18481 token=token-of-the-pictures
work=$(mktemp -d)
trap 'kill "$service" 2> /dev/null || true; wait "$service" 2> /dev/null || true; rm -rf "$work"' EXIT

scpi() { echo "ENER:$1" >&3; }
learn() {
    curl -sf -X POST -H "Authorization: Bearer $token" -H "Content-Type: application/json" \
        -d "{\"value\":\"$1\"}" "http://127.0.0.1:$port/api/v1/controls/learn" > /dev/null
}
pictures() {
    ONBOARD_PAGE="http://127.0.0.1:$port/#token=$token" ONBOARD_PICTURES=$1 \
        dotnet test --project tests/unit -c Release --no-build -- --filter-method "*PagePictures.$2*"
}

# On a terminal of a size for some seconds: what came out goes into NAME-COLUMNSxLINES.tty.
terminal() {
    local seconds=$1 name=$2 size=$3
    shift 3
    timeout -s KILL "$((seconds + 5))" script -qfec \
        "stty cols ${size%x*} rows ${size#*x}; cd /; TERM=xterm-256color timeout -s KILL $seconds dotnet $work/onboard/onboard.dll $*" \
        -O "$work/session" < /dev/null > /dev/null || true
    sed '/^Script \(started\|done\) on /d' "$work/session" > "$work/$name-$size.tty"
}

mkdir -p "$folder"
[ -n "${ONBOARD_NO_BUILD:-}" ] || dotnet build tests/unit -c Release -v quiet
# From a folder of its own, so that the pictures show no path of whoever takes them.
cp -r device/bin/Release/net10.0 "$work/onboard"
dotnet "$work/onboard/onboard.dll" run --board virtual --listen "$port" --scpi "$scpi" --token "$token" \
    --learning off --checkpoints "$work/learned" --record none > "$work/log" &
service=$!
for _ in $(seq 60); do
    curl -sf "http://127.0.0.1:$port/readyz" > /dev/null && break
    sleep 1
done

exec 3<> "/dev/tcp/127.0.0.1/$scpi"
sleep 20
scpi 'WIND1:STAR "listening"'
sleep 15
scpi 'WIND1:STOP'
learn on
scpi 'WIND1:STAR "learning"'
sleep 75
scpi 'WIND1:STOP'
pictures "$folder" The_page
pictures "$folder" The_terminal_is
for size in 80x24 120x40; do
    terminal 6 top "$size" top --url "http://127.0.0.1:$port"
    terminal 16 start "$size" run --board virtual --listen "$((port + 2))" --token "$token" --checkpoints "$work/learned" --record none
done
pictures "$work" The_terminals
cp "$work"/*-*x*.txt "$folder"
learn off
pictures "$work" Figures
cat "$work/figures.txt"
