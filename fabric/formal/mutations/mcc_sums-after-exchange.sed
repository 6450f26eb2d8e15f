# Goes on after an exchange of the weights.
s/if (rst || all_disturbed)/if (rst)/
