# Takes a word when full.
s/assign push_ready = .*/assign push_ready = 1'b1;/
