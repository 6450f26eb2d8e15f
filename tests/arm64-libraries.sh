#!/usr/bin/env bash
# Fetches what a program for arm64 needs from Debian under qemu-user beside the cross compiler's C library: OpenSSL, which
# .NET loads for its hashes. Prints the folder of the libraries. Nothing is installed: the machine's own packages stay as they are.
#
#   tests/arm64-libraries.sh            needs apt-get and dpkg
#   tests/arm64-libraries.sh --cached   where they were fetched before; fetches nothing
#
# Kept in ONBOARD_CACHE/arm64-libraries (default ~/.cache/onboard).
set -euo pipefail
[ $# -eq 0 ] || [ "$*" = --cached ] || { sed -n '2,8s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 2; }
cache=${ONBOARD_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/onboard}/arm64-libraries
libraries=$cache/usr/lib/aarch64-linux-gnu
if [ ! -e "$libraries/libssl.so.3" ]; then
    [ $# -eq 0 ] || exit 1
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    mkdir -p "$work/lists/partial" "$work/root"
    options=(-qq -o APT::Architecture=arm64 -o APT::Architectures=arm64 -o "Dir::State::Lists=$work/lists"
        -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= -o APT::Sandbox::User=root)
    cd "$work"
    apt-get "${options[@]}" update
    apt-get "${options[@]}" download libssl3
    dpkg -x libssl3_*.deb root
    mkdir -p "$(dirname "$cache")"
    rm -rf "$cache"
    mv root "$cache"
fi
echo "$libraries"
