# Sends no move downwards.
s/moved\[8\] ? 9'd0 - moved : moved/moved[8] ? 9'd0 : moved/
