"""A CSV of members to be: checked row by row, and as airdrops to sign. `symbia airdrop` reads lists in the same way."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from api.kit.problems import ProblemError
from api.kit.services import Services
from api.memberships.drafts.issuing import MAX_RECIPIENTS
from api.memberships.schemas import Batch, ImportAnswer, ImportProblem, TierCount
from api.prepare.actions import Call, Known, know, prepare_call
from api.prepare.clients import Transaction
from api.prepare.contracts import Contracts
from symbia.chain.calls import encode_call
from symbia.rules.addresses import checksum
from symbia.rules.member_list import parse
from symbia.rules.member_remarks import UnitsToday, next_day, remarks
from symbia.rules.member_rows import Code, Row, RowProblem, TierRoom
from symbia.tables.memberships import Membership
from symbia.text import Text

# A new member takes the most, some 50,000.
GAS_PER_MEMBER = 75_000
GAS_BASE = 125_000  # the first of a day counts what there is
_ASKED = 500  # accounts in one question to the database
_COLUMNS = {
    Code.NOT_AN_ADDRESS: "account",
    Code.WRONG_CHECKSUM: "account",
    Code.ZERO_ADDRESS: "account",
    Code.UNKNOWN_TIER: "tier",
    Code.AMBIGUOUS_TIER: "tier",
    Code.TIER_FULL: "tier",
}


@dataclass(frozen=True, slots=True)
class _Checked:
    rows: list[Row]
    problems: list[ImportProblem]
    notes: list[Text]
    tiers: list[TierRoom]


def import_members(services: Services, content: bytes, *, account: str | None, dry_run: bool) -> ImportAnswer:
    """Check a list and, unless `dry_run`, prepare its airdrops for `account` (lower case).

    Raises `too_large`, `invalid_members` with every problem unless `dry_run`, `invalid_request` without an account, and
    what preparing raises.
    """
    known = know(services)
    checked = _check(services, known.contracts, content)
    if not dry_run:
        _require_good(checked.problems)
    # A dry run for an account is refused as the run would be; without one it says nothing of who may issue.
    may_go = not checked.problems and (account is not None or not dry_run)
    batches = _airdrops(known, _signer(account), checked.rows) if may_go else []
    counts = Counter(row.tier_id for row in checked.rows)
    return ImportAnswer(
        as_of=known.contracts.as_of,
        rows=len(checked.rows),
        problems=checked.problems,
        notes=checked.notes,
        tiers=[
            TierCount(tier_id=tier.tier_id, name=tier.name, count=counts[tier.tier_id], left=tier.room)
            for tier in checked.tiers
        ],
        batches=[] if dry_run else batches,
    )


def _check(services: Services, contracts: Contracts, content: bytes) -> _Checked:
    tiers = _rooms(contracts)
    members = parse(content, tiers)
    for problem in members.problems:
        if problem.code in (Code.TOO_LARGE, Code.TOO_MANY_ROWS):
            raise ProblemError("too_large", problem.reason)
    with services.read() as reading:
        held = _held(reading.session, members.rows)
    units = {tier.tier_id: tier.units for tier in tiers}
    notes = [*members.notes, *remarks(members.rows, units, held, _today(contracts))]
    return _Checked(members.rows, [_shown(problem) for problem in members.problems], notes, tiers)


def _rooms(contracts: Contracts) -> list[TierRoom]:
    (count,) = contracts.ask("BrandMembership", "tierCount")
    rooms = []
    for tier_id in range(1, count + 1):
        terms, issued, *_ = contracts.ask("BrandMembership", "tier", tier_id)
        rooms.append(TierRoom(tier_id, name=terms[-1], room=terms[1] - issued, units=terms[0]))
    return rooms


def _held(session: Session, rows: Sequence[Row]) -> dict[str, set[int]]:
    """Tiers of the memberships that accounts of the list hold."""
    held: dict[str, set[int]] = {}
    for start in range(0, len(rows), _ASKED):
        part = {row.account for row in rows[start : start + _ASKED]}
        statement = select(Membership.holder, Membership.tier_id).where(col(Membership.holder).in_(part))
        for account, tier_id in session.exec(statement):
            held.setdefault(account, set()).add(tier_id)
    return held


def _today(contracts: Contracts) -> UnitsToday:
    given, most = contracts.ask("BrandMembership", "givenToday")
    (launch_ends_at,) = contracts.ask("BrandMembership", "launchEndsAt")
    return UnitsToday(max(0, most - given), next_day(contracts.now, launch_ends_at))


def _shown(problem: RowProblem) -> ImportProblem:
    column = _COLUMNS.get(problem.code)
    cells = {"account": problem.account, "tier": problem.tier, None: ",".join((problem.account, problem.tier))}
    return ImportProblem(
        row=problem.row,
        column=column,
        value=cells[column].strip(","),
        code=problem.code,
        message=problem.reason,
    )


def _require_good(problems: list[ImportProblem]) -> None:
    if problems:
        raise ProblemError(
            "invalid_members",
            Text.of("memberships.import.rows_refused", n=len(problems)),
            extra={"problems": [problem.model_dump(mode="json") for problem in problems]},
        )


def _signer(account: str | None) -> str:
    if account is None:
        raise ProblemError("invalid_request", Text.of("memberships.import.signer_missing"))
    return account


def _airdrops(known: Known, account: str, rows: Sequence[Row]) -> list[Batch]:
    """Batches in the order in which `account` (lower case) signs them. Only the first of each tier is simulated: what
    could refuse another, the supply, has been counted. Raises what preparing raises."""
    simulated: set[int] = set()
    batches: list[Batch] = []
    for number, part in enumerate(_parts(rows), 1):
        call = _call(known, part)
        if part[0].tier_id not in simulated:
            prepare_call(known, account, "BrandMembership", call)
            simulated.add(part[0].tier_id)
        batches.append(_batch(known, account, number, part, call))
    return batches


def _parts(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Tier by tier, in the order of the list."""
    tiers: dict[int, list[Row]] = {}
    for row in rows:
        tiers.setdefault(row.tier_id, []).append(row)
    for _, members in sorted(tiers.items()):
        for start in range(0, len(members), MAX_RECIPIENTS):
            yield members[start : start + MAX_RECIPIENTS]


def _call(known: Known, part: list[Row]) -> Call:
    first, last = part[0], part[-1]
    arguments = {"recipients": [row.account for row in part], "tierId": first.tier_id}
    tier = known.tier(first.tier_id)
    text = Text.of("memberships.import.batch", n=len(part), tier=tier, first=first.row, last=last.row)
    return Call("airdrop", arguments, text)


def _batch(known: Known, account: str, number: int, part: list[Row], call: Call) -> Batch:
    return Batch(
        number=number,
        tier_id=part[0].tier_id,
        count=len(part),
        first_row=part[0].row,
        last_row=part[-1].row,
        transaction=Transaction(
            chain_id=known.head.chain_id,
            from_=checksum(account),
            to=checksum(known.head.addresses["BrandMembership"]),
            data=encode_call("BrandMembership", call.function, tuple(call.arguments.values())),
            value=0,
            gas=GAS_BASE + GAS_PER_MEMBER * len(part),
        ),
        text=Text.of("prepare.signed_by", what=call.text, account=checksum(account)),
    )
