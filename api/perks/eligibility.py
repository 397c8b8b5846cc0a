"""Which memberships redeem a perk, and how many an account has."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, ScalarSelect, and_, case, func
from sqlmodel import Session, col, select

from api.facts.membership import MembershipStatus, in_states, select_statuses
from api.kit.reading import Reading, missing
from api.perks.queries import find_perk
from api.perks.schemas import Eligibility, EligibilityAnswer
from api.perks.verdicts import RedemptionCase, RedemptionCounts, verdicts
from symbia.rules.addresses import checksum
from symbia.tables.memberships import Membership, Tier
from symbia.tables.perks import Perk as PerkRow
from symbia.tables.perks import Redemption as RedemptionRow
from symbia.text import Text

MAX_MEMBERSHIPS = 500  # in one answer


def eligibility(reading: Reading, perk_id: int, account: str, token_id: int | None = None) -> EligibilityAnswer:
    """Verdicts on an account (lower case) with one membership, or with those that it holds.

    Raises `not_found` and `not_yet_indexed` for an unknown perk or membership.
    """
    perk = find_perk(reading, perk_id)
    if token_id is not None:
        chosen, total = [_membership(reading, token_id)], 1
    else:
        chosen, total = _likeliest(reading, perk, account, MAX_MEMBERSHIPS), count_held(reading, account)
    listed = _eligibilities(reading, perk, account, chosen)
    return EligibilityAnswer(
        as_of=reading.head.as_of(),
        perk_id=perk_id,
        account=checksum(account),
        eligible=any(membership.eligible for membership in listed),
        memberships=listed,
        memberships_total=total,
        truncated=len(listed) < total,
    )


def eligibility_of_perks(
    reading: Reading, account: str, perk_ids: Sequence[int], limit: int
) -> dict[int, list[Eligibility]]:
    """Verdicts of several perks on memberships that an account (lower case) holds, by perk id.

    At most `limit` memberships a perk, by token id: those that can redeem it before all others.
    """
    perks = reading.session.exec(select(PerkRow).where(col(PerkRow.perk_id).in_(perk_ids))).all()
    return {
        perk.perk_id: _eligibilities(reading, perk, account, _likeliest(reading, perk, account, limit))
        for perk in perks
    }


def count_held(reading: Reading, account: str) -> int:
    """How many memberships an account (lower case) holds, in force or not."""
    return reading.session.exec(select(func.count()).where(col(Membership.holder) == account)).one()


def _eligibilities(
    reading: Reading, perk: PerkRow, account: str, memberships: Sequence[MembershipStatus]
) -> list[Eligibility]:
    counts = _counts(reading.session, perk.perk_id, account, [membership.row.token_id for membership in memberships])
    names = dict(reading.session.exec(select(Tier.tier_id, Tier.name)).all())
    now = reading.head.timestamp
    return [
        _eligibility(RedemptionCase(perk, membership, account, count, names, now))
        for membership, count in zip(memberships, counts, strict=True)
    ]


def _eligibility(case: RedemptionCase) -> Eligibility:
    row, said = case.membership.row, verdicts(case)
    return Eligibility(
        token_id=row.token_id,
        tier_id=row.tier_id,
        holder=None if case.membership.ended else checksum(row.holder),
        eligible=all(verdict.passed for verdict in said),
        verdicts=said,
    )


def _counts(session: Session, perk_id: int, account: str, token_ids: Sequence[int]) -> list[RedemptionCounts]:
    count = select(func.count()).where(col(RedemptionRow.perk_id) == perk_id)
    in_all = session.exec(count).one()
    by_wallet = session.exec(count.where(col(RedemptionRow.account) == account)).one()
    statement = (
        select(RedemptionRow.token_id, func.count())
        .where(col(RedemptionRow.perk_id) == perk_id, col(RedemptionRow.token_id).in_(token_ids))
        .group_by(col(RedemptionRow.token_id))
    )
    by_token = dict(session.exec(statement).all())
    return [RedemptionCounts(in_all, by_token.get(token_id, 0), by_wallet) for token_id in token_ids]


def _likeliest(reading: Reading, perk: PerkRow, account: str, limit: int) -> list[MembershipStatus]:
    """Memberships that an account holds, by token id; if they are more than `limit`, those that can redeem first."""
    now = reading.head.timestamp
    statement = select_statuses(now).where(col(Membership.holder) == account)
    order = (case((_fits(perk, now), 0), else_=1), col(Membership.token_id))
    rows = reading.session.execute(statement.order_by(*order).limit(limit))
    return sorted((MembershipStatus(*row) for row in rows), key=lambda membership: membership.row.token_id)


def _fits(perk: PerkRow, now: int) -> ColumnElement[bool]:
    """Whether a membership passes the rules about the membership itself: tier, time held, uses, and being in force.

    It only chooses which memberships are looked at; verdicts come from symbia/rules/perks.py alone.
    """
    conditions = [in_states(("active",), now), col(Membership.acquired_at) <= now - perk.min_holding_seconds]
    if perk.tier_ids:
        conditions.append(col(Membership.tier_id).in_(perk.tier_ids))
    if perk.per_membership:
        conditions.append(_uses(perk.perk_id) < perk.per_membership)
    return and_(*conditions)


def _uses(perk_id: int) -> ScalarSelect[int]:
    """Redemptions of a perk with the membership of the statement around it."""
    same = (col(RedemptionRow.perk_id) == perk_id, col(RedemptionRow.token_id) == col(Membership.token_id))
    return select(func.count()).where(*same).correlate(Membership).scalar_subquery()


def _membership(reading: Reading, token_id: int) -> MembershipStatus:
    statement = select_statuses(reading.head.timestamp).where(col(Membership.token_id) == token_id)
    row = reading.session.execute(statement).first()
    if row is None:
        newest = reading.session.exec(select(func.max(col(Membership.token_id)))).one() or 0
        thing = Text.of("perks.unknown.membership", token=token_id)
        raise missing(reading, thing, Text.of("perks.unknown.issued", n=newest))
    return MembershipStatus(*row)
