# Asks for more than its list of bursts holds.
s/\.allow(space)/.allow(1'b1)/
