# Shows a word when empty.
s/assign pop_valid  = .*/assign pop_valid  = 1'b1;/
