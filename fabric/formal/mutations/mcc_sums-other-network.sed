# Takes the other network's frame for its own.
s/holds\[slot\] <= 1.b1/holds <= 2'b11/
