"""Everything that is wrong with a list of vouchers, row by row, before anybody signs or stores it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import func
from sqlmodel import col, select

from api.kit.problems import ProblemError
from api.kit.reading import Reading
from api.kit.times import utc
from api.kit.validation import FieldProblem, message_of
from api.vouchers.schemas import VoucherTerms
from symbia.rules.addresses import ZERO, checksum
from symbia.tables.drops import Currency
from symbia.tables.memberships import Membership, Tier
from symbia.text import Text, Value

LONGEST = timedelta(days=5 * 366)  # from now: what lies further ahead is a slip of the pen
Terms = TypeVar("Terms", bound=VoucherTerms)


class RowProblem(FieldProblem):
    """One thing that is wrong with one row."""

    index: int


def read_rows(kind: type[Terms], rows: Sequence[Any]) -> tuple[dict[int, Terms], list[RowProblem]]:
    """Rows that have the right form by index, and what is wrong with the others."""
    read, problems = {}, []
    adapter = TypeAdapter(kind)
    for index, row in enumerate(rows):
        try:
            read[index] = adapter.validate_python(row)
        except ValidationError as error:
            problems += [_problem(index, mistake) for mistake in error.errors(include_url=False)]
    return read, problems


def check_terms(reading: Reading, rows: dict[int, Terms]) -> list[RowProblem]:
    """What the brand's rules and the head say against rows of the right form."""
    rules = VoucherRules(reading, {row.tier_id for row in rows.values()})
    return [
        RowProblem(index=index, field=field, message=message)
        for index, row in rows.items()
        for field, message in rules.against(row)
    ]


def refuse(problems: list[RowProblem], count: int) -> None:
    """Raise `invalid_vouchers` with all of them, by row, if there are any."""
    if not problems:
        return
    problems = sorted(problems, key=lambda problem: problem.index)
    bad, first = len({problem.index for problem in problems}), problems[0]
    of_first: dict[str, Value] = {"index": first.index, "field": first.field, "message": first.message}
    raise ProblemError(
        "invalid_vouchers",
        Text.of("vouchers.problem.invalid", bad=bad, count=count, **of_first),
        extra={"errors": [problem.model_dump(mode="json") for problem in problems]},
    )


class VoucherRules:
    """Facts that rows are held against; places of a tier are handed out in the order of the rows."""

    def __init__(self, reading: Reading, tier_ids: set[int]) -> None:
        session = reading.session
        self.now = utc(reading.head.timestamp)
        tiers = session.exec(select(Tier).where(col(Tier.tier_id).in_(tier_ids)))
        self.tiers = {tier.tier_id: tier for tier in tiers}
        counted = select(Membership.tier_id, func.count()).where(col(Membership.tier_id).in_(tier_ids))
        self.taken = Counter(dict(session.exec(counted.group_by(col(Membership.tier_id))).all()))
        self.currencies = {ZERO, *session.exec(select(Currency.address).where(col(Currency.allowed)))}

    def against(self, row: VoucherTerms) -> Iterator[tuple[str, Text]]:
        """Field and message of each problem."""
        if row.recipient == ZERO:
            yield "recipient", Text("vouchers.row.no_recipient")
        if row.currency not in self.currencies:
            yield "currency", Text.of("vouchers.row.currency", currency=checksum(row.currency))
        yield from self._tier(row)
        yield from self._window(row)

    def _tier(self, row: VoucherTerms) -> Iterator[tuple[str, Text]]:
        tier = self.tiers.get(row.tier_id)
        if tier is None:
            yield "tier_id", Text.of("vouchers.row.no_tier", tier=row.tier_id)
            return
        self.taken[row.tier_id] += 1
        if self.taken[row.tier_id] > tier.supply:
            yield "tier_id", Text.of("vouchers.row.sold_out", tier=row.tier_id, supply=tier.supply)

    def _window(self, row: VoucherTerms) -> Iterator[tuple[str, Text]]:
        if row.valid_from.microsecond or row.valid_until.microsecond:
            yield "valid_from", Text("vouchers.row.whole_seconds")
        if row.valid_until <= row.valid_from:
            yield "valid_until", Text("vouchers.row.backwards")
        if row.valid_until <= self.now:
            yield "valid_until", Text.of("vouchers.row.over", now=self.now)
        if row.valid_until - self.now > LONGEST:
            yield "valid_until", Text.of("vouchers.row.too_far", latest=self.now + LONGEST)


def _problem(index: int, error: Any) -> RowProblem:
    field = ".".join(map(str, error["loc"])) or "voucher"
    return RowProblem(index=index, field=field, message=message_of(error))
