# Goes on after another state.
s/if (disturbed) holds\[slot\] <= 1.b0;//
