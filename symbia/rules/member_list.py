"""A list of members to be: CSV with the columns `account` and `tier`, checked row by row.

Pure functions: bytes or text in, rows and problems out, each problem with a text that says what to do. Every problem is
found, not only the first. Rows are numbered as a spreadsheet numbers them: the header is row 1, blank rows count.
"""

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from symbia.rules.member_rows import Code, Entry, Row, RowProblem, TierRoom, check, quoted
from symbia.text import Text

__all__ = ["MAX_BYTES", "MAX_ROWS", "Code", "MemberList", "Row", "RowProblem", "TierRoom", "fingerprint", "parse"]


MAX_BYTES = 16 * 2**20
MAX_ROWS = 100_000
COLUMNS = ("account", "tier")
UNREADABLE = frozenset({Code.NOT_CSV, Code.TOO_MANY_ROWS})  # rows may be hidden behind it: none is taken


@dataclass(slots=True)
class MemberList:
    """What a file holds. `notes` are no problems, but a person wants to know."""

    rows: list[Row] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    notes: list[Text] = field(default_factory=list)


def parse(content: str | bytes, tiers: Sequence[TierRoom]) -> MemberList:
    """All rows that can be issued, in order, and all problems. Never raises for what is in `content`.

    There are no rows when a problem may hide some: an open quotation mark, or more rows than are read.
    """
    members = MemberList()
    for checked in check(entries(content, members.notes), tiers):
        if isinstance(checked, Row):
            members.rows.append(checked)
        else:
            members.problems.append(checked)
    if any(problem.code in UNREADABLE for problem in members.problems):
        members.rows.clear()
    return members


def fingerprint(content: str | bytes) -> str:
    """Hex SHA-256 of the rows. White space, blank rows, quotes and the order of columns do not count."""
    digest = hashlib.sha256()
    for entry in entries(content, []):
        cells = (entry.account, entry.tier) if isinstance(entry, Entry) else (f"{entry.row}", entry.code)
        digest.update(("\t".join(cells) + "\n").encode())
    return digest.hexdigest()


def entries(content: str | bytes, notes: list[Text]) -> Iterator[Entry | RowProblem]:
    """The rows of a file, one at a time; what is not even a row is a RowProblem. Adds to `notes`."""
    if len(content) > MAX_BYTES:
        yield RowProblem(None, Code.TOO_LARGE, Text.of("memberships.list.too_large", bytes=MAX_BYTES))
        return
    try:
        text = content.decode("utf-8") if isinstance(content, bytes) else content
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1 if isinstance(content, bytes) else None
        yield RowProblem(line, Code.NOT_UTF8, Text.of("memberships.list.not_utf8"))
        return
    yield from _entries(_records(io.StringIO(text.removeprefix("\ufeff"), newline="")), notes)


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


def _entries(records: Iterator[list[str] | csv.Error], notes: list[Text]) -> Iterator[Entry | RowProblem]:
    places: dict[str, int] | None = None
    width = count = 0
    for number, record in enumerate(records, 1):
        if isinstance(record, csv.Error):
            yield RowProblem(number, Code.NOT_CSV, Text.of("memberships.list.not_csv", error=str(record)))
            continue
        cells = [cell.strip() for cell in record]
        if not any(cells):
            continue
        if places is None:
            header = _header(cells, number, notes)
            if isinstance(header, RowProblem):
                yield header
                return
            places, width = header, len(cells)
            continue
        count += 1
        if count > MAX_ROWS:
            yield RowProblem(number, Code.TOO_MANY_ROWS, Text.of("memberships.list.too_many_rows", rows=MAX_ROWS))
            return
        yield _entry(cells, number, places, width)
    if places is None:
        yield RowProblem(None, Code.EMPTY, Text.of("memberships.list.empty"))
    elif not count:
        yield RowProblem(None, Code.EMPTY, Text.of("memberships.list.no_rows"))


def _header(cells: list[str], number: int, notes: list[Text]) -> dict[str, int] | RowProblem:
    names = [cell.lower() for cell in cells]
    if any(names.count(column) != 1 for column in COLUMNS):
        unseparated = len(cells) == 1 and re.search(r"[;\t]", cells[0])
        code = "memberships.list.no_commas" if unseparated else "memberships.list.no_header"
        return RowProblem(number, Code.NO_HEADER, Text.of(code, header=quoted(",".join(cells))))
    ignored = [quoted(cell) for cell in cells if cell.lower() not in COLUMNS]
    if ignored:
        notes.append(Text.of("memberships.list.columns_ignored", columns=ignored))
    return {column: names.index(column) for column in COLUMNS}


def _entry(cells: list[str], number: int, places: dict[str, int], width: int) -> Entry | RowProblem:
    account, tier = (cells[places[column]] if places[column] < len(cells) else "" for column in COLUMNS)
    if any(cells[width:]):
        text = Text.of("memberships.list.too_many_cells", columns=width)
    elif account and tier:
        return Entry(number, account, tier)
    elif account or tier:
        text = Text.of("memberships.list.cell_empty", column="tier" if account else "account")
    else:
        text = Text.of("memberships.list.cells_empty")
    return RowProblem(number, Code.CELLS, text, account, tier)
