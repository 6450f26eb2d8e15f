#!/usr/bin/env bash
# Brings OnBoard onto a board: builds, uploads, switches, waits for health, and goes back by itself when health does not come.
#
#   ./deploy.sh [options] USER@HOST
#     --status            what runs there, and which versions are there; changes nothing
#     --rollback          back to the version before
#     --dry-run           asks the board what it is and prints the steps; builds and changes nothing
#     --release FOLDER    deploys what petalinux/publish.sh made before, without building
#     --network FILE      deploys with this network
#     --untrimmed         builds the program with the .NET runtime in it, in place of native code
#     --health SECONDS    how long the new version may take to deliver sound [60]
#     --ssh-option O=V    an option of ssh (Port=2222, IdentityFile=key); may be given again
#     --help
#
# It may be interrupted at any point: the board runs a whole version, the old or the new. What it uploads has no effect before
# it is complete and checked; the switch is one rename; health is waited for on the board itself, so that a lost connection
# does not stop the way back, and neither does a power cut.
#
# Exit codes: 0 the board is healthy, 1 failed and the board is unchanged, 2 wrong use, 3 the board cannot be reached or used,
# 4 the new version was not healthy and the one before runs again, 5 neither is healthy.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

usage() { sed -n '2,22s/^# \{0,1\}//p' "$here/deploy.sh"; }

fail() {
    echo "deploy.sh: $1" >&2
    echo "  -> $2" >&2
    exit "${3:-1}"
}

say() { echo "deploy: $*"; }

host='' action=deploy release='' health=60 publish=() ssh_options=()
while [ $# -gt 0 ]; do
    case "$1" in
        --status) action=status ;;
        --rollback) action=rollback ;;
        --dry-run) action=dry-run ;;
        --release) release=${2:?--release takes a folder}; shift ;;
        --network) publish+=(--network "${2:?--network takes a file}"); shift ;;
        --untrimmed) publish+=(--untrimmed) ;;
        --health) health=${2:?--health takes seconds}; shift ;;
        --ssh-option) ssh_options+=(-o "${2:?--ssh-option takes NAME=VALUE}"); shift ;;
        --help) usage; exit 0 ;;
        -*) echo "deploy.sh: there is no option $1" >&2; usage >&2; exit 2 ;;
        *)
            [ -z "$host" ] || fail "one board at a time: $host or $1" "see --help" 2
            host=$1
            ;;
    esac
    shift
done
[ -n "$host" ] || { usage >&2; exit 2; }
[[ $health =~ ^[0-9]+$ ]] || fail "--health takes whole seconds, not $health" "see --help" 2

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# One connection for all steps.
on_board() {
    ssh -o BatchMode=yes -o ConnectTimeout=10 -o ControlMaster=auto -o "ControlPath=$scratch/%C" -o ControlPersist=30 \
        "${ssh_options[@]}" "$host" "$@"
}

lost() {
    fail "the connection was lost while the board was switching" \
        "it ends the switch by itself; ask it: ./deploy.sh --status $host" 3
}

# What the board is, one NAME=VALUE a line.
# shellcheck disable=SC2016 # The board expands it.
probe() {
    on_board 'echo machine=$(uname -m); echo user=$(id -u); sudo -n true 2> /dev/null && echo sudo=yes
        command -v systemd-run > /dev/null && [ -d /run/systemd/system ] && echo systemd=yes
        echo libc=$(ldd --version 2>&1 | sed -n "1s/.* //p"); [ -d /opt ] || echo opt=missing
        echo free=$(df -Pk /opt 2> /dev/null | sed -n 2p | tr -s " " | cut -d" " -f4)
        echo version=$(basename "$(readlink /opt/onboard/current 2> /dev/null)")'
}

answer() { sed -n "s/^$1=//p" "$scratch/board"; }

say "asking $host what it is"
probe > "$scratch/board" || fail "$host cannot be reached" "try: ssh $host" 3
[ "$(answer systemd)" = yes ] || fail "$host has no systemd" "choose systemd as init manager of its image" 3
sudo=''
if [ "$(answer user)" != 0 ]; then
    [ "$(answer sudo)" = yes ] \
        || fail "$host: the user may not act as root" "deploy as root, or let it use sudo without a password" 3
    sudo='sudo -n'
