"""Which memberships redeem a perk, and how many an account has."""

from collections.abc import Callable, Collection, Sequence

from sqlalchemy import ColumnElement, ScalarSelect, and_, case, func
from sqlmodel import Session, col, select

from api.facts.membership import MembershipStatus, find_membership, in_states, select_statuses, statuses
from api.kit.reading import Reading
from api.perks.queries import find_perk
from api.perks.schemas import Eligibility, EligibilityAnswer
from api.perks.verdicts import RedemptionCase, RedemptionCounts, verdicts
from symbia.rules.addresses import checksum
from symbia.tables.memberships import Membership, Tier
from symbia.tables.perks import Perk as PerkRow
from symbia.tables.perks import Redemption as RedemptionRow

MAX_MEMBERSHIPS = 500  # in one answer


def eligibility(reading: Reading, perk_id: int, account: str, token_id: int | None = None) -> EligibilityAnswer:
    """Verdicts on an account (lower case) with one membership, or with those that it holds.

    Raises `not_found` and `not_yet_indexed` for an unknown perk or membership.
    """
    perk = find_perk(reading, perk_id)
    if token_id is not None:
        chosen, total = [find_membership(reading, token_id)], 1
    else:
        chosen, total = _likeliest(reading, perk, account, MAX_MEMBERSHIPS), count_held(reading, account)
    (listed,) = _judged(reading, account, [(perk, chosen)])
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
    chosen = _chosen(reading, perks, account, limit)
    return {perk.perk_id: listed for perk, listed in zip(perks, _judged(reading, account, chosen), strict=True)}


def count_held(reading: Reading, account: str) -> int:
    """How many memberships an account (lower case) holds, in force or not."""
    return reading.session.exec(select(func.count()).where(col(Membership.holder) == account)).one()


def _chosen(
    reading: Reading, perks: Sequence[PerkRow], account: str, limit: int
) -> list[tuple[PerkRow, list[MembershipStatus]]]:
    """The memberships to judge for each perk. Most accounts hold few: then they are the same for all."""
    if perks and count_held(reading, account) <= limit:
        everything = _likeliest(reading, perks[0], account, limit)
        return [(perk, everything) for perk in perks]
    return [(perk, _likeliest(reading, perk, account, limit)) for perk in perks]


def _judged(
    reading: Reading, account: str, chosen: Sequence[tuple[PerkRow, Sequence[MembershipStatus]]]
) -> list[list[Eligibility]]:
    """Verdicts on these memberships, perk by perk; as many selects for a hundred perks as for one."""
    token_ids = {membership.row.token_id for _, memberships in chosen for membership in memberships}
    counts = _counts(reading.session, account, [perk.perk_id for perk, _ in chosen], token_ids)
    names = dict(reading.session.exec(select(Tier.tier_id, Tier.name)).all())
    now = reading.head.timestamp
    return [
        [
            _eligibility(RedemptionCase(perk, each, account, counts(perk.perk_id, each.row.token_id), names, now))
            for each in memberships
        ]
        for perk, memberships in chosen
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


def _counts(
    session: Session, account: str, perk_ids: Sequence[int], token_ids: Collection[int]
) -> Callable[[int, int], RedemptionCounts]:
    """Redemptions so far, by perk and membership."""
    perk, token = col(RedemptionRow.perk_id), col(RedemptionRow.token_id)
    by_perk = select(perk, func.count()).where(perk.in_(perk_ids)).group_by(perk)
    by_token = select(perk, token, func.count()).where(perk.in_(perk_ids), token.in_(token_ids)).group_by(perk, token)
    in_all = dict(session.exec(by_perk).all())
    by_wallet = dict(session.exec(by_perk.where(col(RedemptionRow.account) == account)).all())
    with_membership = {(perk_id, token_id): count for perk_id, token_id, count in session.exec(by_token)}

    def counted(perk_id: int, token_id: int) -> RedemptionCounts:
        used = with_membership.get((perk_id, token_id), 0)
        return RedemptionCounts(in_all.get(perk_id, 0), used, by_wallet.get(perk_id, 0))

    return counted


def _likeliest(reading: Reading, perk: PerkRow, account: str, limit: int) -> list[MembershipStatus]:
    """Memberships that an account holds, by token id; if they are more than `limit`, those that can redeem first."""
    now = reading.head.timestamp
    statement = select_statuses(now).where(col(Membership.holder) == account)
    order = (case((_fits(perk, now), 0), else_=1), col(Membership.token_id))
    chosen = statuses(reading, statement.order_by(*order).limit(limit))
    return sorted(chosen, key=lambda membership: membership.row.token_id)


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
