# ZCU102: XCZU9EG has no UltraRAM. Weights in block RAM, 912 blocks of 4 KiB.
set part        xczu9eg-ffvb1156-2-e
set board_part  xilinx.com:zcu102:part0:3.4
set lanes       64
set weight_kib  2816
set max_cells   1024
set memory      block
set clock_mhz   300
