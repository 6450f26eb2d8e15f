# ZCU104: XCZU7EV. Weights in UltraRAM, 96 blocks of 36 KiB.
set part        xczu7ev-ffvc1156-2-e
set board_part  xilinx.com:zcu104:part0:1.1
set lanes       64
set weight_kib  3072
set memory      ultra
set clock_mhz   300
