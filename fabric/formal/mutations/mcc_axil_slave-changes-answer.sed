# A read's answer follows the next address.
s/if (read_held \&\& !s_rvalid)/if (read_held)/
