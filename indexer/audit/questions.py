"""What the tables say that a view can confirm: one question per row, with the answer expected.

A `limit` takes so many rows by chance; None takes all.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import msgspec
from sqlalchemy import func
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from symbia.rules.ballots.counting import Weighted, count
from symbia.rules.ballots.names import METHODS, Method
from symbia.tables import (
    Ballot,
    Cursor,
    Delegation,
    Drop,
    DropClaim,
    FunctionPermission,
    Member,
    Membership,
    Perk,
    Proposal,
    Redemption,
    RoleMember,
    Tier,
    TimelockRoleMember,
    UnitChange,
    VotesCheckpoint,
    effective_expiry,
)

Limit = int | None


class Question(msgspec.Struct, frozen=True):
    """`expected`: by the names of the view's answer. `what` names the row for people."""

    what: str
    contract: str
    function: str
    arguments: tuple[Any, ...]
    expected: dict[str, Any]


def questions(session: Session, cursor: Cursor, limit: Limit) -> Iterator[Question]:
    """Of every kind."""
    yield from _counters(session)
    for kind in KINDS:
        yield from kind(session, cursor, limit)


def _counters(session: Session) -> Iterator[Question]:
    counted = (
        ("BrandMembership", "issuedCount", Membership),
        ("BrandMembership", "tierCount", Tier),
        ("BrandMembership", "memberCount", Member),
        ("BrandGovernor", "latestProposalId", Proposal),
        ("PerkRegistry", "perkCount", Perk),
        ("PerkRegistry", "redemptionCount", Redemption),
        ("MembershipDrops", "dropCount", Drop),
    )
    for contract, function, model in counted:
        rows = session.exec(select(func.count()).select_from(model)).one()
        yield Question(f"{contract}.{function}", contract, function, (), {"value": rows})
    units = session.exec(select(func.coalesce(func.sum(col(UnitChange.delta)), 0))).one()
    yield Question("BrandMembership.totalUnits", "BrandMembership", "totalUnits", (), {"value": int(units)})


def _memberships(session: Session, _: Cursor, limit: Limit) -> Iterator[Question]:
    rows = (
        select(Membership, effective_expiry())
        .join(Tier, col(Tier.tier_id) == col(Membership.tier_id))
        .where(col(Membership.ended_at).is_(None))
    )
    for row, expiry in session.exec(rows if limit is None else rows.order_by(func.random()).limit(limit)):
        expected = {
            "holder": row.holder,
            "tierId": row.tier_id,
            "issuedAt": row.issued_at,
            "acquiredAt": row.acquired_at,
            "units": row.units,
            "expiresAt": expiry or 0,
            "revocableAt": row.revocable_at or 0,
        }
        yield Question(f"membership {row.token_id}", "BrandMembership", "membershipOf", (row.token_id,), expected)


def _members(session: Session, _: Cursor, limit: Limit) -> Iterator[Question]:
    """Number, delegate and voting power of accounts."""
    for member in session.exec(_some(select(Member), limit)):
        account = member.account
        yield Question(
            f"number of {account}", "BrandMembership", "memberNumberOf", (account,), {"value": member.number}
        )
        delegation = session.get(Delegation, account)
        expected = delegation.delegatee if delegation else account
        yield Question(f"delegate of {account}", "BrandMembership", "delegates", (account,), {"value": expected})
        place = (col(VotesCheckpoint.block_number).desc(), col(VotesCheckpoint.log_index).desc())
        own = select(VotesCheckpoint.votes).where(VotesCheckpoint.account == account)
        votes = session.exec(own.order_by(*place).limit(1)).first() or 0
        yield Question(f"power of {account}", "BrandMembership", "getVotes", (account,), {"value": votes})


