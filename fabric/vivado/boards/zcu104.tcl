# ZCU104: XCZU7EV. Weights in UltraRAM, all 96 blocks of 32 KiB (64 of their 72 bits are used).
set part        xczu7ev-ffvc1156-2-e
set board_part  xilinx.com:zcu104:part0:1.1
set lanes       64
set weight_kib  3072
set max_cells   1024
set memory      ultra
set clock_mhz   300
