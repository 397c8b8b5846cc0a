"""What the page of perks shows."""

from typing import Any

from api.kit.documents import look_up
from api.kit.page import MAX_LIMIT
from api.kit.reading import Reading
from api.memberships.queries import tiers
from api.perks.queries import perk_page
from api.perks.schemas import Perk
from symbia.content import ContentStore


def perks(reading: Reading, store: ContentStore, cursor: str | None) -> dict[str, Any]:
    """Perks by id with their terms."""
    return {**shelf(reading, store, cursor), "tier_names": {tier.id: tier.name for tier in tiers(reading)}}


def shelf(reading: Reading, store: ContentStore, cursor: str | None) -> dict[str, Any]:
    """Perks by id, with their documents as far as they are on this machine."""
    page = perk_page(reading, cursor=cursor, limit=MAX_LIMIT)
    return {"perks": [_with_document(perk, store) for perk in page.perks], "next": page.page.next}


def _with_document(perk: Perk, store: ContentStore) -> Perk:
    return perk.model_copy(update={"document": look_up(perk.document, store, local_only=True)})
