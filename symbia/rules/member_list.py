"""A list of members to be: CSV with the columns `account` and `tier`, checked row by row.

Pure functions: bytes or text in, rows and problems out. Every problem is found, not only the first, and each says by
its row's number what to do. Rows are numbered as a spreadsheet numbers them: the header is row 1, blank rows count.
"""

import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from eth_utils.address import is_checksum_address

from symbia.units import ZERO

MAX_BYTES = 16 * 2**20
MAX_ROWS = 100_000
COLUMNS = ("account", "tier")
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


UNREADABLE = frozenset({Code.NOT_CSV, Code.TOO_MANY_ROWS})  # rows may be hidden behind it: none is taken


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row, or with `row` None the whole file, cannot be used, and what to do. The cells are as they were read."""

    row: int | None
    code: Code
    reason: str
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
    """A tier as the list sees it. `room`: memberships that its supply still allows."""

    tier_id: int
    name: str
    room: int


@dataclass(slots=True)
class MemberList:
    """What a file holds. `notes` are no problems, but a person wants to know."""

    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def parse(content: str | bytes, tiers: Sequence[TierRoom]) -> MemberList:
    """All rows that can be issued, in order, and all problems. Never raises for what is in `content`.

    There are no rows when a problem may hide some: an open quotation mark, or more rows than are read.
    """
    result = MemberList()
    for one in check(entries(content, result.notes), tiers):
        if isinstance(one, Row):
            result.rows.append(one)
        else:
            result.problems.append(one)
    if any(problem.code in UNREADABLE for problem in result.problems):
        result.rows.clear()
    return result


def fingerprint(content: str | bytes) -> str:
    """Hex SHA-256 of the rows. White space, blank rows, quotes and the order of columns do not count."""
    digest = hashlib.sha256()
    for one in entries(content, []):
        text = f"{one.account}\t{one.tier}" if isinstance(one, Entry) else f"{one.row}\t{one.code}"
        digest.update(f"{text}\n".encode())
    return digest.hexdigest()


def entries(content: str | bytes, notes: list[str]) -> Iterator[Entry | Problem]:
    """The rows of a file, one at a time; what is not even a row is a Problem. Adds to `notes`."""
    if len(content) > MAX_BYTES:
        yield Problem(None, Code.TOO_LARGE, f"The file is larger than {MAX_BYTES:,} bytes. Split it.")
        return
    try:
        text = content.decode("utf-8") if isinstance(content, bytes) else content
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1 if isinstance(content, bytes) else None
        yield Problem(line, Code.NOT_UTF8, "The file is not UTF-8. Save it again as 'CSV UTF-8'.")
        return
    yield from _entries(_records(io.StringIO(text.removeprefix("\ufeff"), newline="")), notes)


def check(found: Iterable[Entry | Problem], tiers: Sequence[TierRoom]) -> Iterator[Row | Problem]:
    """Each entry as a row that can be issued, or as what is wrong with it; problems pass through."""
    names = _ids_by_name(tiers)
    rooms = {tier.tier_id: tier for tier in tiers}
    first: dict[tuple[str, int], int] = {}
    wanted: Counter[int] = Counter()
    for entry in found:
        if isinstance(entry, Problem):
            yield entry
            continue
        row = _row(entry, rooms, names)
        if isinstance(row, Row):
            before = first.setdefault((row.account, row.tier_id), row.row)
            wanted[row.tier_id] += before == row.row
            row = _once(entry, row, before) or _fits(entry, rooms[row.tier_id], wanted[row.tier_id]) or row
        yield row


def _records(lines: Iterable[str]) -> Iterator[list[str] | csv.Error]:
    """A broken record does not end the reading: the next one begins on the next line."""
    reader = csv.reader(lines, strict=True)
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield error


def _entries(records: Iterator[list[str] | csv.Error], notes: list[str]) -> Iterator[Entry | Problem]:
    places: dict[str, int] | None = None
    width = count = 0
    for number, record in enumerate(records, 1):
        if isinstance(record, csv.Error):
            yield Problem(number, Code.NOT_CSV, f"This row is not CSV ({record}). Mend its quotation marks.")
            continue
        cells = [cell.strip() for cell in record]
        if not any(cells):
            continue
        if places is None:
            header = _header(cells, number, notes)
            if isinstance(header, Problem):
                yield header
                return
            places, width = header, len(cells)
            continue
        count += 1
        if count > MAX_ROWS:
            yield Problem(number, Code.TOO_MANY_ROWS, f"The file has more than {MAX_ROWS:,} rows. Split it.")
            return
        yield _entry(cells, number, places, width)
    if places is None:
        yield Problem(None, Code.EMPTY, "The file is empty. Its first row must be: account,tier")
    elif not count:
        yield Problem(None, Code.EMPTY, "The file has a header but no rows. Add a row for each membership.")


def _header(cells: list[str], number: int, notes: list[str]) -> dict[str, int] | Problem:
    names = [cell.lower() for cell in cells]
    if any(names.count(column) != 1 for column in COLUMNS):
        hint = " Separate columns by commas." if len(cells) == 1 and re.search(r"[;\t]", cells[0]) else ""
        wrong = f"The first row is {_shown(','.join(cells))} and must name the columns once each: account,tier.{hint}"
        return Problem(number, Code.NO_HEADER, wrong)
    ignored = [_shown(cell) for cell in cells if cell.lower() not in COLUMNS]
    if ignored:
        notes.append(f"Columns not used: {', '.join(ignored)}.")
    return {column: names.index(column) for column in COLUMNS}


def _entry(cells: list[str], number: int, places: dict[str, int], width: int) -> Entry | Problem:
    account, tier = (cells[places[column]] if places[column] < len(cells) else "" for column in COLUMNS)
    if any(cells[width:]):
        reason = f"The row has more cells than the {width} columns. Put a cell that holds a comma in quotation marks."
        return Problem(number, Code.CELLS, reason, account, tier)
    missing = [column for column, cell in zip(COLUMNS, (account, tier), strict=True) if not cell]
    if missing:
        return Problem(number, Code.CELLS, f"Nothing in column {' and '.join(missing)}. Fill it in.", account, tier)
    return Entry(number, account, tier)


def _row(entry: Entry, rooms: dict[int, TierRoom], names: dict[str, list[int]]) -> Row | Problem:
    problem = _address_problem(entry.account)
    if problem is None:
        found = _tier_ids(entry.tier, rooms, names)
        if len(found) == 1:
            return Row(entry.row, entry.account.lower(), found[0])
        problem = _tier_problem(entry.tier, found, rooms)
    return Problem(entry.row, *problem, entry.account, entry.tier)


def _address_problem(text: str) -> tuple[Code, str] | None:
    if not _ADDRESS.fullmatch(text):
        return Code.NOT_AN_ADDRESS, f"{_shown(text)} is not an address. Write 0x and 40 hex digits."
    digits = text[2:]
    if digits not in (digits.lower(), digits.upper()) and not is_checksum_address(text):
        return Code.WRONG_CHECKSUM, f"{text} has a wrong checksum. Copy the address again in full."
    if text == ZERO:
        return Code.ZERO_ADDRESS, "Nobody holds the zero address. Write the member's address."
    return None


def _tier_ids(text: str, rooms: dict[int, TierRoom], names: dict[str, list[int]]) -> list[int]:
    """A number is an id before it is a name."""
    if _NUMBER.fullmatch(text) and int(text) in rooms:
        return [int(text)]
    return names.get(text.casefold(), [])


def _tier_problem(text: str, found: list[int], rooms: dict[int, TierRoom]) -> tuple[Code, str]:
    if found:
        return Code.AMBIGUOUS_TIER, f"Tiers {_listed(found)} are all named {_shown(text)}. Write the tier's id."
    known = _listed(f"{tier.tier_id} ({tier.name})" for tier in rooms.values())
    there_are = f"There are {known}." if rooms else "There are none: define one first."
    return Code.UNKNOWN_TIER, f"{_shown(text)} is no tier. {there_are}"


def _once(entry: Entry, row: Row, first: int) -> Problem | None:
    if first == row.row:
        return None
    reason = f"The same account and tier as row {first}. Remove one of the two."
    return Problem(row.row, Code.DUPLICATE, reason, entry.account, entry.tier)


def _fits(entry: Entry, tier: TierRoom, number: int) -> Problem | None:
    if number <= tier.room:
        return None
    reason = (
        f"Tier {tier.tier_id} ({tier.name}) has room for {tier.room:,} more memberships, and this row is number "
        f"{number:,}. Remove it, or choose another tier."
    )
    return Problem(entry.row, Code.TIER_FULL, reason, entry.account, entry.tier)


def _ids_by_name(tiers: Sequence[TierRoom]) -> dict[str, list[int]]:
    names: dict[str, list[int]] = {}
    for tier in tiers:
        names.setdefault(tier.name.strip().casefold(), []).append(tier.tier_id)
    return names


def _listed(items: Iterable[object]) -> str:
    return ", ".join(str(item) for item in items)


def _shown(text: str) -> str:
    """Shortened and escaped: a cell may hold anything."""
    return repr(text if len(text) <= SHOWN else f"{text[:SHOWN]}...")
