# KV260: the Kria module K26 with XCK26, of the low-voltage speed grade, which is slower. Weights in UltraRAM, all 64 blocks of
# 32 KiB (64 of their 72 bits are used); layers of 512 cells at most, so that all else fits its 144 blocks of block RAM. The module's
# own board files serve: the logic uses no pin of the carrier.
set part        xck26-sfvc784-2LV-c
set board_part  xilinx.com:kv260_som:part0:1.4
set lanes       64
set weight_kib  2048
set max_cells   512
set memory      ultra
set clock_mhz   200
