"""BrandMembership: tiers, memberships, and what becomes of them."""
