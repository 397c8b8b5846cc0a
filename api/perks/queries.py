"""Selects of perks, eligibility and redemptions."""

from collections.abc import Sequence

from sqlalchemy import func
from sqlmodel import Session, col, select

from api.facts.membership import MembershipStatus, select_statuses
from api.kit.documents import named
from api.kit.page import cut, decode
from api.kit.reading import Reading, missing
from api.kit.times import utc, utc_or_none
from api.perks.evaluate import Counts, Question, evaluate
from api.perks.schemas import Eligibility, EligibilityAnswer, Perk, PerkPage, Redemption, RedemptionPage
from symbia.rules.addresses import checksum
from symbia.tables.memberships import Membership, Tier
from symbia.tables.perks import Perk as PerkRow
from symbia.tables.perks import Redemption as RedemptionRow

MAX_MEMBERSHIPS = 500


def perk_page(reading: Reading, *, cursor: str | None = None, limit: int) -> PerkPage:
    """Perks by id; their documents are named, not looked up. Raises the problem `invalid_cursor`."""
    after = decode("perks", cursor, 1)
    statement = select(PerkRow).where(col(PerkRow.perk_id) > (after[0] if after else 0))
    rows = reading.session.exec(statement.order_by(col(PerkRow.perk_id)).limit(limit + 1)).all()
    shown, page = cut("perks", rows, limit, lambda one: (one.perk_id,))
    redeemed = _redeemed(reading.session, [row.perk_id for row in shown])
    perks = [_perk(row, redeemed.get(row.perk_id, 0)) for row in shown]
    return PerkPage(as_of=reading.head.as_of(), perks=perks, page=page)


def perk_detail(reading: Reading, perk_id: int) -> Perk:
    """One perk; its document is named, not looked up. Raises `not_found`, `not_yet_indexed`."""
    row = find_perk(reading, perk_id)
    return _perk(row, _redeemed(reading.session, [perk_id]).get(perk_id, 0))


def find_perk(reading: Reading, perk_id: int) -> PerkRow:
    """The row. Raises `not_found`, `not_yet_indexed`."""
    row = reading.session.get(PerkRow, perk_id)
    if row is None:
        newest = reading.session.exec(select(func.max(col(PerkRow.perk_id)))).one() or 0
        raise missing(reading, f"perk {perk_id}", f"the newest is {newest}")
    return row


def eligibility(reading: Reading, perk_id: int, account: str, token_id: int | None = None) -> EligibilityAnswer:
    """Verdicts on an account (lower case) with one membership, or with each that it holds.

    Raises `not_found` and `not_yet_indexed` for an unknown perk or membership.
    """
    perk = find_perk(reading, perk_id)
    tokens = _holdings(reading, account) if token_id is None else [_token(reading, token_id)]
    verdicts = _eligibilities(reading, perk, account, tokens)
    return EligibilityAnswer(
        as_of=reading.head.as_of(),
        perk_id=perk_id,
        account=checksum(account),
        eligible=any(one.eligible for one in verdicts),
        memberships=verdicts,
    )


def eligibility_of_perks(reading: Reading, account: str, perk_ids: Sequence[int]) -> dict[int, list[Eligibility]]:
    """Verdicts of several perks on each membership that an account (lower case) holds, by perk id."""
    tokens = _holdings(reading, account)
    rows = reading.session.exec(select(PerkRow).where(col(PerkRow.perk_id).in_(perk_ids))).all()
    return {perk.perk_id: _eligibilities(reading, perk, account, tokens) for perk in rows}


