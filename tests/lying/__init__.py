"""The indexer behind a proxy that lies in every way it knows: scripts/local/lying."""
