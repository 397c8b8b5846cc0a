"""What happened to one membership, from its issue to its end."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Select, select, tuple_
from sqlmodel import col

from api.kit.documents import named
from api.kit.page import cut, decode
from api.kit.reading import Reading
from api.kit.times import in_words, utc, utc_or_none
from api.memberships.queries import find_membership
from api.memberships.schemas import HistoryPage, MembershipEvent
from symbia.rules.addresses import ZERO, checksum
from symbia.tables.memberships import MembershipEvent as EventRow
from symbia.tables.memberships import MembershipTransfer, Tier

TierNames = dict[int, str]


def history_page(reading: Reading, token_id: int, *, cursor: str | None = None, limit: int) -> HistoryPage:
    """Events in the order of the chain. Raises `not_found`, `not_yet_indexed`, `invalid_cursor`."""
    find_membership(reading, token_id)
    kind = f"history {token_id}"
    after = decode(kind, cursor, 2)
    names: TierNames = dict(reading.session.execute(select(col(Tier.tier_id), col(Tier.name))).all())
    found = [
        *(
            _transfer(row)
            for row in _rows(reading, MembershipTransfer, token_id, after, limit)
            if row.recipient != ZERO
        ),
        *(_event(row, names) for row in _rows(reading, EventRow, token_id, after, limit)),
    ]
    found.sort(key=lambda one: (one.block, one.log_index))
    shown, page = cut(kind, found, limit, lambda one: (one.block, one.log_index))
    return HistoryPage(as_of=reading.head.as_of(), token_id=token_id, events=shown, page=page)


def _rows(reading: Reading, table: Any, token_id: int, after: tuple[int, ...] | None, limit: int) -> list[Any]:
    """Enough of either table to fill a page; the transfer to nobody at the end is told by the event before it."""
    place = (table.block_number, table.log_index)
    statement: Select[Any] = select(table).where(table.token_id == token_id).order_by(*place)
    if after is not None:
        statement = statement.where(tuple_(*place) > after)
    return list(reading.session.execute(statement.limit(limit + 1)).scalars())


def _transfer(row: MembershipTransfer) -> MembershipEvent:
    issued, recipient = row.sender == ZERO, checksum(row.recipient)
    if issued:
        text = f"Issued to {recipient}."
    elif row.sender == row.recipient:
        text = f"Sent by {recipient} to itself; it counts as held all the time."
    else:
        text = f"Given by {checksum(row.sender)} to {recipient}."
    return MembershipEvent(
        kind="issued" if issued else "transferred",
        text=text,
        **_place(row),
        sender=None if issued else checksum(row.sender),
        recipient=recipient,
    )


def _event(row: EventRow, names: TierNames) -> MembershipEvent:
    text, more = _WORDS[row.kind](row.details, names)
    return MembershipEvent(kind=row.kind, text=text, **_place(row), **more)


def _place(row: Any) -> dict[str, Any]:
    return {"at": utc(row.at), "block": row.block_number, "log_index": row.log_index, "tx_hash": row.tx_hash}


Told = tuple[str, dict[str, Any]]


def _renewed(details: dict[str, Any], _: TierNames) -> Told:
    restored, expires = details["units_restored"], details["expires_at"]
    back = f" Its {restored} units count again." if restored else ""
    return f"Renewed until {in_words(expires)}.{back}", {"expires_at": utc(expires), "units": restored}


def _tier_changed(details: dict[str, Any], names: TierNames) -> Told:
    tier_id, expires = details["tier_id"], details["expires_at"]
    until = f"until {in_words(expires)}" if expires else "for life"
    name = names.get(tier_id) or f"tier {tier_id}"
    units = details["units"] - details["previous_units"]
    text = f"Moved to {name} {until}, from {details['previous_units']} units to {details['units']}."
    return text, {"tier_id": tier_id, "expires_at": utc_or_none(expires), "units": units}


def _lapsed(details: dict[str, Any], _: TierNames) -> Told:
    units = details["units"]
    return f"Lapsed: its time was over, and its {units} units stopped counting.", {"units": -units}


def _noticed(details: dict[str, Any], _: TierNames) -> Told:
    until = details["revocable_at"]
    text = f"The brand gave notice that it may revoke it from {in_words(until)} on."
    return text, {"revocable_at": utc(until), "reason": named(details["reason_uri"])}


def _burnt(details: dict[str, Any], _: TierNames) -> Told:
    return f"Given up for ever by {checksum(details['holder'])}.", {"units": -details["units"]}


def _revoked(details: dict[str, Any], _: TierNames) -> Told:
    return f"Revoked by the brand; {checksum(details['holder'])} held it.", {"units": -details["units"]}


_WORDS: dict[str, Callable[[dict[str, Any], TierNames], Told]] = {
    "renewed": _renewed,
    "tier_changed": _tier_changed,
    "lapsed": _lapsed,
    "revocation_noticed": _noticed,
    "revocation_withdrawn": lambda *_: ("The brand withdrew its notice.", {}),
    "revocation_dismissed": lambda *_: ("A proposal dismissed the notice.", {}),
    "burnt": _burnt,
    "revoked": _revoked,
}
