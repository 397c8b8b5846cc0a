"""A proxy in front of a node that lags, throttles, breaks answers and lies, in ways that have names."""
