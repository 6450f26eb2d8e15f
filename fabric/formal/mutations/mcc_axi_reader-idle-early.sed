# Says idle while data are on their way.
s/assign idle  = !busy \&\& !some/assign idle  = !busy/
