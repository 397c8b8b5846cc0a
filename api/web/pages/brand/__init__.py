"""The page of the brand: treasury, roles, contracts, relay."""
