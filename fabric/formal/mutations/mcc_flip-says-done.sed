# Says that it was done where it was refused.
s/busy ? mcc_contract_pkg::CODE_FLIP_BUSY/busy ? mcc_contract_pkg::CODE_DONE/
