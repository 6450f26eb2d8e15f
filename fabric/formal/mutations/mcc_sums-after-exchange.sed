# Goes on after an exchange of the weights.
s/rst || all_disturbed/rst/
