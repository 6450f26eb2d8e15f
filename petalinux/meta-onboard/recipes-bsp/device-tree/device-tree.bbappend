# Memory for the fabric, included at the end of the board's tree. The variable was renamed after langdale; each release knows one.
FILESEXTRAPATHS:prepend := "${THISDIR}/files:"
EXTRA_OVERLAYS:append = " onboard.dtsi"
EXTRA_DT_INCLUDE_FILES:append = " onboard.dtsi"
