"""Figures from Brownie's coverage: per source file of contracts/, what ran in any of the contracts built from it.

Brownie reports per contract, the libraries in it included. The same line of a base contract then counts several
times, and lines of OpenZeppelin's as ours. Here each statement and each side of a branch of our sources counts once.
Percentages are taken as Brownie takes them: statements, and both sides of each branch.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Build = Mapping[str, Any]  # one JSON file of Brownie's build/contracts
Span = tuple[int, int]  # offsets in a source file
SIDES: Mapping[str, frozenset[str]] = {  # by the colour in which Brownie shows a branch
    "green": frozenset({"true", "false"}),
    "yellow": frozenset({"true"}),
    "orange": frozenset({"false"}),
    "red": frozenset(),
}
OPEN = ("external", "public")


@dataclass(frozen=True, order=True)
class Gap:
    """Something that did not run: a `statement`, the `true` or `false` side of a branch, or a whole `function`."""

    source: str
    line: int
    kind: str
    text: str


@dataclass
class Coverage:
    """What is there and what ran, in one source file."""

    statements: dict[Span, bool] = field(default_factory=dict)
    branches: dict[Span, set[str]] = field(default_factory=lambda: defaultdict(set))
    functions: dict[Span, str] = field(default_factory=dict)  # those that can be called from outside, with their names

    @property
    def counts(self) -> tuple[int, int, int, int]:
        """Statements that ran, statements, sides of branches taken, sides of branches."""
        taken = sum(len(sides) for sides in self.branches.values())
        return sum(self.statements.values()), len(self.statements), taken, 2 * len(self.branches)

    def gaps(self, source: str, text: str) -> Iterator[Gap]:
        """What did not run; `text` is the source's."""
        for span, ran in self.statements.items():
            if not ran:
                yield gap(source, text, span, "statement")
        for span, sides in self.branches.items():
            for side in sorted(SIDES["green"] - sides):
                yield gap(source, text, span, side)
        for span, name in self.functions.items():
            if not self.ran_in(span):
                yield Gap(source, line_of(text, span), "function", name)

    def ran_in(self, span: Span) -> bool:
        """Whether anything inside ran."""
        ran = [
            *(one for one, ran in self.statements.items() if ran),
            *(one for one, hit in self.branches.items() if hit),
        ]
        return any(span[0] <= start and stop <= span[1] for start, stop in ran)


def measure(builds: Iterable[Build], report: Mapping[str, Any]) -> dict[str, Coverage]:
    """Coverage by source file. `report` is Brownie's coverage.json, `builds` the contracts it is about."""
    found: dict[str, Coverage] = defaultdict(Coverage)
    for build in builds:
        if is_ours(build["sourcePath"]) and build["type"] != "interface":
            found[build["sourcePath"]].functions |= dict(open_functions(build["ast"]))
        for source_id, source in build["allSourcePaths"].items():
            if is_ours(source) and "coverageMap" in build:
                add(found[source], build, source_id, report["highlights"])
    return {source: coverage for source, coverage in sorted(found.items()) if coverage.statements}


def add(coverage: Coverage, build: Build, source_id: str, highlights: Mapping[str, Any]) -> None:
    """Add what one contract has of one source, and what of that ran."""
    name = build["contractName"]
    for function in build["coverageMap"]["statements"].get(source_id, {}).values():
        for start, stop in function.values():
            coverage.statements.setdefault((start, stop), False)
    for function in build["coverageMap"]["branches"].get(source_id, {}).values():
        for start, stop, _ in function.values():
            coverage.branches[start, stop] |= set()
    for start, stop, colour, _ in highlights["statements"].get(name, {}).get(source_id, []):
        coverage.statements[start, stop] |= colour == "green"
    for start, stop, colour, _ in highlights["branches"].get(name, {}).get(source_id, []):
        coverage.branches[start, stop] |= SIDES[colour]


def is_ours(source: str) -> bool:
    """Whether a path is one of contracts that are deployed."""
    return source.startswith("contracts/") and not source.startswith("contracts/mocks/")


def open_functions(ast: Any) -> Iterator[tuple[Span, str]]:
    """Spans and names of the functions of a source file that have a body and can be called from outside."""
    if isinstance(ast, list):
        for node in ast:
            yield from open_functions(node)
    elif isinstance(ast, dict):
        if ast.get("nodeType") == "FunctionDefinition" and ast["visibility"] in OPEN and ast.get("body"):
            if ast["kind"] != "constructor":
                start, length, _ = map(int, ast["src"].split(":"))
                yield (start, start + length), ast["name"] or ast["kind"]
        else:
            yield from open_functions(ast.get("nodes", []))


def gap(source: str, text: str, span: Span, kind: str) -> Gap:
    """A gap whose text is the source's, in one line."""
    raw = text.encode()[span[0] : span[1]].decode()
    return Gap(source, line_of(text, span), kind, " ".join(raw.split()))


def line_of(text: str, span: Span) -> int:
    """Number of the line, from 1, in which a span begins; offsets count bytes."""
    return text.encode()[: span[0]].count(b"\n") + 1


def percentage(part: int, whole: int) -> float:
    """100 of nothing."""
    return 100 * part / whole if whole else 100.0
