"""Entries of an allowlist, from CSV or JSON; every problem at once."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import Field

from api.kit.inputs import MAX_UINT256
from api.kit.problems import ProblemError
from api.kit.worded import Sentence, Worded
from symbia.rules.addresses import ZERO, InvalidAddress, parse_address
from symbia.rules.drops.merkle import AllowlistEntry
from symbia.text import Text

MAX_ENTRIES = 100_000
_SHOWN = 80  # characters of what was sent that a message repeats


class ListProblem(Worded):
    """What is wrong with one entry."""

    row: int = Field(description="As a spreadsheet numbers rows; in JSON the entry's place, from 1")
    column: str = Field(examples=["account"])
    value: str = Field(description=f"As it was sent; what is longer than {_SHOWN} characters ends with an ellipsis")
    message: Sentence = Field(description="What to do")


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    account: str
    allowance: str


def from_csv(text: str) -> list[AllowlistEntry]:
    """Entries of a CSV with the columns `account` and, unless everybody gets one, `allowance`.

    Raises `invalid_allowlist` with every problem.
    """
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    try:
        records = [[cell.strip() for cell in record] for record in reader]
    except csv.Error as error:
        raise refusal(Text.of("drops.allowlist.not_csv", row=reader.line_num, reason=str(error))) from error
    header = [cell.lower() for cell in records[0]] if records else []
    if header not in (["account"], ["account", "allowance"]):
        raise refusal(Text("drops.allowlist.columns"))
    numbered = ((number, record) for number, record in enumerate(records[1:], 2) if any(record))
    return _checked(_Row(number, record[0], record[1] if len(record) > 1 else "1") for number, record in numbered)


def from_json(value: Any) -> list[AllowlistEntry]:
    """Entries of a list. Raises `invalid_allowlist`, for what is no list too."""
    if not isinstance(value, list) or not value:
        raise refusal(Text("drops.allowlist.not_a_list"))
    return _checked(_row(number, entry) for number, entry in enumerate(value, 1))


def _row(number: int, entry: Any) -> _Row:
    if not isinstance(entry, list) or len(entry) != 2:
        return _Row(number, str(entry), "")
    allowance = "" if isinstance(entry[1], bool) else str(entry[1])
    return _Row(number, str(entry[0]), allowance)


def _checked(rows: Iterator[_Row]) -> list[AllowlistEntry]:
    entries: dict[str, int] = {}
    problems: list[ListProblem] = []
    first: dict[str, int] = {}
    for count, row in enumerate(rows, 1):
        if count > MAX_ENTRIES:
            raise ProblemError("too_large", Text.of("drops.allowlist.too_large", limit=MAX_ENTRIES))
        account, wrong = _problems(row, first)
        problems += wrong
        if not wrong:
            first[account], entries[account] = row.number, int(row.allowance)
    if problems:
        raise refusal(Text.of("drops.allowlist.unusable", n=len(problems)), problems)
    if not entries:
        raise refusal(Text("drops.allowlist.empty"))
    return list(entries.items())


def _problems(row: _Row, first: dict[str, int]) -> tuple[str, list[ListProblem]]:
    account, wrong = "", []
    try:
        account = parse_address(row.account)
    except InvalidAddress as error:
        text = Text.of("drops.allowlist.address", reason=error.text)
        wrong.append(_problem(row, "account", row.account, text))
    if account == ZERO:
        wrong.append(_problem(row, "account", row.account, Text("drops.allowlist.zero_address")))
    if account in first:
        again = Text.of("drops.allowlist.again", row=first[account])
        wrong.append(_problem(row, "account", row.account, again))
    digits = row.allowance.isascii() and row.allowance.isdigit() and len(row.allowance) <= len(str(MAX_UINT256))
    if not digits or not 1 <= int(row.allowance) <= MAX_UINT256:
        wrong.append(_problem(row, "allowance", row.allowance, Text("drops.allowlist.allowance")))
    return account, wrong


def _problem(row: _Row, column: str, value: str, message: Text) -> ListProblem:
    shown = value if len(value) <= _SHOWN else f"{value[: _SHOWN - 1]}…"
    return ListProblem(row=row.number, column=column, value=shown, message=message)


def refusal(detail: Text, problems: list[ListProblem] | None = None) -> ProblemError:
    """The problem `invalid_allowlist`, with what is wrong with each entry."""
    extra = {"problems": [problem.model_dump(mode="json") for problem in problems]} if problems else None
    return ProblemError("invalid_allowlist", detail, extra=extra)
