# ZCU111: XCZU28DR. Weights in UltraRAM, 64 of 80 blocks of 32 KiB (64 of their 72 bits are used).
set part        xczu28dr-ffvg1517-2-e
set board_part  xilinx.com:zcu111:part0:1.4
set lanes       64
set weight_kib  2048
set memory      ultra
set clock_mhz   300
