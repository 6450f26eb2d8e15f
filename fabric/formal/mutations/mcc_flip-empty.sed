# Exchanges with a network that is not there.
s/= asked && !busy && second_loaded/= asked \&\& !busy/