def _tallies(session: Session, _: Cursor, limit: Limit) -> Iterator[Question]:
    """Votes of every option, and who wins."""
    for proposal in session.exec(_some(select(Proposal), limit)):
        choice: Any = col(Ballot.support) if proposal.method == "for_against" else col(Ballot.params)
        sums = select(choice, func.sum(col(Ballot.votes))).where(Ballot.proposal_number == proposal.number)
        cast = [Weighted(_number(choice), int(votes)) for choice, votes in session.exec(sums.group_by(choice))]
        found = count(_method(proposal), proposal.option_count, proposal.option_bps, cast)
        expected = {"votes": found.votes, "optionVotes": found.options, "winner": found.winner}
        what = f"tally of proposal {proposal.number}"
        yield Question(what, "BallotLens", "tallyOf", (proposal.number,), expected)


def _number(choice: int | str) -> int:
    return choice if isinstance(choice, int) else int(choice, 16)


def _method(proposal: Proposal) -> Method:
    return next(method for method in METHODS if method == proposal.method)


def _roles(session: Session, cursor: Cursor, limit: Limit) -> Iterator[Question]:
    """Of every account that holds some role: whether it holds each."""
    rows = {(row.role_id, row.account): row for row in session.exec(select(RoleMember))}
    pairs = [(role, account) for role in sorted({r for r, _ in rows}) for account in sorted({a for _, a in rows})]
    for role, account in pairs if limit is None else pairs[:limit]:
        row = rows.get((role, account))
        expected: dict[str, Any] = {"isMember": row is not None and row.since <= cursor.block_timestamp}
        if row is not None and row.counts_from <= cursor.block_timestamp:
            expected["executionDelay"] = row.execution_delay
        yield Question(f"role {role} of {account}", "BrandAccess", "hasRole", (int(role), account), expected)


def _timelock_roles(session: Session, _: Cursor, limit: Limit) -> Iterator[Question]:
    rows = {(row.role, row.account) for row in session.exec(select(TimelockRoleMember))}
    pairs = [(role, account) for role in sorted({r for r, _ in rows}) for account in sorted({a for _, a in rows})]
    for role, account in pairs if limit is None else pairs[:limit]:
        arguments = (bytes.fromhex(role[2:]), account)
        expected = {"value": (role, account) in rows}
        yield Question(f"timelock role {role} of {account}", "BrandTimelock", "hasRole", arguments, expected)


def _permissions(session: Session, _: Cursor, limit: Limit) -> Iterator[Question]:
    for row in session.exec(_some(select(FunctionPermission), limit)):
        arguments = (row.target, bytes.fromhex(row.selector[2:]))
        what = f"role for {row.selector} of {row.target}"
        yield Question(what, "BrandAccess", "getTargetFunctionRole", arguments, {"value": int(row.role_id)})


def _perks(session: Session, _: Cursor, limit: Limit) -> Iterator[Question]:
    for perk in session.exec(_some(select(Perk), limit)):
        redeemed = session.exec(select(func.count()).where(col(Redemption.perk_id) == perk.perk_id)).one()
        expected = {"paused": perk.paused, "redeemed": redeemed, "supply": perk.supply}
        yield Question(f"perk {perk.perk_id}", "PerkRegistry", "perk", (perk.perk_id,), expected)


def _drops(session: Session, _: Cursor, limit: Limit) -> Iterator[Question]:
    for drop in session.exec(_some(select(Drop), limit)):
        sum_ = func.coalesce(func.sum(col(DropClaim.quantity)), 0)
        claimed = session.exec(select(sum_).where(col(DropClaim.drop_id) == drop.drop_id)).one()
        expected = {"claimed": int(claimed), "closed": drop.closed_at is not None, "tierId": drop.tier_id}
        yield Question(f"drop {drop.drop_id}", "MembershipDrops", "drop", (drop.drop_id,), expected)


KINDS: Sequence[Callable[[Session, Cursor, Limit], Iterator[Question]]] = (
    _memberships,
    _members,
    _tallies,
    _roles,
    _timelock_roles,
    _permissions,
    _perks,
    _drops,
)


def _some(rows: SelectOfScalar[Any], limit: Limit) -> SelectOfScalar[Any]:
    return rows if limit is None else rows.order_by(func.random()).limit(limit)
