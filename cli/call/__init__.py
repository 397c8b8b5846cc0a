"""`symbia call`: any function of the brand's contracts, by its name and those of its arguments."""
