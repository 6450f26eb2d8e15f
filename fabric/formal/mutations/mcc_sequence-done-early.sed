# DONE takes what is submitted, not what ran.
s/done  <= started;/done  <= submit;/
