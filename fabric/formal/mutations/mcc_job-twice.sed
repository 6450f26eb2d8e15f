# Offers the job again when the core has taken it.
s/if (core_ready) state <= RUN;/if (core_ready) state <= OFFER;/
