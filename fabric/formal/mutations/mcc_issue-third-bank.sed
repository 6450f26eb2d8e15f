# A third pass goes into two banks of accumulators.
s/banks_in_use != 2'd2)/banks_in_use != 2'd3)/
