# Says idle before the last answer.
s/assign idle       = !busy \&\& !answering;/assign idle       = !busy;/
