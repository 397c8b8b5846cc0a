"""Building the chain tables again beside those in use, from stored logs."""
