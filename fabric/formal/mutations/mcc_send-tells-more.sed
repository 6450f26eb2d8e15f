# Tells of a move that is not held.
s/sends ? moved : 9/1'b1 ? moved : 9/
