"""A CSV of members to be, checked row by row. The list is read as `symbia airdrop` reads it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from api.kit.problems import ProblemError
from api.kit.services import Services
from api.memberships.batches import airdrops
from api.memberships.import_schemas import ImportAnswer, ImportProblem, TierCount
from api.prepare.actions import know
from api.prepare.contracts import Contracts
from symbia.rules.member_list import Code, Problem, Row, TierRoom, parse
from symbia.tables.memberships import Membership

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
    notes: list[str]
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
    batches = [] if dry_run else airdrops(known, _signer(account), checked.rows)
    counts = Counter(row.tier_id for row in checked.rows)
    return ImportAnswer(
        as_of=known.contracts.as_of,
        rows=len(checked.rows),
        problems=checked.problems,
        notes=checked.notes,
        tiers=[
            TierCount(tier_id=one.tier_id, name=one.name, count=counts[one.tier_id], left=one.room)
            for one in checked.tiers
        ],
        batches=batches,
    )


def _check(services: Services, contracts: Contracts, content: bytes) -> _Checked:
    tiers = _rooms(contracts)
    found = parse(content, tiers)
    for problem in found.problems:
        if problem.code in (Code.TOO_LARGE, Code.TOO_MANY_ROWS):
            raise ProblemError("too_large", problem.reason)
    with services.read() as reading:
        already = _already(reading.session, found.rows)
    notes = [*found.notes]
    if already:
        notes.append(
            f"{already} of these accounts hold a membership of the same tier already, and will hold one more. If part "
            "of this list was issued before, take those rows out."
        )
    return _Checked(found.rows, [_shown(one) for one in found.problems], notes, tiers)


def _rooms(contracts: Contracts) -> list[TierRoom]:
    (count,) = contracts.ask("BrandMembership", "tierCount")
    rooms = []
    for tier_id in range(1, count + 1):
        terms, issued, *_ = contracts.ask("BrandMembership", "tier", tier_id)
        rooms.append(TierRoom(tier_id, name=terms[-1], room=terms[1] - issued))
    return rooms


def _already(session: Session, rows: Sequence[Row]) -> int:
    """How many rows name an account that holds a membership of that tier."""
    count = 0
    for start in range(0, len(rows), _ASKED):
        part = {(row.account, row.tier_id) for row in rows[start : start + _ASKED]}
        statement = select(Membership.holder, Membership.tier_id).where(
            col(Membership.holder).in_([account for account, _ in part])
        )
        count += len(part & set(session.exec(statement).all()))
    return count


def _shown(problem: Problem) -> ImportProblem:
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
            f"{len(problems)} rows cannot be issued, so nothing was prepared. Mend or remove them: see `problems`.",
            extra={"problems": [one.model_dump() for one in problems]},
        )


def _signer(account: str | None) -> str:
    if account is None:
        raise ProblemError("invalid_request", "account: name the ISSUER that will sign, as ?account=0x...")
    return account
