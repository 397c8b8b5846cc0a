"""Selects of members."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from api.facts.membership import Membership, explained, latest_times, memberships_held
from api.facts.power import power_at, votes_at
from api.kit.page import cut, decode
from api.kit.problems import ProblemError
from api.kit.reading import Reading, missing
from api.kit.times import utc
from api.members.schemas import MAX_HOLDS, MemberDetail, MemberPage, MemberSummary
from symbia.rules.addresses import InvalidAddress, checksum, parse_address
from symbia.tables.members import Delegation, Member
from symbia.tables.memberships import Membership as MembershipRow
from symbia.text import Text

_MAX_DIGITS = 18


def member_page(reading: Reading, *, cursor: str | None = None, limit: int) -> MemberPage:
    """Members by number. Raises the problem `invalid_cursor`."""
    after = decode("members", cursor, 1)
    statement = select(Member).where(col(Member.number) > (after[0] if after else 0))
    rows = reading.session.exec(statement.order_by(col(Member.number)).limit(limit + 1)).all()
    shown, page = cut("members", rows, limit, lambda row: (row.number,))
    return MemberPage(as_of=reading.head.as_of(), members=_summaries(reading, shown), page=page)


def member_detail(reading: Reading, name: str) -> MemberDetail:
    """One member, by address or number. Raises `invalid_address`, `not_found`, `not_yet_indexed`."""
    row = find_member(reading, name)
    (summary,) = _summaries(reading, [row])
    power = power_at(reading, row.account, reading.head.timestamp)
    holds = memberships_of(reading, row.account)
    return MemberDetail(
        **dict(summary),
        delegated_in_units=power.units - (0 if power.delegates_to else power.held_units),
        delegated_out_units=power.held_units if power.delegates_to else 0,
        holds=holds,
        holds_left_out=summary.memberships - len(holds),
        power=power,
    )


def find_member(reading: Reading, name: str) -> Member:
    """The row of a member, by address or number. Raises `invalid_address`, `not_found`, `not_yet_indexed`."""
    row = reading.session.exec(select(Member).where(_named(name))).first()
    if row is None:
        count = reading.session.exec(select(func.max(col(Member.number)))).one() or 0
        raise missing(reading, _unknown(name), Text.of("members.unknown.numbers_given", n=count))
    return row


def memberships_of(reading: Reading, account: str, limit: int = MAX_HOLDS) -> list[Membership]:
    """The first `limit` memberships that an account (lower case) holds, by token id, with what their state costs."""
    held = memberships_held(reading, account, limit)
    times = latest_times(reading.session, [status.row.token_id for status in held])
    return [explained(status, times.get(status.row.token_id), reading.head.timestamp) for status in held]


def _unknown(name: str) -> Text:
    if name.isdigit():
        return Text.of("members.unknown.number", name=name)
    return Text.of("members.unknown.account", account=checksum(name.lower()))


def _named(name: str) -> ColumnElement[bool]:
    if name.isascii() and name.isdigit() and len(name) <= _MAX_DIGITS:
        return col(Member.number) == int(name)
    try:
        return col(Member.account) == parse_address(name)
    except InvalidAddress as error:
        text = Text.of("members.problem.neither_address_nor_number", problem=error.text)
        raise ProblemError("invalid_address", text) from error


def _summaries(reading: Reading, rows: Sequence[Member]) -> list[MemberSummary]:
    session, accounts = reading.session, [row.account for row in rows]
    votes = votes_at(session, accounts, reading.head.timestamp)
    held = _held(session, accounts)
    statement = select(Delegation.delegator, Delegation.delegatee).where(col(Delegation.delegator).in_(accounts))
    delegates = dict(session.exec(statement).all())
    return [
        MemberSummary(
            number=row.number,
            account=checksum(row.account),
            registered_at=utc(row.registered_at),
            memberships=held.get(row.account, (0, 0))[0],
            held_units=held.get(row.account, (0, 0))[1],
            units=votes.get(row.account, 0),
            delegates_to=_other(delegates.get(row.account), row.account),
        )
        for row in rows
    ]


def _held(session: Session, accounts: Sequence[str]) -> dict[str, tuple[int, int]]:
    """How many memberships, and how many units, by holder."""
    statement = (
        select(MembershipRow.holder, func.count(), func.sum(col(MembershipRow.units)))
        .where(col(MembershipRow.holder).in_(accounts))
        .group_by(col(MembershipRow.holder))
    )
    return {holder: (count, int(units)) for holder, count, units in session.exec(statement)}


def _other(delegatee: str | None, account: str) -> str | None:
    return checksum(delegatee) if delegatee and delegatee != account else None
