# Bursts of 256 beats wherever they begin.
s/assign room          = .*/assign room          = 9'd256;/
