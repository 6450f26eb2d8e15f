SUMMARY = "Contiguous memory with a bus address for user space"
HOMEPAGE = "https://github.com/ikwzm/udmabuf"
LICENSE = "BSD-2-Clause"
LIC_FILES_CHKSUM = "file://LICENSE;md5=bebf0492502927bef0741aa04d1f35f5"
SRC_URI = "git://github.com/ikwzm/udmabuf.git;protocol=https;branch=master;destsuffix=u-dma-buf"
SRCREV = "15bcde3cb960321e99983e227aeacc5807888333"
# Releases after scarthgap unpack into a folder of its own (UNPACKDIR).
S = "${@d.getVar('UNPACKDIR') or d.getVar('WORKDIR')}/u-dma-buf"

inherit module

KERNEL_MODULE_AUTOLOAD += "u-dma-buf"
