"""What the page of the brand shows."""

from typing import Any

from api.brand.queries import brand_detail, contracts, treasury_page
from api.kit.reading import Reading
from api.memberships.queries import tiers

PAGE_SIZE = 25


def brand(reading: Reading, name: str | None, cursor: str | None) -> dict[str, Any]:
    """Treasury, tiers, roles and contracts. `name` comes from the deployment."""
    movements = treasury_page(reading, cursor=cursor, limit=PAGE_SIZE)
    return {
        "brand": brand_detail(reading, name),
        "contracts": contracts(reading),
        "entries": movements.entries,
        "next": movements.page.next,
        "tiers": tiers(reading),
    }
