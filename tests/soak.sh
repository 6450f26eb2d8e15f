#!/usr/bin/env bash
# Runs the service for long and says whether anything piles up: memory, open files, threads, late and lost hops.
#
#   tests/soak.sh [MINUTES] [--seconds-between-lines N] [options of `onboard run` ...]    60 minutes, a line a minute
#
# Without options it learns on the virtual board: --learn --checkpoints (a folder of its own). Ends with 0 where no hop was lost and
# the last quarter holds no more than the second: files and threads by their mean, live objects within 5 %, and the memory
# that the system sees, which goes up and down with the garbage collector, by last quarter's minimum against the second's maximum.
# ONBOARD: the program; default: what `dotnet build device -c Release` made.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

minutes=60 pause=60
case "${1:-}" in
    -h | --help) sed -n '2,9s/^# \{0,1\}//p' "$0"; exit 0 ;;
    [0-9]*) minutes=$1; shift ;;
esac
if [ "${1:-}" = --seconds-between-lines ]; then pause=$2; shift 2; fi

folder=$(mktemp -d)
port=$((20000 + RANDOM % 20000))
[ $# -gt 0 ] || set -- --learn --checkpoints "$folder/learned"
if [ -n "${ONBOARD:-}" ]; then program=("$ONBOARD"); else program=(dotnet "$here/../device/bin/Release/net10.0/onboard.dll"); fi
"${program[@]}" run --listen "127.0.0.1:$port" "$@" > "$folder/output" 2>&1 &
process=$!
trap 'kill "$process" 2> /dev/null || true; wait "$process" 2> /dev/null || true; rm -rf "$folder"' EXIT

# A figure of /metrics, a whole number.
metric() { sed -n "s/^$1 //p" "$folder/metrics" | head -n 1 | cut -d. -f1 | grep . || echo 0; }
status() { sed -n "s/^$1:[[:space:]]*\([0-9]*\).*/\1/p" "/proc/$process/status"; }

echo "minute    hops   late  lost  resident MiB  live objects MiB  files  threads"
end=$((SECONDS + minutes * 60)) lines=0
while [ $SECONDS -lt $end ]; do
    sleep "$pause"
    if ! kill -0 "$process" 2> /dev/null; then
        echo "the service ended:"
        tail -n 5 "$folder/output"
        exit 1
    fi
    curl --silent --show-error --max-time 10 "http://127.0.0.1:$port/metrics" > "$folder/metrics"
    files=("/proc/$process/fd"/*)
    printf '%6d %7d %6d %5d %13d %17d %6d %8d\n' $((SECONDS / 60)) "$(metric onboard_hops_total)" \
        "$(metric onboard_deadline_misses_total)" "$(metric onboard_lost_hops_total)" $(($(status VmRSS) / 1024)) \
        $(($(metric onboard_live_objects_bytes) / 1048576)) "${#files[@]}" "$(status Threads)" | tee -a "$folder/table"
    lines=$((lines + 1))
done

# The first quarter is the warming-up.
awk -v lines=$lines '
    NR > lines / 4 && NR <= lines / 2 { o1 += $6; f1 += $7; t1 += $8; n1++; if ($5 > max) max = $5 }
    NR > lines * 3 / 4 { o2 += $6; f2 += $7; t2 += $8; n2++; if (n2 == 1 || $5 < min) min = $5 }
    { hops = $2; late = $3; lost = $4 }
    END {
        if (!n1 || !n2) { print "too short to compare quarters"; exit lost > 0 }
        printf "second quarter: %.1f MiB of live objects, at most %d MiB resident, %.1f files, %.1f threads\n", o1 / n1, max, f1 / n1, t1 / n1
        printf "last quarter: %.1f MiB of live objects, at least %d MiB resident, %.1f files, %.1f threads\n", o2 / n2, min, f2 / n2, t2 / n2
        printf "%d hops, %d late, %d lost\n", hops, late, lost
        grown = o2 / n2 > 1.05 * o1 / n1 || min > max || f2 / n2 > f1 / n1 + 1 || t2 / n2 > t1 / n1 + 1
        print grown ? "something piles up" : "nothing piles up"
        exit grown || lost > 0
    }' "$folder/table"
