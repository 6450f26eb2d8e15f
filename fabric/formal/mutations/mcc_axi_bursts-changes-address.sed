# Shows the next address before the first was taken.
s/ \&\& (!a_valid || a_ready)//
