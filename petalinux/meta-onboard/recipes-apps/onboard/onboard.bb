# The release that petalinux/publish.sh made, laid out as deploy.sh lays it out, so that either way of installing can follow the
# other: program, network, unit, device rules, user, the fabric's logic and its overlay.
#   petalinux/publish.sh petalinux/meta-onboard/recipes-apps/onboard/files/release
SUMMARY = "OnBoard: cleans noisy speech live"
LICENSE = "MIT"
LIC_FILES_CHKSUM = "file://${COMMON_LICENSE_DIR}/MIT;md5=0835ade698e0bcf8506ecda2f7b4f302"
SRC_URI = "file://release"
PV = "0.2.0"
# Releases after scarthgap unpack into a folder of its own (UNPACKDIR) and want S below it.
S = "${@d.getVar('UNPACKDIR') or d.getVar('WORKDIR')}/release"

COMPATIBLE_HOST = "aarch64.*-linux"

inherit useradd
USERADD_PACKAGES = "${PN}"
USERADD_PARAM:${PN} = "--system --user-group --groups video,audio --home-dir /var/lib/onboard --no-create-home \
    --shell /bin/false onboard"

# A program that is finished already: nothing to compile, nothing to strip.
do_configure[noexec] = "1"
do_compile[noexec] = "1"
INHIBIT_PACKAGE_STRIP = "1"
INHIBIT_PACKAGE_DEBUG_SPLIT = "1"
INHIBIT_SYSROOT_STRIP = "1"
INSANE_SKIP:${PN} = "already-stripped ldflags file-rdeps"

do_install() {
    install -d ${D}/opt/onboard/releases
    cp -R --no-preserve=ownership ${S} ${D}/opt/onboard/releases/image-${PV}
    ONBOARD_ROOT=${D} ${S}/system/onboard-release lay image-${PV}
}

FILES:${PN} = "/opt/onboard /etc"
# OpenSSL: .NET loads it for hashes and random numbers.
RDEPENDS:${PN} = "alsa-lib libgpiod libcrypto libssl"
