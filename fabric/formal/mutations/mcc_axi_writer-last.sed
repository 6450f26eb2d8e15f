# Marks the last beat one too late.
s/m_wlast  <= ended;/m_wlast  <= beat > final_beat;/
