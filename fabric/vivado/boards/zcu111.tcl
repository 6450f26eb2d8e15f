# ZCU111: XCZU28DR. Weights in block RAM, 704 of 1080 blocks of 4 KiB: its 80 blocks of UltraRAM do not hold two networks of `base`.
set part        xczu28dr-ffvg1517-2-e
set board_part  xilinx.com:zcu111:part0:1.4
set lanes       64
set weight_kib  2816
set max_cells   1024
set memory      block
set clock_mhz   300
