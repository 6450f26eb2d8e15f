# Runs what was refused.
s/checked \&\& check_code != mcc_contract_pkg::CODE_PENDING/1'b0/
