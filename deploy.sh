#!/usr/bin/env bash
# Brings OnBoard onto a board: builds, uploads, switches, waits for health, and rolls back automatically if the health check fails.
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
export LC_ALL=C
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

usage() { sed -n '2,22s/^# \{0,1\}//p' "$here/deploy.sh"; }

fail() {
    echo "deploy.sh: $1" >&2
    echo "  -> $2" >&2
    exit "${3:-1}"
}

say() { echo "deploy: $*"; }

host='' action=deploy release='' health=60 publish=() ssh_options=() scratch='' shared=()

read_arguments() {
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
    [[ $health =~ ^[1-9][0-9]{0,4}$ ]] || fail "--health takes whole seconds, not $health" "see --help" 2
    readonly action
}

# --- Ways to the board -----------------------------------------------------------------------------------------------------

# One connection for all steps, where a folder is found whose name leaves room for its socket: a socket's path has 103 bytes at
# the most (macOS; Linux 107), and ssh appends 17 to it while it makes it.
share_connection() {
    local folder
    for folder in "${TMPDIR:-/tmp}" "${XDG_RUNTIME_DIR:-/tmp}" /tmp; do
        if [ ${#folder} -gt 60 ] || ! scratch=$(mktemp -d "$folder/onboard.XXXXXX" 2> /dev/null); then continue; fi
        trap 'rm -rf "$scratch"' EXIT
        shared=(-o ControlMaster=auto -o "ControlPath=$scratch/s" -o ControlPersist=30)
        return
    done
    say "no temporary folder has a name short enough for the socket of a shared connection: each step connects anew"
}

on_board() {
    ssh -o BatchMode=yes -o ConnectTimeout=10 ${shared[@]+"${shared[@]}"} ${ssh_options[@]+"${ssh_options[@]}"} "$host" "$@"
}

# A command that only reads.
ask() { on_board "$@"; }

# A command that changes something: the only way to one, and closed to what must change nothing, whatever calls it.
change() {
    case "$action" in
        deploy | rollback) on_board "$@" ;;
        *) fail "a step of --$action would change the board; it was not taken" "report this: it is an error of deploy.sh" ;;
    esac
}

lost() {
    fail "the connection was lost while the board was switching" \
        "it ends the switch by itself; ask it: ./deploy.sh --status $host" 3
}

# --- What the board is -----------------------------------------------------------------------------------------------------

# Only asks. One NAME=VALUE a line, between two marks, so that neither what a login prints nor half an answer is taken for one.
# shellcheck disable=SC2016 # The board expands it.
questions='PATH=$PATH:/usr/sbin:/sbin
    echo onboard-probe begins
    echo machine=$(uname -m)
    root=yes as=
    if [ "$(id -u)" != 0 ]; then as="sudo -n"; $as true > /dev/null 2>&1 || { root=no; as=; }; fi
    echo root=$root
    echo sudo=${as:+yes}
    if [ -d /run/systemd/system ]; then echo systemd=yes; else echo systemd=no; fi
    missing=
    for tool in systemctl systemd-run systemd-tmpfiles udevadm flock tar sha256sum; do
        command -v $tool > /dev/null 2>&1 || missing=$missing,$tool
    done
    echo missing=${missing#,}
    libc=$(ldd --version 2> /dev/null | sed -n "1s/.* //p")
    case $libc in [0-9]*) ;; *) libc=$(getconf GNU_LIBC_VERSION 2> /dev/null | sed "s/.* //") ;; esac
    for file in /lib/ld-musl*; do [ ! -e $file ] || libc=musl; done
    echo libc=${libc:-unknown}
    if [ -d /opt ]; then echo opt=yes; else echo opt=no; fi
    room=/opt/onboard/releases
    while [ ! -d $room ]; do room=$(dirname $room); done
    echo free=$(df -Pk $room | tail -n 1 | tr -s " " | cut -d" " -f4)
    sealed=
    for folder in $room /etc /var/lib; do $as sh -c "[ -w $folder ]" || sealed=$sealed,$folder; done
    echo readonly=${sealed#,}
    link=$(readlink /opt/onboard/current 2> /dev/null)
    echo version=${link##*/}
    echo onboard-probe ends'

# What may be answered; the rest of this program need not doubt it any more.
grammar_of() {
    case "$1" in
        machine) grammar='[A-Za-z0-9_.-]{1,32}' ;;
        root | systemd | opt) grammar='(yes|no)' ;;
        sudo) grammar='(yes)?' ;;
        missing) grammar='([a-z0-9-]{1,32}(,[a-z0-9-]{1,32})*)?' ;;
        libc) grammar='([0-9]{1,3}(\.[0-9]{1,4}){1,3}|musl|unknown)' ;;
        free) grammar='(0|[1-9][0-9]{0,14})' ;;
        readonly) grammar='(/[A-Za-z0-9_./-]*(,/[A-Za-z0-9_./-]*)*)?' ;;
        version) grammar='([A-Za-z0-9][A-Za-z0-9._-]{0,127})?' ;;
        *) return 1 ;;
    esac
}

