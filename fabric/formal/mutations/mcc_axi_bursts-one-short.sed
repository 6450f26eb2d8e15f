# Asks for a beat less.
s/assign burst_length  = .*/assign burst_length  = size[7:0] - 8'd2;/
