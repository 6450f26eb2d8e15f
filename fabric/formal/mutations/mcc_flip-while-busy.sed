# Exchanges the networks under a job that runs.
s/= asked && !busy && second_loaded/= asked \&\& second_loaded/
