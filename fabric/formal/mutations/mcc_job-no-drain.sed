# Ends a failed job without emptying the bus.
s/is_failure ? DRAIN/is_failure ? FINISH/
