#!/usr/bin/env bash
# Cross-builds the emulated board's kernel and its modules from Debian's linux-source and prints the kernel's path; modules are
# beside it. Kept by the hash of its configuration and of the source package's version: about 12 minutes of processor time the first
# time, none later.
#
#   tests/system/kernel.sh           builds it where it is not there yet
#   tests/system/kernel.sh --path    prints where it is or would be, builds nothing
#
# ONBOARD_UDMABUF_SOURCE: a folder with u-dma-buf's source (github.com/ikwzm/udmabuf): neither Linux nor Debian has it.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/system/cache.sh
. "$here/cache.sh"

series=6.12
package=linux-source-$series
version=$(dpkg-query -W -f '${Version}' "$package" 2> /dev/null || echo absent)
buffers=${ONBOARD_UDMABUF_SOURCE:-}
image=$cache/kernel-$(hash_of "$here/kernel.config" "$here/zcu102-qemu.dts" "$here"/module/* "$version" "${buffers:+$buffers/u-dma-buf.c}")
if [ "${1:-}" = --path ] || [ -f "$image" ]; then
    echo "$image"
    exit 0
fi

for tool in aarch64-linux-gnu-gcc flex bison bc dtc; do
    command -v $tool > /dev/null || { echo "kernel.sh: $tool is absent; apt install gcc-aarch64-linux-gnu flex bison bc device-tree-compiler" >&2; exit 1; }
done
archive=/usr/src/$package.tar.xz
[ -f "$archive" ] || { echo "kernel.sh: $archive is absent; apt install $package" >&2; exit 1; }

work=$cache/kernel-work
source=$work/$package
mkdir -p "$work/build"
if [ ! -f "$work/unpacked-$version" ]; then
    echo "unpacking $archive" >&2
    rm -rf "$source"
    tar -C "$work" -xf "$archive"
    : > "$work/unpacked-$version"
fi
export ARCH=arm64 CROSS_COMPILE=aarch64-linux-gnu-
build=(make -s -C "$source" "O=$work/build")
echo "building the kernel" >&2
"${build[@]}" allnoconfig > /dev/null
(cd "$work/build" && "$source/scripts/kconfig/merge_config.sh" -m -O . .config "$here/kernel.config") > /dev/null
"${build[@]}" olddefconfig > /dev/null
while IFS='=' read -r name value; do
    grep -q "^$name=$value$" "$work/build/.config" || { echo "kernel.sh: $name=$value was not taken" >&2; exit 1; }
done < <(grep '^CONFIG' "$here/kernel.config")
"${build[@]}" -j"$(nproc)" Image modules >&2

# Modules of the kernel, of this folder, and of others who have their source here.
rm -rf "$work/modules"
install=("INSTALL_MOD_PATH=$work/modules" INSTALL_MOD_STRIP=1 modules_install)
"${build[@]}" "${install[@]}" >&2
# $1: its name; $2: where its source is, which stays as it is. The rest: for its makefile.
module() {
    rm -rf "${work:?}/$1"
    cp -r "$2" "$work/$1"
    "${build[@]}" "M=$work/$1" "${@:3}" modules >&2
    "${build[@]}" "M=$work/$1" "${@:3}" "${install[@]}" >&2
}
module board_logic "$here/module"
if [ -n "$buffers" ]; then module u-dma-buf "$buffers" CONFIG_U_DMA_BUF=m U_DMA_BUF_CONFIG=1 U_DMA_BUF_IOCTL=2; fi
tar -C "$work/modules" --exclude=build --exclude=source -cf "$image.modules.tar" lib/modules

# The ZCU102's own device tree, of which the monitors go into that of "virt", and what QEMU's ZCU102 can carry of it.
trees=$source/arch/arm64/boot/dts/xilinx
tree() {
    cpp -nostdinc -undef -D__DTS__ -x assembler-with-cpp -I "$source/include" -I "$trees" \
        -I "$source/scripts/dtc/include-prefixes" "$1" | dtc -q -@ -I dts -O dtb -o "$2" -
}
tree "$trees/zynqmp-zcu102-rev1.0.dts" "$image.zcu102.dtb"
tree "$here/zcu102-qemu.dts" "$image.zcu102-qemu.dtb"
cp "$work/build/arch/arm64/boot/Image" "$image.new"
mv "$image.new" "$image"
echo "$image"
