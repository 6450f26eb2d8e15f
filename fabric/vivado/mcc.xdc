# The engine's one clock comes from the processing system, whose IP declares it; no signal of the design leaves the chip. So
# nothing is left to constrain but the bitstream itself.
set_property BITSTREAM.GENERAL.COMPRESS TRUE [current_design]
