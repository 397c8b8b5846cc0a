"""What the figures of a coverage run amount to: the table, the gaps that nobody argued, the JSON that is kept."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from scripts.gate.coverage.report import Coverage, Gap, percentage

BAR = 95.0  # per cent, of statements and of branches each
KINDS = ("statement", "true", "false", "function")


@dataclass(frozen=True)
class Argued:
    """Why a gap may stay: `text` is the source's in one line, `kind` as in Gap."""

    source: str
    kind: str
    text: str
    why: str

    def covers(self, gap: Gap) -> bool:
        """Whether this is about `gap`."""
        return (self.source, self.kind, self.text) == (gap.source, gap.kind, gap.text)


@dataclass(frozen=True)
class CoverageVerdict:
    """Coverage by source, the gaps, and the arguments."""

    coverage: Mapping[str, Coverage]
    gaps: Sequence[Gap]
    argued: Sequence[Argued]

    @property
    def open_gaps(self) -> list[Gap]:
        """Gaps that nobody argued, by place."""
        return sorted(gap for gap in self.gaps if not any(one.covers(gap) for one in self.argued))

    @property
    def idle_arguments(self) -> list[Argued]:
        """Arguments for what is no gap any more."""
        return [one for one in self.argued if not any(one.covers(gap) for gap in self.gaps)]

    @property
    def total(self) -> tuple[int, int, int, int]:
        """As `Coverage.counts`, of all sources."""
        columns = zip(*(one.counts for one in self.coverage.values()), strict=True)
        statements, all_statements, sides, all_sides = map(sum, columns)
        return statements, all_statements, sides, all_sides

    @property
    def passed(self) -> bool:
        """Whether both percentages reach the bar and everything beneath is argued."""
        statements, all_statements, sides, all_sides = self.total
        reached = min(percentage(statements, all_statements), percentage(sides, all_sides)) >= BAR
        return reached and not self.open_gaps and not self.idle_arguments

    def lines(self) -> Iterator[str]:
        """The table, then what is wrong, a line each."""
        yield f"{'source':<44} {'statements':>18} {'branches':>18}"
        for source, coverage in self.coverage.items():
            yield row(source.removeprefix("contracts/"), coverage.counts)
        yield row("all", self.total)
        for gap in self.open_gaps:
            yield f"not run: {gap.source}#{gap.line} {gap.kind}: {gap.text}"
        for one in self.idle_arguments:
            yield f"argued, but it runs: {one.source} {one.kind}: {one.text}"

    def record(self) -> dict[str, Any]:
        """What is kept of a run; the same again when nothing has changed."""
        names = ("statements_run", "statements", "sides_taken", "sides")
        return {
            "bar": BAR,
            "total": dict(zip(names, self.total, strict=True)),
            "sources": {name: dict(zip(names, one.counts, strict=True)) for name, one in sorted(self.coverage.items())},
            "argued": [asdict(one) for one in self.argued],
        }


def row(name: str, counts: tuple[int, int, int, int]) -> str:
    """One line of the table."""
    statements, all_statements, sides, all_sides = counts
    return f"{name:<44} {cell(statements, all_statements):>18} {cell(sides, all_sides):>18}"


def cell(part: int, whole: int) -> str:
    """12/13  92.3%"""
    return f"{part}/{whole} {percentage(part, whole):6.1f}%"


def read_argued(path: Path) -> list[Argued]:
    """The arguments of a TOML file. Raises ValueError for one that is not whole."""
    entries = tomllib.loads(path.read_text()).get("argued", [])
    for entry in entries:
        if set(entry) != {"source", "kind", "text", "why"} or entry["kind"] not in KINDS or not entry["why"].strip():
            raise ValueError(f"{path.name}: {entry} wants source, kind ({', '.join(KINDS)}), text and why")
    return [Argued(**entry) for entry in entries]
