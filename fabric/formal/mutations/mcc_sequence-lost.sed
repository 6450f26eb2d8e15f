# Misses a job unless its number is one higher.
s/submit != done;/submit == done + 32'd1;/
