# Sends only beyond the threshold.
s/distance >= {2/distance > {2/
