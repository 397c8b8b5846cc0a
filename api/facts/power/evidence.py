"""Selects behind a power: memberships, delegations and the checkpoint of one account at one second."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, Subquery, func, select
from sqlmodel import Session, col

from api.facts.membership import shown_state
from api.facts.power.explaining import AccountUnits, Evidence, Held, Later, explain
from api.facts.power.schemas import Power
from api.kit.reading import Reading
from symbia.tables.members import Delegation, DelegationChange, UnitChange, VotesCheckpoint
from symbia.tables.memberships import Membership, MembershipTransfer, Tier, effective_expiry


def power_at(reading: Reading, account: str, at: int) -> Power:
    """Power of an account (lower case) at a second up to the head's, with reasons."""
    return explain(gather(reading.session, account, at, reading.head.timestamp))


def gather(session: Session, account: str, at: int, now: int) -> Evidence:
    """What made the votes of `account` (lower case) at second `at`, and what came between `at` and `now`."""
    held = _held(session, account, at, now)
    delegators = _delegators(session, account, at)
    later: list[Later] = []
    if at < now:
        later = [
            *_memberships_since(session, account, [membership.token_id for membership in held]),
            *_units_since(held),
            *_delegations_since(session, account, at),
        ]
    return Evidence(
        account=account,
        at=at,
        units=votes_at(session, [account], at).get(account, 0),
        held=held,
        delegate=_delegate(session, account, at),
        delegators=delegators,
        later=later,
    )


def votes_at(session: Session, accounts: Sequence[str], at: int) -> dict[str, int]:
    """Votes by account at a second: the newest checkpoint not after it. No row, no votes."""
    newest = _newest_first(VotesCheckpoint, col(VotesCheckpoint.account))
    ranked = (
        select(col(VotesCheckpoint.account), col(VotesCheckpoint.votes), newest)
        .where(col(VotesCheckpoint.account).in_(accounts), col(VotesCheckpoint.at) <= at)
        .subquery()
    )
    return dict(session.execute(select(ranked.c.account, ranked.c.votes).where(ranked.c.place == 1)).all())


def _held(session: Session, account: str, at: int, now: int) -> list[Held]:
    changed = _changes_since(at)
    holders = _holders(select(col(MembershipTransfer.token_id)).where(col(MembershipTransfer.recipient) == account), at)
    statement = (
        select(
            col(Membership.token_id),
            col(Membership.tier_id),
            col(Tier.name),
            col(Membership.units),
            func.coalesce(changed.c.delta, 0),
            changed.c.at,
            col(Membership.holder),
            shown_state(now),
            effective_expiry(),
        )
        .join(holders, holders.c.token_id == col(Membership.token_id))
        .join(Tier, col(Tier.tier_id) == col(Membership.tier_id))
        .join(changed, changed.c.token_id == col(Membership.token_id), isouter=True)
        .where(holders.c.place == 1, holders.c.recipient == account)
        .order_by(col(Membership.token_id))
    )
    return [
        Held(
            token_id,
            tier_id,
            name,
            units=units - int(delta),
            units_now=units,
            changed_at=changed_at,
            left=holder != account,
            state=state,
            expires_at=expires_at,
        )
        for token_id, tier_id, name, units, delta, changed_at, holder, state, expires_at in session.execute(statement)
    ]


def _units_since(held: list[Held]) -> list[Later]:
    """Units that a membership gained after the second, in the same hands: renewed after a lapse, or moved up a tier."""
    return [
        Later(membership.units_now - membership.units, membership.changed_at, token_id=membership.token_id, gained=True)
        for membership in held
        if membership.changed_at is not None and not membership.left and membership.units_now > membership.units
    ]


def _delegators(session: Session, account: str, at: int) -> list[AccountUnits]:
    """Accounts that delegated to this one at the second, with the units they held then, most first."""
    delegators = _delegators_at(account, at)
    received = select(col(MembershipTransfer.token_id)).where(col(MembershipTransfer.recipient).in_(delegators))
    holders, changed = _holders(received, at), _changes_since(at)
    units = func.sum(col(Membership.units) - func.coalesce(changed.c.delta, 0))
    statement = (
        select(holders.c.recipient, units)
        .join(Membership, holders.c.token_id == col(Membership.token_id))
        .join(changed, changed.c.token_id == col(Membership.token_id), isouter=True)
        .where(holders.c.place == 1, holders.c.recipient.in_(delegators))
        .group_by(holders.c.recipient)
        .having(units > 0)
        .order_by(units.desc(), holders.c.recipient)
    )
    return [AccountUnits(delegator, int(sum_)) for delegator, sum_ in session.execute(statement)]


