# Takes the next address while one is held.
s/assign s_awready   = !address_held/assign s_awready   = 1'b1/
