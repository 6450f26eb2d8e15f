# Takes an answer back when the master is not ready.
s/if (s_bready) s_bvalid/if (!s_bready) s_bvalid/
