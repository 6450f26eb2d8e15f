# Shows the newest word.
s/assign pop_data   = entries\[head/assign pop_data   = entries[tail/
