# Does not take what arrives while giving up.
s/assign m_rready = room || flush;/assign m_rready = room \&\& !flush;/
