# Writes the result of a refused job.
s/code == mcc_contract_pkg::CODE_DONE ? ADDRESS : FINISH/ADDRESS/
