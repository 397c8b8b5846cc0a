"""BrandAccess, BrandTimelock, and what contracts announce as settings."""