def redemption_page(
    reading: Reading,
    *,
    perk_id: int | None = None,
    account: str | None = None,
    token_id: int | None = None,
    cursor: str | None = None,
    limit: int,
) -> RedemptionPage:
    """Redemptions, newest first; `account` in lower case. Raises the problem `invalid_cursor`."""
    filters = ((RedemptionRow.perk_id, perk_id), (RedemptionRow.account, account), (RedemptionRow.token_id, token_id))
    kind = "redemptions " + " ".join("*" if value is None else str(value) for _, value in filters)
    before = decode(kind, cursor, 1)
    statement = select(RedemptionRow).where(*(col(column) == value for column, value in filters if value is not None))
    if before is not None:
        statement = statement.where(col(RedemptionRow.redemption_id) < before[0])
    rows = reading.session.exec(statement.order_by(col(RedemptionRow.redemption_id).desc()).limit(limit + 1)).all()
    shown, page = cut(kind, rows, limit, lambda one: (one.redemption_id,))
    return RedemptionPage(as_of=reading.head.as_of(), redemptions=[_redemption(row) for row in shown], page=page)


def _eligibilities(
    reading: Reading, perk: PerkRow, account: str, tokens: Sequence[MembershipStatus]
) -> list[Eligibility]:
    counts = _counts(reading.session, perk.perk_id, account, [token.row.token_id for token in tokens])
    names = dict(reading.session.exec(select(Tier.tier_id, Tier.name)).all())
    found: list[Eligibility] = []
    for token in tokens:
        row = token.row
        question = Question(perk, token, account, counts[row.token_id], names, reading.head.timestamp)
        verdicts = evaluate(question)
        found.append(
            Eligibility(
                token_id=row.token_id,
                tier_id=row.tier_id,
                holder=None if token.ended else checksum(row.holder),
                eligible=all(one.passed for one in verdicts),
                verdicts=verdicts,
            )
        )
    return found


def _counts(session: Session, perk_id: int, account: str, token_ids: Sequence[int]) -> dict[int, Counts]:
    count = select(func.count()).where(col(RedemptionRow.perk_id) == perk_id)
    in_all = session.exec(count).one()
    by_wallet = session.exec(count.where(col(RedemptionRow.account) == account)).one()
    statement = (
        select(RedemptionRow.token_id, func.count())
        .where(col(RedemptionRow.perk_id) == perk_id, col(RedemptionRow.token_id).in_(token_ids))
        .group_by(col(RedemptionRow.token_id))
    )
    by_token = dict(session.exec(statement).all())
    return {token_id: Counts(in_all, by_token.get(token_id, 0), by_wallet) for token_id in token_ids}


def _holdings(reading: Reading, account: str) -> list[MembershipStatus]:
    statement = select_statuses(reading.head.timestamp).where(col(Membership.holder) == account)
    rows = reading.session.execute(statement.order_by(col(Membership.token_id)).limit(MAX_MEMBERSHIPS))
    return [MembershipStatus(*row) for row in rows]


def _token(reading: Reading, token_id: int) -> MembershipStatus:
    statement = select_statuses(reading.head.timestamp).where(col(Membership.token_id) == token_id)
    row = reading.session.execute(statement).first()
    if row is None:
        newest = reading.session.exec(select(func.max(col(Membership.token_id)))).one() or 0
        raise missing(reading, f"membership {token_id}", f"issued so far: {newest}")
    return MembershipStatus(*row)


def _redeemed(session: Session, perk_ids: Sequence[int]) -> dict[int, int]:
    statement = select(RedemptionRow.perk_id, func.count()).where(col(RedemptionRow.perk_id).in_(perk_ids))
    return dict(session.exec(statement.group_by(col(RedemptionRow.perk_id))).all())


def _perk(row: PerkRow, redeemed: int) -> Perk:
    return Perk(
        id=row.perk_id,
        paused=row.paused,
        redeemed=redeemed,
        starts_at=utc_or_none(row.starts_at or None),
        ends_at=utc_or_none(row.ends_at or None),
        min_holding_seconds=row.min_holding_seconds,
        supply=row.supply or None,
        per_membership=row.per_membership or None,
        per_wallet=row.per_wallet or None,
        tier_ids=row.tier_ids,
        defined_at=utc(row.defined_at),
        document=named(row.uri),
    )


def _redemption(row: RedemptionRow) -> Redemption:
    return Redemption(
        id=row.redemption_id,
        perk_id=row.perk_id,
        token_id=row.token_id,
        account=checksum(row.account),
        at=utc(row.at),
        block=row.block_number,
        tx_hash=row.tx_hash,
    )
