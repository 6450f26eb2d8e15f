# Keeps an error of the last beat of a burst only.
s/if (taken \&\& m_rresp != 2'b00/if (ended \&\& m_rresp != 2'b00/