# $1: the answer; $2: what is odd about it, where that is not seen.
odd() {
    local shown
    printf -v shown %q "${1:0:80}"
    fail "$host gave an answer that is none: $shown${2:-}" \
        "see what it prints: ssh $host true; a login must not print among the answers of commands" 3
}

board_machine='' board_root='' board_sudo='' board_systemd='' board_missing='' board_libc='' board_opt='' board_free=''
board_readonly='' board_version=''

# Takes the answers into these: each once, each as its grammar has it.
take_answers() {
    local line name grammar state=before seen=' '
    while IFS= read -r line || [ -n "$line" ]; do
        case "$state $line" in
            'before onboard-probe begins') state=inside; continue ;;
            'inside onboard-probe ends') state=after; continue ;;
            before* | after*) continue ;;
        esac
        name=${line%%=*}
        [[ $line == *=* ]] || odd "$line"
        grammar_of "$name" || odd "$line"
        [[ ${line#*=} =~ ^$grammar$ ]] || odd "$line"
        [[ $seen != *" $name "* ]] || odd "$line" ", a second time"
        seen="$seen$name "
        printf -v "board_$name" %s "${line#*=}"
    done
    [ $state = after ] || odd "" ": it is empty or breaks off"
    for name in machine root sudo systemd missing libc opt free readonly version; do
        [[ $seen == *" $name "* ]] || odd "" ": nothing for $name"
    done
}

ask_board() {
    local status=0 text
    say "asking $host what it is"
    text=$(ask "$questions") || status=$?
    case "$status" in
        0) ;;
        255) fail "$host cannot be reached (what ssh says stands above)" "try: ssh $host" 3 ;;
        *) fail "$host does not answer: the questions ended with $status" "its shell must be one of POSIX; try: ssh $host sh -c true" 3 ;;
    esac
    take_answers <<< "$text"
}

# What every action needs.
require_systemd_and_root() {
    [ "$board_systemd" = yes ] || fail "$host has no systemd" "choose systemd as init manager of its image" 3
    [ "$board_root" = yes ] \
        || fail "$host: the user may not act as root" "deploy as root, or let it use sudo without a password" 3
    sudo=''
    if [ "$board_sudo" = yes ]; then sudo='sudo -n'; fi
}

# What a switch of versions needs.
require_tools() {
    [ -z "$board_missing" ] || fail "$host has no ${board_missing//,/, no }" \
        "add to its image what holds them (Debian: util-linux, tar, coreutils, systemd, udev; Yocto: util-linux-flock, tar, coreutils)" 3
    [ -z "$board_readonly" ] || fail "$host cannot be written to at ${board_readonly//,/, }: the file system is read-only" \
        "mount it for writing (mount -o remount,rw /), or make the image without read-only-rootfs" 3
}

require_fitting_board() {
    [ "$board_machine" = aarch64 ] || fail "$host is $board_machine, not aarch64" "choose a Zynq UltraScale+ board" 3
    [ "$board_libc" != unknown ] || return 0
    if ! [[ $board_libc =~ ^2\.([0-9]+) ]] || [ "$((10#${BASH_REMATCH[1]}))" -lt 34 ]; then
        fail "the C library of $host is $board_libc; glibc 2.34 or later is needed" "use an image of PetaLinux 2022.2 or later" 3
    fi
}

require_version() { [ -n "$board_version" ] || fail "$host has no OnBoard" "deploy one: ./deploy.sh $host"; }

