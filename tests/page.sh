#!/usr/bin/env bash
# Takes the README's pictures of the page and of `onboard top`, and prints the page's figures, from a service on the virtual
# board that this script starts and ends. Takes about four minutes; needs chromium and curl.
#
#   tests/page.sh              into device/docs
#   tests/page.sh FOLDER       into another folder
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
case "${1:-}" in -*) sed -n '2,6s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 2 ;; esac

folder=$(realpath -m "${1:-device/docs}")
port=18480 scpi=18481 token=token-of-the-pictures
work=$(mktemp -d)
trap 'kill "$service" 2> /dev/null || true; wait "$service" 2> /dev/null || true; rm -rf "$work"' EXIT

tell() { echo "ENER:$1" >&3; }
learn() {
    curl -sf -X POST -H "Authorization: Bearer $token" -H "Content-Type: application/json" \
        -d "{\"value\":\"$1\"}" "http://127.0.0.1:$port/api/v1/controls/learn" > /dev/null
}
pictures() {
    ONBOARD_PAGE="http://127.0.0.1:$port/#token=$token" ONBOARD_PICTURES=$1 \
        dotnet test --project tests/unit -c Release --no-build -- --filter-method "*PagePictures.$2*"
}

mkdir -p "$folder"
[ -n "${ONBOARD_NO_BUILD:-}" ] || dotnet build tests/unit -c Release -v quiet
# From a folder of its own, so that the pictures show no path of whoever takes them.
cp -r device/bin/Release/net10.0 "$work/onboard"
dotnet "$work/onboard/onboard.dll" run --board virtual --listen "$port" --scpi "$scpi" --token "$token" \
    --learning off --learned "$work/learned" --record none > "$work/log" &
service=$!
for _ in $(seq 60); do
    curl -sf "http://127.0.0.1:$port/readyz" > /dev/null && break
    sleep 1
done

exec 3<> "/dev/tcp/127.0.0.1/$scpi"
sleep 20
tell 'WIND1:STAR "listening"'
sleep 15
tell 'WIND1:STOP'
learn on
tell 'WIND1:STAR "learning"'
sleep 75
tell 'WIND1:STOP'
pictures "$folder" The_
learn off
pictures "$work" Figures
cat "$work/figures.txt"
