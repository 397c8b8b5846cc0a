"""What tests/api/kit/test_openapi.py finds of perks."""

from typing import Any

from tests.api.conftest import account

QUERIES = {"/v1/perks/{perk_id}/eligibility": f"?account={account(1)}"}


def add(brand: Any) -> None:
    """A perk, and a redemption of it."""
    brand.perk(1, per_wallet=1)
    brand.redemption(1)