require_release() {
    [ -f "$release/MANIFEST" ] || fail "$release is no release" "make one: petalinux/publish.sh $release"
    (cd "$release" && sha256sum --quiet -c MANIFEST) || fail "$release is damaged" "make it again: petalinux/publish.sh $release"
    local need
    need=$(($(du -sk "$release" | cut -f1) * 2))
    [ "$board_free" -ge "$need" ] \
        || fail "$host has $board_free KiB free under /opt, and $need are needed" "remove something there" 3
}

# --- Actions ---------------------------------------------------------------------------------------------------------------

tool=/opt/onboard/current/system/onboard-release

show_status() {
    require_version
    ask "$sudo $tool status" || exit 1
}

show_plan() {
    require_tools
    require_fitting_board
    [ -z "$release" ] || require_release
    say "$host: $board_machine, C library $board_libc, $((board_free / 1024)) MiB free, runs ${board_version:-nothing}"
    say "would build: ${release:-petalinux/publish.sh ${publish[*]:-}}"
    [ "$board_opt" = yes ] || say "would make /opt, which is not there"
    say "would upload it to /opt/onboard/releases/VERSION, check it, and switch /opt/onboard/current to it"
    say "would restart onboard.service and wait up to $health s for sound; without it, back to ${board_version:-nothing}"
}

# Runs a command of onboard-release as a unit of its own on the board: it ends whatever becomes of this connection, and is
# cleaned up after when it is killed.
switch() {
    local status=0
    change "$sudo systemd-run --quiet --collect --wait --unit=onboard-switch -p IgnoreSIGPIPE=yes \
        -p StandardOutput=truncate:/run/onboard-switch.log -p StandardError=append:/run/onboard-switch.log \
        -p 'ExecStopPost=-$1 settle' --setenv=ONBOARD_HEALTH_SECONDS=$health $*" || status=$?
    [ "$status" != 255 ] || lost
    ask "$sudo cat /run/onboard-switch.log" || lost
    return "$status"
}

roll_back() {
    require_version
    require_tools
    say "switching $host back from $board_version"
    switch $tool rollback || exit $?
}

upload() {
    local ends
    say "uploading $version, $(du -sh "$release" | cut -f1)"
    tar -C "$release" -czf - . | change \
        "umask 022; $sudo rm -rf $incoming && $sudo mkdir -p $incoming && $sudo tar -C $incoming -xzf -" \
        && ends=(0 0) || ends=("${PIPESTATUS[@]}")
    case "${ends[1]}" in
        0) [ "${ends[0]}" = 0 ] || fail "$release cannot be packed" "see above" ;;
        255) fail "the upload broke off; the board is unchanged" "deploy again" 3 ;;
        *) fail "$host could not take the upload (it says why above); what it runs is unchanged" \
            "make room or mend what it says, then deploy again" 3 ;;
    esac
}

deploy() {
    require_tools
    require_fitting_board
    if [ -z "$release" ]; then
        release=$here/artifacts/release
        say "building"
        "$here/petalinux/publish.sh" ${publish[@]+"${publish[@]}"} "$release" || fail "the build failed" "see above"
    fi
    require_release
    local version incoming status=0
    version=$(git -C "$here" describe --always --dirty 2> /dev/null || echo local)-$(sha256sum < "$release/MANIFEST" | cut -c1-8)
    incoming=/opt/onboard/releases/.incoming-$version
    upload
    change "$sudo $incoming/system/onboard-release accept $incoming $version" \
        || fail "$host did not accept the upload and is unchanged" "see above" 1
    say "switching"
    switch "/opt/onboard/releases/$version/system/onboard-release" activate "$version" || status=$?
    case "$status" in
        0) say "$host runs $version" ;;
        4) say "$host rolled back to ${board_version:-nothing}" ;;
        *) fail "the switch ended with $status" "see above, and: ./deploy.sh --status $host" "$status" ;;
    esac
    exit "$status"
}

main() {
    read_arguments "$@"
    command -v ssh > /dev/null || fail "there is no ssh on this machine" "install it (Debian: openssh-client)" 2
    share_connection
    ask_board
    require_systemd_and_root
    case "$action" in
        status) show_status ;;
        dry-run) show_plan ;;
        rollback) roll_back ;;
        deploy) deploy ;;
    esac
}

# Tests take the functions alone. Nothing stands after this line: an error that bash answers by going on with the next line
# finds none.
[ "${BASH_SOURCE[0]}" != "$0" ] || main "$@"
