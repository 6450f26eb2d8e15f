# Answers a write before its data came.
s/assign write_valid = address_held \&\& data_held/assign write_valid = address_held/
