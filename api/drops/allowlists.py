"""Allowlists as people write them, and as documents on IPFS hold them.

A list is `[["0x...", "2"], ...]`: account and allowance, which OpenZeppelin's StandardMerkleTree is made of. The dump
of such a tree (`"format": "standard-v1"`) is read too. A drop's document is such a list, or an object with one
under `allowlist`, or with the `ipfs://` URI of one there.
"""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pydantic import BaseModel, Field

from api.kit.inputs import MAX_UINT256
from api.kit.problems import ProblemError
from symbia.content import ContentStore, cid_from_uri
from symbia.rules.addresses import ZERO, InvalidAddress, checksum, parse_address
from symbia.rules.drops.merkle import Allowlist, Entry

MAX_ENTRIES = 100_000
_SHOWN = 80  # characters of what was sent that a message repeats
_LEAF = ["address", "uint256"]
_MEMBER = "allowlist"


class ListProblem(BaseModel):
    """What is wrong with one entry."""

    row: int = Field(description="As a spreadsheet numbers rows; in JSON the entry's place, from 1")
    column: str = Field(examples=["account"])
    value: str
    message: str = Field(description="What to do")


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    account: str
    allowance: str


class NoAllowlist(ValueError):  # noqa: N818 - says what is the case
    """The document holds none; the message says what was found."""


def from_csv(text: str) -> list[Entry]:
    """Entries of a CSV with the columns `account` and, unless everybody gets one, `allowance`.

    Raises `invalid_allowlist` with every problem.
    """
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    try:
        records = [[cell.strip() for cell in record] for record in reader]
    except csv.Error as error:
        raise _refusal(f"Row {reader.line_num} is not CSV ({error}). Mend its quotation marks.") from error
    header = [cell.lower() for cell in records[0]] if records else []
    if header not in (["account"], ["account", "allowance"]):
        raise _refusal("The first row must name the columns: account,allowance.")
    numbered = ((number, record) for number, record in enumerate(records[1:], 2) if any(record))
    return _checked(_Row(number, record[0], record[1] if len(record) > 1 else "1") for number, record in numbered)


def from_json(value: Any) -> list[Entry]:
    """Entries of a list or of a StandardMerkleTree's dump. Raises `invalid_allowlist`, and NoAllowlist for others."""
    if isinstance(value, dict) and value.get("format") == "standard-v1":
        if value.get("leafEncoding") != _LEAF:
            raise NoAllowlist(f"The tree's leaves are {value.get('leafEncoding')}; they must be {_LEAF}.")
        values = value.get("values")
        value = [one.get("value") if isinstance(one, dict) else one for one in values] if values else values
    if not isinstance(value, list) or not value:
        raise NoAllowlist("Write the list as [[account, allowance], ...], with at least one entry.")
    return _checked(_row(number, one) for number, one in enumerate(value, 1))


def of_document(store: ContentStore, uri: str) -> Allowlist:
    """The allowlist that a drop's document holds or names. Raises NoAllowlist, ContentError, `invalid_allowlist`."""
    data = store.get(cid_from_uri(uri))
    link = _link(data)
    return _parsed(data if link is None else store.get(cid_from_uri(link)))


def to_json(entries: list[Entry]) -> list[list[str]]:
    """A list as it is pinned: by account, so that the same entries are always the same document."""
    return [[checksum(account), str(allowance)] for account, allowance in sorted(entries)]


def _link(data: bytes) -> str | None:
    value = _json(data)
    named = value.get(_MEMBER) if isinstance(value, dict) else None
    return named if isinstance(named, str) else None


@lru_cache(maxsize=16)
def _parsed(data: bytes) -> Allowlist:
    """A tree takes a second for some 20,000 entries."""
    value = _json(data)
    if isinstance(value, dict) and _MEMBER in value:
        value = value[_MEMBER]
    return Allowlist.of(from_json(value))


def _json(data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise NoAllowlist("It is not JSON.") from error


def _row(number: int, one: Any) -> _Row:
    if not isinstance(one, list) or len(one) != len(_LEAF):
        return _Row(number, str(one)[:_SHOWN], "")
    allowance = "" if isinstance(one[1], bool) else str(one[1])
    return _Row(number, str(one[0]), allowance)


def _checked(rows: Iterator[_Row]) -> list[Entry]:
    entries: dict[str, int] = {}
    problems: list[ListProblem] = []
    first: dict[str, int] = {}
    for count, row in enumerate(rows, 1):
        if count > MAX_ENTRIES:
            raise ProblemError("too_large", f"The list has more than {MAX_ENTRIES:,} entries. Make two drops of it.")
        account, found = _problems(row, first)
        problems += found
        if not found:
            first[account], entries[account] = row.number, int(row.allowance)
    if problems or not entries:
        raise _refusal(f"{len(problems)} of the list's entries cannot be used." if problems else _EMPTY, problems)
    return list(entries.items())


_EMPTY = "The list has no entries. Add a row for each account."


def _problems(row: _Row, first: dict[str, int]) -> tuple[str, list[ListProblem]]:
    found, account = [], ""
    try:
        account = parse_address(row.account)
    except InvalidAddress as error:
        found.append(_problem(row, "account", row.account, str(error)))
    if account == ZERO:
        found.append(_problem(row, "account", row.account, "Nobody holds the zero address; write the member's."))
    if account in first:
        text = f"This account is in row {first[account]} already. Add the two allowances up in one row."
        found.append(_problem(row, "account", row.account, text))
    digits = row.allowance.isascii() and row.allowance.isdigit() and len(row.allowance) <= len(str(MAX_UINT256))
    if not digits or not 1 <= int(row.allowance) <= MAX_UINT256:
        text = "Write how many memberships the account may get, a whole number from 1 on."
        found.append(_problem(row, "allowance", row.allowance, text))
    return account, found


def _problem(row: _Row, column: str, value: str, message: str) -> ListProblem:
    return ListProblem(row=row.number, column=column, value=value[:_SHOWN], message=message)


def _refusal(detail: str, problems: list[ListProblem] | None = None) -> ProblemError:
    extra = {"problems": [one.model_dump() for one in problems]} if problems else None
    return ProblemError("invalid_allowlist", detail, extra=extra)
