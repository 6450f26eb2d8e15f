#!/usr/bin/env bash
# Makes the emulated board's root file system from Debian's arm64 packages and prints its path: an ext4 image, without mounts.
# Kept by the hash of the list of packages and of this script: about 4 minutes of processor time the first time, none later.
#
#   tests/system/rootfs.sh           makes it where it is not there yet (as root: packages are configured in it)
#   tests/system/rootfs.sh --path    prints where it is or would be, makes nothing
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/system/cache.sh
. "$here/cache.sh"

image=$cache/root-$(hash_of "$here/packages" "$here/rootfs.sh").ext4
if [ "${1:-}" = --path ] || [ -f "$image" ]; then
    echo "$image"
    exit 0
fi

for tool in mmdebstrap qemu-aarch64-static mkfs.ext4 arch-test; do
    command -v $tool > /dev/null \
        || { echo "rootfs.sh: $tool is absent; apt install mmdebstrap qemu-user-static binfmt-support arch-test e2fsprogs" >&2; exit 1; }
done
if [ ! -e /proc/sys/fs/binfmt_misc/qemu-aarch64 ]; then
    mountpoint -q /proc/sys/fs/binfmt_misc || mount -t binfmt_misc none /proc/sys/fs/binfmt_misc
    update-binfmts --enable qemu-aarch64
fi

# The key that the tests log in with; made here, and for boards that exist only while a test runs.
[ -f "$cache/key" ] || ssh-keygen -q -t ed25519 -N '' -C onboard-system-tests -f "$cache/key"

work=$cache/root-work
rm -rf --one-file-system "$work"
mkdir -p "$work/tmp"
mirror=$(sed -n 's/^URIs: *//p; s/^deb \(\[[^]]*\] \)\{0,1\}\([^ ]*\) bookworm .*/\2/p' \
    /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list 2> /dev/null | head -n 1 || true)
echo "making the root file system" >&2
# shellcheck disable=SC2016 # mmdebstrap's hooks expand $1.
TMPDIR=$work/tmp mmdebstrap --quiet --mode=root --variant=minbase --architectures=arm64 \
    --include="$(paste -sd, "$here/packages")" \
    --aptopt='Apt::Install-Recommends "false"' \
    --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
    --dpkgopt='path-exclude=/usr/share/doc/*' \
    --customize-hook='echo board > "$1/etc/hostname"; echo "127.0.0.1 localhost board" > "$1/etc/hosts"' \
    --customize-hook='chroot "$1" passwd --delete root > /dev/null' \
    --customize-hook='install -D -m 600 "'"$cache"'/key.pub" "$1/root/.ssh/authorized_keys"' \
    --customize-hook='printf "[Match]\nName=e*\n[Network]\nDHCP=ipv4\n" > "$1/etc/systemd/network/20-wired.network"' \
    --customize-hook='chroot "$1" systemctl enable --quiet systemd-networkd ssh' \
    --customize-hook='echo "/dev/vda / ext4 defaults,noatime 0 1" > "$1/etc/fstab"' \
    --customize-hook='rm -rf "$1/var/cache/apt" "$1/var/lib/apt/lists"/*; mkdir -p "$1/var/cache/apt/archives/partial"' \
    bookworm "$work/root.tar" "${mirror:-http://deb.debian.org/debian}" >&2
mkdir "$work/root"
tar -C "$work/root" --numeric-owner -xf "$work/root.tar" --exclude='./dev/*'
truncate -s 1G "$image.new"
mkfs.ext4 -q -F -L board -d "$work/root" "$image.new"
mv "$image.new" "$image"
rm -rf --one-file-system "$work"
echo "$image"
