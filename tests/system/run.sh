#!/usr/bin/env bash
# The whole board in an emulator: kernel, root file system, native program, I2C bus with modelled chips, deployment by ssh.
#
#   tests/system/run.sh   what is not in the cache is made first (as root, about 15 minutes of processor time)
#
# Needs: apt install qemu-system-arm device-tree-compiler mmdebstrap qemu-user-static binfmt-support arch-test bison flex bc
#   libssl-dev linux-source-6.12 gcc-aarch64-linux-gnu clang lld openssh-client verilator make g++
# ONBOARD_SYSTEM_CACHE: where they are kept [~/.cache/onboard/system].
# ONBOARD_SYSTEM_LOGIC: rtl or model for both boards [the model, and the Verilated logic in its place for a part of the virt board].
# ONBOARD_UDMABUF_SOURCE: a folder with the source of u-dma-buf, which is tried then.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/system/cache.sh
. "$here/cache.sh"

if [ $# -gt 0 ]; then
    sed -n '2,10s/^# \{0,1\}//p' "$here/run.sh"
    [ "$1" = --help ] || exit 2
    exit 0
fi

# The overlay as it ships, with the clock of this logic, as fabric/vivado/build.tcl writes it into a copy. What is loaded with it is
# the logic of the test process: the file's bytes mean nothing.
logic=$cache/logic/zcu102
mkdir -p "$logic"
sed 's/assigned-clock-rates = <[0-9]*>/assigned-clock-rates = <3000000>/' "$here/../../fabric/vivado/mcc.dtso" \
    | dtc -q -@ -I dts -O dtb -o "$logic/mcc.dtbo"
head -c 100000 /dev/zero > "$logic/mcc.bit.bin"
export ONBOARD_FABRIC_ARTIFACTS=$cache/logic

ONBOARD_SYSTEM_KERNEL=$("$here/kernel.sh")
ONBOARD_SYSTEM_ROOT=$("$here/rootfs.sh")
ONBOARD_SYSTEM_KEY=$cache/key
ONBOARD_SYSTEM_RELEASE=$cache/release
export ONBOARD_SYSTEM_KERNEL ONBOARD_SYSTEM_ROOT ONBOARD_SYSTEM_KEY ONBOARD_SYSTEM_RELEASE
"$here/../../petalinux/publish.sh" "$ONBOARD_SYSTEM_RELEASE"
cd "$here/../.."
dotnet build tests/system -c Release -v quiet --nologo
dotnet test --project tests/system -c Release --no-build --output Detailed --show-live-output on
