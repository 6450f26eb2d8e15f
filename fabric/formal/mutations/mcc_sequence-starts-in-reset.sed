# Starts while a job is being dropped.
s/ \&\& !drop \&\& submit != done;/ \&\& submit != done;/;s/if (drop) begin/if (drop \&\& !start) begin/
