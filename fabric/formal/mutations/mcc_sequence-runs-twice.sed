# Forgets to say that a job is done.
s/done  <= started;/done  <= done;/
