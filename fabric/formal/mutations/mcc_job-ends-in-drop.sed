# Says finished when it is told to drop.
s/assign finished    = state == FINISH \&\& !drop;/assign finished    = state == FINISH || state == DROP;/
