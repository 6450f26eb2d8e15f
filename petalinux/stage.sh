#!/usr/bin/env bash
# Adds to a published program what a board needs besides: units, rules, users, the fabric's logic, and the list of checksums.
#
#   petalinux/stage.sh FOLDER              all of it
#   petalinux/stage.sh --manifest FOLDER   the list of checksums alone
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
only=''
if [ "${1:-}" = --manifest ]; then
    only=manifest
    shift
fi
if [ $# != 1 ] || [ ! -d "$1" ]; then
    sed -n '2,5s/^# \{0,1\}//p' "$here/stage.sh" >&2
    exit 2
fi
folder=$1

if [ -z "$only" ]; then
    mkdir -p "$folder/system"
    cp "$here"/board/* "$folder/system/"
    artifacts=${ONBOARD_FABRIC_ARTIFACTS:-$here/../fabric/vivado/out}
    for logic in "$artifacts"/*/mcc.bit.bin; do
        [ -f "$logic" ] || continue
        board=$(basename "$(dirname "$logic")")
        overlay=$artifacts/$board/mcc.dtbo
        if [ ! -f "$overlay" ]; then
            echo "stage.sh: $logic has no overlay beside it" >&2
            echo "  -> take both from one build of fabric/vivado: the overlay holds the clock that the logic was built for" >&2
            exit 1
        fi
        mkdir -p "$folder/fabric/$board"
        cp "$logic" "$overlay" "$folder/fabric/$board/"
    done
    cat > "$folder/README" << 'END'
OnBoard on this board.
  /opt/onboard/current/system/onboard-release status     versions, health
  /opt/onboard/current/system/onboard-release rollback   the version before
  /opt/onboard/current/onboard check                     devices, permissions, remedies
  /etc/onboard/onboard.env                               settings: ONBOARD_CAMERA=/dev/video2, one a line
  journalctl --unit onboard                              what it says
END
fi

chmod -R u=rwX,go=rX "$folder"
(
    cd "$folder"
    rm -f MANIFEST
    find . -type f ! -name 'MANIFEST*' -print0 | LC_ALL=C sort -z | xargs -0 sha256sum > MANIFEST.new
    mv MANIFEST.new MANIFEST
)
