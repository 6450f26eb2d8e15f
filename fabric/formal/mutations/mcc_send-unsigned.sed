# Takes inputs below zero for large ones.
s/{signed1 \&\& was\[7\], was}/{1'b0, was}/
