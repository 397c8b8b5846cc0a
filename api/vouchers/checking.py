"""Everything that is wrong with a list of vouchers, row by row, before anybody signs or stores it."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError
from sqlalchemy import func
from sqlmodel import col, select

from api.kit.problems import ProblemError
from api.kit.reading import Reading
from api.kit.times import utc
from api.kit.validation import message_of
from api.vouchers.schemas import VoucherTerms
from symbia.rules.addresses import ZERO, checksum
from symbia.tables.drops import Currency
from symbia.tables.memberships import Membership, Tier
from symbia.words import word

LONGEST = timedelta(days=5 * 366)  # from now: what lies further ahead is a slip of the pen
Terms = TypeVar("Terms", bound=VoucherTerms)


class RowProblem(BaseModel):
    """One thing that is wrong with one row."""

    index: int
    field: str
    message: str


def read_rows(kind: type[Terms], rows: Sequence[Any]) -> tuple[dict[int, Terms], list[RowProblem]]:
    """Rows that have the right form by index, and what is wrong with the others."""
    read, problems = {}, []
    adapter = TypeAdapter(kind)
    for index, row in enumerate(rows):
        try:
            read[index] = adapter.validate_python(row)
        except ValidationError as error:
            problems += [_problem(index, one) for one in error.errors(include_url=False)]
    return read, problems


def check_terms(reading: Reading, rows: dict[int, Terms]) -> list[RowProblem]:
    """What the brand's rules and the head say against rows of the right form."""
    rules = _Rules(reading, {row.tier_id for row in rows.values()})
    return [
        RowProblem(index=index, field=field, message=message)
        for index, row in rows.items()
        for field, message in rules.against(row)
    ]


def refuse(problems: list[RowProblem], count: int) -> None:
    """Raise `invalid_vouchers` with all of them, by row, if there are any."""
    if not problems:
        return
    problems = sorted(problems, key=lambda one: one.index)
    bad, first = len({one.index for one in problems}), problems[0]
    raise ProblemError(
        "invalid_vouchers",
        f"{bad} of {count} vouchers cannot be issued; none was. Voucher {first.index}, {first.field}: {first.message}. "
        "`errors` names every problem by the voucher's index, from 0.",
        extra={"errors": [one.model_dump() for one in problems]},
    )


class _Rules:
    """Facts that rows are held against; places of a tier are handed out in the order of the rows."""

    def __init__(self, reading: Reading, tier_ids: set[int]) -> None:
        session = reading.session
        self.now = utc(reading.head.timestamp)
        self.tiers = {one.tier_id: one for one in session.exec(select(Tier).where(col(Tier.tier_id).in_(tier_ids)))}
        counted = select(Membership.tier_id, func.count()).where(col(Membership.tier_id).in_(tier_ids))
        self.taken = Counter(dict(session.exec(counted.group_by(col(Membership.tier_id))).all()))
        self.currencies = {ZERO, *session.exec(select(Currency.address).where(col(Currency.allowed)))}

    def against(self, row: VoucherTerms) -> list[tuple[str, str]]:
        """Field and message of each problem."""
        found = [("recipient", "name who receives the membership")] if row.recipient == ZERO else []
        if row.currency not in self.currencies:
            known = (
                f"{checksum(row.currency)} is not allowed; the brand allows it by allowCurrency, or write zero for ETH"
            )
            found.append(("currency", known))
        return [*found, *self._tier(row), *self._window(row)]

    def _tier(self, row: VoucherTerms) -> list[tuple[str, str]]:
        tier = self.tiers.get(row.tier_id)
        if tier is None:
            return [("tier_id", f"there is no tier {row.tier_id}; /v1/tiers lists all")]
        self.taken[row.tier_id] += 1
        if self.taken[row.tier_id] > tier.supply:
            return [
                ("tier_id", f"tier {row.tier_id} is sold out: {tier.supply} in all, with those further up this list")
            ]
        return []

    def _window(self, row: VoucherTerms) -> list[tuple[str, str]]:
        found = []
        if row.valid_from.microsecond or row.valid_until.microsecond:
            found.append(("valid_from", "the chain knows whole seconds only"))
        if row.valid_until <= row.valid_from:
            found.append(("valid_until", "it ends before it begins"))
        if row.valid_until <= self.now:
            found.append(("valid_until", f"it is over already: the chain is at {self.now:%Y-%m-%d %H:%M:%S} UTC"))
        if row.valid_until - self.now > LONGEST:
            found.append(
                ("valid_until", "it is more than five years ahead; a voucher cannot be changed, only canceled")
            )
        return found


def _problem(index: int, error: Any) -> RowProblem:
    message = word(message_of(error))
    return RowProblem(index=index, field=".".join(map(str, error["loc"])) or "voucher", message=message)
