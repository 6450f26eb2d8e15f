# Compares a state that comes in with what was there.
s/plain1 || //
