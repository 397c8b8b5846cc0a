"""Roles of BrandAccess: its constants, and the two that AccessManager has by itself."""

ADMIN = 0
PUBLIC = 2**64 - 1
ROLE_IDS = {"BRAND": 1, "ISSUER": 2, "GUARDIAN": 3, "PARTNER": 4, "DROPS": 5, "PROPOSER": 6}
FIXED_LABELS = {str(ADMIN): "ADMIN", str(PUBLIC): "PUBLIC"}  # AccessManager lets nobody label these, nor says them
