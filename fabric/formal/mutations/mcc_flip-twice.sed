# Forgets what it has answered.
s/flipped <= flip;/flipped <= flip - 32'd1;/
