#!/usr/bin/env bash
# Has real BitBake parse meta-onboard with OE-core and meta-xilinx-core, and says what became of it. Nothing is built or fetched.
#
#   petalinux/parse-layer.sh BITBAKE OE_CORE META_XILINX
#
# Three checkouts of one series (bitbake; openembedded-core; meta-xilinx). Only what the layer appends to is parsed besides the
# layer. Ends with 0 where every recipe was parsed, each append has found its recipe, and S lies where the series unpacks to. BitBake
# wants Python 3.9 or later and the locale en_US.UTF-8.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
[ $# = 3 ] || { sed -n '2,9s/^# \{0,1\}//p' "$0" >&2; exit 2; }
bitbake=$(realpath "$1") core=$(realpath "$2") xilinx=$(realpath "$3")

build=$(mktemp -d)
trap 'rm -rf "$build"' EXIT
mkdir -p "$build/conf"
# A copy with an empty release: BitBake wants every file of SRC_URI to be there.
cp -R "$here/meta-onboard" "$build/"
mkdir -p "$build/meta-onboard/recipes-apps/onboard/files/release/system"
touch "$build/board.dts"
cat > "$build/conf/bblayers.conf" << END
BBPATH = "$build"
BBFILES ?= ""
BBLAYERS = "$core/meta $xilinx/meta-xilinx-core"
END
cat > "$build/conf/local.conf" << END
MACHINE = "zynqmp-generic"
PACKAGE_CLASSES = "package_ipk"
# The checks of a machine that builds: nothing is built here.
INHERIT:remove = "sanity"
# Nor are the layers needed that meta-xilinx-core builds with.
LAYERDEPENDS_xilinx = "core"
CONFIG_DTFILE = "$build/board.dts"
HOSTTOOLS = "sh"
HOSTTOOLS_NONFATAL = ""
BB_NUMBER_PARSE_THREADS = "2"
BBMASK = "/meta/recipes- /meta-xilinx-core/(recipes-(?!bsp/device-tree|kernel/linux)|dynamic-layers) /linux/linux-(?!xlnx)"
END

cd "$build"
export BBPATH=$build PATH=$bitbake/bin:$core/scripts:$PATH BB_ENV_PASSTHROUGH_ADDITIONS=''
bitbake-layers add-layer "$build/meta-onboard"
python3 - "$bitbake/lib" << 'END'
import sys
sys.path.insert(0, sys.argv[1])
import bb.tinfoil

def require(what, holds):
    if not holds:
        sys.exit(f"parse-layer.sh: {what}")

with bb.tinfoil.Tinfoil() as parser:
    parser.prepare(quiet=2)
    for name in ("onboard", "u-dma-buf", "device-tree", "linux-xlnx"):
        recipe = parser.parse_recipe(name)
        appends = [file for file in recipe.getVar("BBINCLUDED").split() if file.endswith(".bbappend") and "meta-onboard" in file]
        print(f"{name} {recipe.getVar('PV')}: S={recipe.getVar('S')} {' '.join(appends)}")
        if name in ("onboard", "u-dma-buf"):
            unpacked = recipe.getVar("UNPACKDIR") or recipe.getVar("WORKDIR")
            require(f"S of {name} is not below {unpacked}", recipe.getVar("S").startswith(unpacked + "/"))
        else:
            require(f"nothing is appended to {name}", appends)
        sources = recipe.getVar("SRC_URI").split()
        if name == "device-tree":
            require("the tree does not get onboard.dtsi", "file://onboard.dtsi" in sources)
        if name == "linux-xlnx":
            require("the kernel does not get onboard.cfg", "file://onboard.cfg" in sources)
print("parsed")
END