def _delegators_at(account: str, at: int) -> Select[tuple[str]]:
    ever = select(col(DelegationChange.delegator)).where(col(DelegationChange.delegatee) == account)
    newest = _newest_first(DelegationChange, col(DelegationChange.delegator))
    ranked = (
        select(col(DelegationChange.delegator), col(DelegationChange.delegatee), newest)
        .where(col(DelegationChange.delegator).in_(ever), col(DelegationChange.at) <= at)
        .subquery()
    )
    own = ranked.c.delegator == account
    return select(ranked.c.delegator).where(ranked.c.place == 1, ranked.c.delegatee == account, ~own)


def _delegate(session: Session, account: str, at: int) -> str | None:
    """Who voted for the account at the second; None for itself."""
    statement = (
        select(col(DelegationChange.delegatee))
        .where(col(DelegationChange.delegator) == account, col(DelegationChange.at) <= at)
        .order_by(col(DelegationChange.block_number).desc(), col(DelegationChange.log_index).desc())
        .limit(1)
    )
    delegatee = session.execute(statement).scalars().first()
    return delegatee if delegatee != account else None


def _memberships_since(session: Session, account: str, held: list[int]) -> list[Later]:
    received = (
        select(col(MembershipTransfer.token_id), func.max(col(MembershipTransfer.at)).label("at"))
        .where(col(MembershipTransfer.recipient) == account, col(MembershipTransfer.sender) != account)
        .group_by(col(MembershipTransfer.token_id))
        .subquery()
    )
    statement = (
        select(Membership, received.c.at)
        .join(received, received.c.token_id == col(Membership.token_id))
        .where(col(Membership.holder) == account)
        .order_by(col(Membership.token_id))
    )
    before = set(held)
    return [
        Later(row.units, at, token_id=row.token_id, issued=at == row.issued_at)
        for row, at in session.execute(statement)
        if row.token_id not in before
    ]


def _delegations_since(session: Session, account: str, at: int) -> list[Later]:
    units = func.sum(col(Membership.units))
    statement = (
        select(col(Delegation.delegator), col(Delegation.since), units)
        .join(Membership, col(Membership.holder) == col(Delegation.delegator))
        .where(col(Delegation.delegatee) == account, col(Delegation.delegator) != account, col(Delegation.since) > at)
        .group_by(col(Delegation.delegator), col(Delegation.since))
        .having(units > 0)
        .order_by(col(Delegation.delegator))
    )
    return [Later(int(sum_), since, account=other) for other, since, sum_ in session.execute(statement)]


def _holders(tokens: Any, at: int) -> Subquery:
    """For each of these memberships its transfers up to a second; `place` 1 names who held it then."""
    newest = _newest_first(MembershipTransfer, col(MembershipTransfer.token_id))
    return (
        select(col(MembershipTransfer.token_id), col(MembershipTransfer.recipient), newest)
        .where(col(MembershipTransfer.token_id).in_(tokens), col(MembershipTransfer.at) <= at)
        .subquery()
    )


def _changes_since(at: int) -> Subquery:
    """What was added to each membership's units after a second, and when last. A membership of before lapsed, was
    renewed, changed tier or ended; a row of an issue is of one that nobody held at the second."""
    return (
        select(
            col(UnitChange.token_id),
            func.sum(col(UnitChange.delta)).label("delta"),
            func.max(UnitChange.at).label("at"),
        )
        .where(col(UnitChange.at) > at)
        .group_by(col(UnitChange.token_id))
        .subquery()
    )


def _newest_first(table: Any, partition: Any) -> Any:
    """Place of a row among those of its partition, 1 for the newest on chain."""
    order = (table.block_number.desc(), table.log_index.desc())
    return func.row_number().over(partition_by=partition, order_by=order).label("place")
