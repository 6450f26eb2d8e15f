# Goes on after a fault.
s/failed ? mcc_contract_pkg::STATE_FAULT : /failed ? mcc_contract_pkg::STATE_IDLE : /
