FILESEXTRAPATHS:prepend := "${THISDIR}/${PN}:"
SRC_URI += "file://onboard.cfg"
KERNEL_FEATURES:append = " onboard.cfg"
