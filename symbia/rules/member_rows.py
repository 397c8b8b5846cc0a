"""One row of a list of members to be: what it says, whether it can be issued, and what is wrong with it if not."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from eth_utils.address import is_checksum_address

from symbia.rules.addresses import ZERO
from symbia.text import Text

SHOWN = 80  # characters of a cell that a message repeats
_ADDRESS = re.compile(r"0x[0-9a-fA-F]{40}")
_NUMBER = re.compile(r"[0-9]{1,9}")


class Code(StrEnum):
    """What is wrong, for programs."""

    EMPTY = "empty"
    NOT_UTF8 = "not_utf8"
    TOO_LARGE = "too_large"
    TOO_MANY_ROWS = "too_many_rows"
    NO_HEADER = "no_header"
    NOT_CSV = "not_csv"
    CELLS = "cells"
    NOT_AN_ADDRESS = "not_an_address"
    WRONG_CHECKSUM = "wrong_checksum"
    ZERO_ADDRESS = "zero_address"
    UNKNOWN_TIER = "unknown_tier"
    AMBIGUOUS_TIER = "ambiguous_tier"
    DUPLICATE = "duplicate"
    TIER_FULL = "tier_full"
    IS_MEMBER = "is_member"


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Why a row, or with `row` None the whole file, cannot be used, and what to do. The cells are as they were read."""

    row: int | None
    code: Code
    reason: Text
    account: str = ""
    tier: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """The two cells of a row, without white space around them, unchecked."""

    row: int
    account: str
    tier: str


@dataclass(frozen=True, slots=True)
class Row:
    """One membership to issue: the account in lower case, and the tier's id."""

    row: int
    account: str
    tier_id: int


@dataclass(frozen=True, slots=True)
class TierRoom:
    """A tier as the list sees it. `room`: memberships that its supply still allows; `units` of one of them."""

    tier_id: int
    name: str
    room: int
    units: int = 0


class _Tiers:
    """The tiers that a list can name, by id and by name."""

    def __init__(self, tiers: Sequence[TierRoom]) -> None:
        self.by_id = {tier.tier_id: tier for tier in tiers}
        self._by_name: dict[str, list[int]] = {}
        for tier in tiers:
            self._by_name.setdefault(tier.name.strip().casefold(), []).append(tier.tier_id)
        # Plain text and not Text: a long list may repeat them a hundred thousand times.
        self.shown = [f"{tier.tier_id} ({tier.name})" for tier in tiers]

    def ids(self, cell: str) -> list[int]:
        """What a cell may mean. A number is an id before it is a name."""
        if _NUMBER.fullmatch(cell) and int(cell) in self.by_id:
            return [int(cell)]
        return self._by_name.get(cell.casefold(), [])


def check(entries: Iterable[Entry | RowProblem], tiers: Sequence[TierRoom]) -> Iterator[Row | RowProblem]:
    """Each entry as a row that can be issued, or as what is wrong with it; problems pass through."""
    choices = _Tiers(tiers)
    first: dict[tuple[str, int], int] = {}
    wanted: Counter[int] = Counter()
    for entry in entries:
        if isinstance(entry, RowProblem):
            yield entry
            continue
        row = _row(entry, choices)
        if isinstance(row, Row):
            before = first.setdefault((row.account, row.tier_id), row.row)
            wanted[row.tier_id] += before == row.row
            row = _once(entry, before) or _fits(entry, choices.by_id[row.tier_id], wanted[row.tier_id]) or row
        yield row


def quoted(cell: str) -> str:
    """A cell for a message, shortened and escaped: it may hold anything."""
    return repr(cell if len(cell) <= SHOWN else f"{cell[:SHOWN]}...")


def _row(entry: Entry, tiers: _Tiers) -> Row | RowProblem:
    problem = _address_problem(entry.account)
    if problem is None:
        ids = tiers.ids(entry.tier)
        if len(ids) == 1:
            return Row(entry.row, entry.account.lower(), ids[0])
        problem = _tier_problem(entry.tier, ids, tiers.shown)
    return RowProblem(entry.row, *problem, entry.account, entry.tier)


def _address_problem(cell: str) -> tuple[Code, Text] | None:
    if not _ADDRESS.fullmatch(cell):
        return Code.NOT_AN_ADDRESS, Text.of("memberships.list.not_an_address", cell=quoted(cell))
    digits = cell[2:]
    if digits not in (digits.lower(), digits.upper()) and not is_checksum_address(cell):
        return Code.WRONG_CHECKSUM, Text.of("memberships.list.wrong_checksum", account=cell)
    if cell == ZERO:
        return Code.ZERO_ADDRESS, Text.of("memberships.list.zero_address")
    return None


def _tier_problem(cell: str, ids: list[int], tiers: list[str]) -> tuple[Code, Text]:
    if ids:
        return Code.AMBIGUOUS_TIER, Text.of("memberships.list.ambiguous_tier", tiers=ids, cell=quoted(cell))
    if tiers:
        return Code.UNKNOWN_TIER, Text.of("memberships.list.unknown_tier", cell=quoted(cell), tiers=tiers)
    return Code.UNKNOWN_TIER, Text.of("memberships.list.no_tiers", cell=quoted(cell))


def _once(entry: Entry, first: int) -> RowProblem | None:
    if first == entry.row:
        return None
    reason = Text.of("memberships.list.duplicate", row=first)
    return RowProblem(entry.row, Code.DUPLICATE, reason, entry.account, entry.tier)


def _fits(entry: Entry, tier: TierRoom, number: int) -> RowProblem | None:
    if number <= tier.room:
        return None
    reason = Text.of("memberships.list.tier_full", tier=tier.tier_id, name=tier.name, n=tier.room, number=number)
    return RowProblem(entry.row, Code.TIER_FULL, reason, entry.account, entry.tier)
