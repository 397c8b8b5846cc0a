"""SQL against the contracts' own views, at the same block: how far the tables have drifted from the chain."""