fi
tool=/opt/onboard/current/system/onboard-release

# Runs a command of onboard-release as a unit of its own on the board: it ends whatever becomes of this connection, and is
# cleaned up after when it is killed.
switch() {
    local status=0
    on_board "$sudo systemd-run --quiet --collect --wait --unit=onboard-switch -p IgnoreSIGPIPE=yes \
        -p StandardOutput=truncate:/run/onboard-switch.log -p StandardError=append:/run/onboard-switch.log \
        -p 'ExecStopPost=-$1 settle' --setenv=ONBOARD_HEALTH_SECONDS=$health $*" || status=$?
    [ "$status" != 255 ] || lost
    on_board "$sudo cat /run/onboard-switch.log" || lost
    return "$status"
}

case "$action" in
    status)
        [ -n "$(answer version)" ] || fail "$host has no OnBoard" "deploy one: ./deploy.sh $host"
        on_board "$sudo $tool status" || exit 1
        exit 0
        ;;
    rollback)
        [ -n "$(answer version)" ] || fail "$host has no OnBoard" "deploy one: ./deploy.sh $host"
        say "switching $host back from $(answer version)"
        switch $tool rollback || exit $?
        exit 0
        ;;
esac

[ "$(answer machine)" = aarch64 ] || fail "$host is $(answer machine), not aarch64" "choose a Zynq UltraScale+ board" 3
before=$(answer version)
before=${before:-nothing}
libc=$(answer libc)
if [[ $libc =~ ^2\.([0-9]+) ]] && [ "${BASH_REMATCH[1]}" -lt 34 ]; then
    fail "the C library of $host is $libc; 2.34 is needed" "use an image of PetaLinux 2022.2 or later" 3
fi

if [ "$action" = dry-run ]; then
    say "$host: $(answer machine), C library ${libc:-unknown}, $(($(answer free) / 1024)) MiB free, runs $before"
    say "would build: ${release:-petalinux/publish.sh ${publish[*]:-}}"
    say "would upload it to /opt/onboard/releases/VERSION, check it, and switch /opt/onboard/current to it"
    say "would restart onboard.service and wait up to $health s for sound; without it, back to $before"
    exit 0
fi

if [ -z "$release" ]; then
    release=$here/artifacts/release
    say "building"
    "$here/petalinux/publish.sh" "${publish[@]}" "$release" || fail "the build failed" "see above"
fi
[ -f "$release/MANIFEST" ] || fail "$release is no release" "make one: petalinux/publish.sh $release"
(cd "$release" && sha256sum --quiet -c MANIFEST) || fail "$release is damaged" "make it again: petalinux/publish.sh $release"

commit=$(git -C "$here" describe --always --dirty 2> /dev/null || echo local)
version=$commit-$(sha256sum < "$release/MANIFEST" | cut -c1-8)
need=$(($(du -sk "$release" | cut -f1) * 2))
if [ "$(answer free)" -lt "$need" ]; then
    fail "$host has $(answer free) KiB free under /opt, and $need are needed" "remove something there" 3
fi

incoming=/opt/onboard/releases/.incoming-$version
say "uploading $version, $(du -sh "$release" | cut -f1)"
tar -C "$release" -czf - . | on_board "$sudo rm -rf $incoming && $sudo mkdir -p $incoming && $sudo tar -C $incoming -xzf -" \
    || fail "the upload broke off; the board is unchanged" "deploy again" 3
on_board "$sudo $incoming/system/onboard-release accept $incoming $version" \
    || fail "$host did not accept the upload and is unchanged" "see above" 1

say "switching"
status=0
switch "/opt/onboard/releases/$version/system/onboard-release" activate "$version" || status=$?
case "$status" in
    0) say "$host runs $version" ;;
    4) say "$host went back to $before" ;;
    *) fail "the switch ended with $status" "see above, and: ./deploy.sh --status $host" "$status" ;;
esac
exit "$status"
