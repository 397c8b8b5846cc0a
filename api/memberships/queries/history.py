"""What happened to one membership, from its issue to its end."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Select, select, tuple_
from sqlmodel import col

from api.facts.membership import find_membership
from api.kit.documents import named
from api.kit.page import cut, decode
from api.kit.reading import Reading
from api.kit.times import utc, utc_or_none
from api.memberships.schemas import HistoryPage, MembershipEvent
from symbia.rules.addresses import ZERO, checksum
from symbia.tables.memberships import MembershipEvent as EventRow
from symbia.tables.memberships import MembershipTransfer, Tier
from symbia.text import Text

Details = dict[str, Any]  # of a row of `membership_event`
TierNames = Mapping[int, str]
Described = tuple[Text, Details]  # the sentence, and members of MembershipEvent


def history_page(reading: Reading, token_id: int, *, cursor: str | None = None, limit: int) -> HistoryPage:
    """Events in the order of the chain. Raises `not_found`, `not_yet_indexed`, `invalid_cursor`."""
    find_membership(reading, token_id)
    kind = f"history {token_id}"
    after = decode(kind, cursor, 2)
    names: TierNames = dict(reading.session.execute(select(col(Tier.tier_id), col(Tier.name))).all())
    transfers = _rows(reading, MembershipTransfer, token_id, after, limit)
    others = _rows(reading, EventRow, token_id, after, limit)
    # The transfer to nobody at the end says nothing that the event before it does not say.
    events = [_transfer(row) for row in transfers if row.recipient != ZERO] + [_event(row, names) for row in others]
    events.sort(key=_position)
    shown, page = cut(kind, events, limit, _position)
    return HistoryPage(as_of=reading.head.as_of(), token_id=token_id, events=shown, page=page)


def _rows(reading: Reading, table: Any, token_id: int, after: tuple[int, ...] | None, limit: int) -> list[Any]:
    """Enough of either table to fill a page."""
    place = (table.block_number, table.log_index)
    statement: Select[Any] = select(table).where(table.token_id == token_id).order_by(*place)
    if after is not None:
        statement = statement.where(tuple_(*place) > after)
    return list(reading.session.execute(statement.limit(limit + 1)).scalars())


def _position(event: MembershipEvent) -> tuple[int, int]:
    return event.block, event.log_index


def _transfer(row: MembershipTransfer) -> MembershipEvent:
    issued, recipient = row.sender == ZERO, checksum(row.recipient)
    return MembershipEvent(
        kind="issued" if issued else "transferred",
        text=_transfer_text(row.sender, row.recipient),
        **_place(row),
        sender=None if issued else checksum(row.sender),
        recipient=recipient,
    )


def _transfer_text(sender: str, recipient: str) -> Text:
    if sender == ZERO:
        return Text.of("memberships.history.issued", recipient=checksum(recipient))
    if sender == recipient:
        return Text.of("memberships.history.sent_to_itself", sender=checksum(sender))
    return Text.of("memberships.history.transferred", sender=checksum(sender), recipient=checksum(recipient))


def _event(row: EventRow, names: TierNames) -> MembershipEvent:
    text, members = _DESCRIBE[row.kind](row.details, names)
    return MembershipEvent(kind=row.kind, text=text, **_place(row), **members)


def _place(row: Any) -> Details:
    return {"at": utc(row.at), "block": row.block_number, "log_index": row.log_index, "tx_hash": row.tx_hash}


def _renewed(details: Details, _: TierNames) -> Described:
    restored, until = details["units_restored"], utc(details["expires_at"])
    code = "memberships.history.renewed_and_restored" if restored else "memberships.history.renewed"
    return Text.of(code, until=until, n=restored), {"expires_at": until, "units": restored}


def _tier_changed(details: Details, names: TierNames) -> Described:
    tier_id, until = details["tier_id"], utc_or_none(details["expires_at"] or None)
    before, after = details["previous_units"], details["units"]
    tier = names.get(tier_id) or Text.of("memberships.tier", tier=tier_id)
    text = Text.of("memberships.history.moved_for_life", tier=tier, n=before, units=after)
    if until is not None:
        text = Text.of("memberships.history.moved_until", tier=tier, until=until, n=before, units=after)
    return text, {"tier_id": tier_id, "expires_at": until, "units": after - before}


def _lapsed(details: Details, _: TierNames) -> Described:
    units = details["units"]
    return Text.of("memberships.history.lapsed", n=units), {"units": -units}


def _noticed(details: Details, _: TierNames) -> Described:
    until = utc(details["revocable_at"])
    text = Text.of("memberships.history.revocation_noticed", until=until)
    return text, {"revocable_at": until, "reason": named(details["reason_uri"])}


def _withdrawn(_details: Details, _: TierNames) -> Described:
    return Text.of("memberships.history.revocation_withdrawn"), {}


def _dismissed(_details: Details, _: TierNames) -> Described:
    return Text.of("memberships.history.revocation_dismissed"), {}


def _burnt(details: Details, _: TierNames) -> Described:
    return Text.of("memberships.history.burnt", holder=checksum(details["holder"])), {"units": -details["units"]}


def _revoked(details: Details, _: TierNames) -> Described:
    return Text.of("memberships.history.revoked", holder=checksum(details["holder"])), {"units": -details["units"]}


_DESCRIBE: dict[str, Callable[[Details, TierNames], Described]] = {
    "renewed": _renewed,
    "tier_changed": _tier_changed,
    "lapsed": _lapsed,
    "revocation_noticed": _noticed,
    "revocation_withdrawn": _withdrawn,
    "revocation_dismissed": _dismissed,
    "burnt": _burnt,
    "revoked": _revoked,
}
