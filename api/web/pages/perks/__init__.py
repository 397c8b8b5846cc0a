"""The page of perks."""
