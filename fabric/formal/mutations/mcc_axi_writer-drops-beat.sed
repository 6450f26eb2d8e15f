# Takes the next beat while one waits.
s/assign beat_in    = filling \&\& (!m_wvalid || m_wready)/assign beat_in    = filling/
