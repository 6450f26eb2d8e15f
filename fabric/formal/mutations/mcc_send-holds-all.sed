# Holds what was not sent.
s/<= sends ? is : was/<= is/
