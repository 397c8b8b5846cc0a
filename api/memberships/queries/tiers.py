"""Selects of tiers: terms, prices, places, and how their memberships stand."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlmodel import col
from sqlmodel import select as select_rows

from api.facts.membership import STATES, shown_state
from api.kit.documents import named
from api.kit.reading import Reading
from api.kit.rows import row_or_missing
from api.kit.times import utc
from api.memberships.schemas import Image, MembershipCounts, Price, Tier
from symbia.content import InvalidCid, cid_from_uri
from symbia.rules.addresses import ZERO, checksum
from symbia.tables.drops import TierPrice
from symbia.tables.memberships import Collection, Membership
from symbia.tables.memberships import Tier as TierRow
from symbia.tables.types import from_wei_text
from symbia.text import Text


def tiers(reading: Reading) -> list[Tier]:
    """All tiers, by id; their documents are named, not looked up."""
    rows = reading.session.execute(select(TierRow).order_by(col(TierRow.tier_id))).scalars().all()
    return _tiers(reading, rows)


def find_tier(reading: Reading, tier_id: int) -> Tier:
    """One tier. Raises `not_found`, `not_yet_indexed`."""
    thing = Text.of("memberships.tier", tier=tier_id)
    row = row_or_missing(reading, TierRow, tier_id, thing, lambda: Text("memberships.unknown.see_tiers"))
    return _tiers(reading, [row])[0]


def _tiers(reading: Reading, rows: Sequence[TierRow]) -> list[Tier]:
    ids = [row.tier_id for row in rows]
    counts, prices = _counts(reading, ids), _prices(reading, ids)
    collection = reading.session.get(Collection, 1)
    frozen = collection.frozen_tiers if collection else 0
    places = _places(reading, ids)
    return [
        _tier(row, counts.get(row.tier_id, {}), places.get(row.tier_id, 0), prices.get(row.tier_id, []), frozen)
        for row in rows
    ]


def _counts(reading: Reading, ids: Sequence[int]) -> dict[int, dict[str, int]]:
    state = shown_state(reading.head.timestamp)
    statement = (
        select(col(Membership.tier_id), state, func.count())
        .join(TierRow, col(TierRow.tier_id) == col(Membership.tier_id))
        .where(col(Membership.tier_id).in_(ids))
        .group_by(col(Membership.tier_id), state)
    )
    counts: dict[int, dict[str, int]] = {}
    for tier_id, name, count in reading.session.execute(statement):
        counts.setdefault(tier_id, {})[name] = count
    return counts


def _places(reading: Reading, ids: Sequence[int]) -> dict[int, int]:
    """How many are taken: a membership that lapsed has given its place back, whatever became of it."""
    statement = (
        select_rows(Membership.tier_id, func.count())
        .where(col(Membership.tier_id).in_(ids), ~col(Membership.lapsed))
        .group_by(col(Membership.tier_id))
    )
    return dict(reading.session.exec(statement).all())


def _prices(reading: Reading, ids: Sequence[int]) -> dict[int, list[Price]]:
    statement = select(TierPrice).where(col(TierPrice.tier_id).in_(ids)).order_by(col(TierPrice.currency))
    prices: dict[int, list[Price]] = {}
    for row in reading.session.execute(statement).scalars():
        price = Price(currency=checksum(row.currency), price=str(from_wei_text(row.price)), since=utc(row.since))
        prices.setdefault(row.tier_id, []).append(price)
    return prices


def _tier(row: TierRow, counts: dict[str, int], places: int, prices: list[Price], frozen: int) -> Tier:
    return Tier(
        id=row.tier_id,
        name=row.name,
        units=row.units,
        duration=row.duration or None,
        supply=row.supply,
        issued=places,
        left=row.supply - places,
        transferable=row.transferable,
        royalty_bps=row.royalty_bps,
        royalty_receiver=checksum(row.royalty_receiver) if row.royalty_receiver != ZERO else None,
        prices=prices,
        memberships=MembershipCounts(**{state: counts.get(state, 0) for state in STATES}),
        frozen=row.tier_id <= frozen,
        defined_at=utc(row.defined_at),
        document=named(row.uri),
        image=_image(row.image_uri),
    )


def _image(uri: str) -> Image:
    try:
        cid = cid_from_uri(uri)
    except InvalidCid:
        return Image(uri=uri, cid=None, path=None)
    return Image(uri=uri, cid=cid, path=f"/v1/content/{cid}")
