# Writes whatever there is while giving up.
s/flush ? 16'd0 : data_strobe/data_strobe/
