"""What `make coverage` counts, and what it lets pass."""

from pathlib import Path
from typing import Any

import pytest

from scripts.gate.coverage.plugin import steps
from scripts.gate.coverage.report import Coverage, Gap, measure
from scripts.gate.coverage.verdict import Argued, CoverageVerdict, read_argued
from tests import ROOT

SOURCE = "contracts/A.sol"
TEXT = """contract A {
    function a() external { if (x) one(); }
    function b() public { two(
    ); }
    function c() internal { three(); }
}
"""


def span(text: str) -> list[int]:
    start = TEXT.index(text)
    return [start, start + len(text)]


A = span("function a() external { if (x) one(); }")
B = span("function b() public { two(\n    ); }")
C = span("function c() internal { three(); }")
ONE, TWO, THREE, CONDITION = span("one()"), span("two(\n    )"), span("three()"), span("x")


def function(name: str, visibility: str, place: list[int]) -> dict[str, Any]:
    """A node of a syntax tree."""
    src = f"{place[0]}:{place[1] - place[0]}:0"
    return {
        "nodeType": "FunctionDefinition",
        "name": name,
        "kind": "function",
        "visibility": visibility,
        "body": {"nodeType": "Block"},
        "src": src,
    }


def build(name: str, source: str = SOURCE) -> dict[str, Any]:
    """A contract as Brownie writes it, made from SOURCE and a library."""
    functions = [function("a", "external", A), function("b", "public", B), function("c", "internal", C)]
    return {
        "contractName": name,
        "sourcePath": source,
        "type": "contract",
        "ast": {"nodeType": "SourceUnit", "nodes": [{"nodeType": "ContractDefinition", "nodes": functions}]},
        "allSourcePaths": {"0": SOURCE, "1": "node_modules/Library.sol"},
        "coverageMap": {
            "statements": {
                "0": {"A.a": {"0": ONE}, "A.b": {"1": TWO}, "A.c": {"2": THREE}},
                "1": {"L.l": {"3": [0, 9]}},
            },
            "branches": {"0": {"A.a": {"4": [*CONDITION, False]}}, "1": {}},
        },
    }


def report(name: str, green: list[list[int]], branch: str) -> dict[str, Any]:
    """Brownie's report of a contract in which `green` ran and the branch has a colour."""
    return {
        "statements": {name: {"0": [[*one, "green" if one in green else "red", ""] for one in (ONE, TWO, THREE)]}},
        "branches": {name: {"0": [[*CONDITION, branch, ""]]}},
    }


def test_each_statement_of_ours_counts_once_whatever_is_built_from_it() -> None:
    first, second = report("A", [ONE], "yellow"), report("Other", [THREE], "orange")
    highlights = {kind: first[kind] | second[kind] for kind in ("statements", "branches")}
    coverage = measure([build("A"), build("Other", "contracts/mocks/Other.sol")], {"highlights": highlights})
    assert list(coverage) == [SOURCE]
    assert coverage[SOURCE].counts == (2, 3, 2, 2)


def test_what_no_test_touched_counts_too() -> None:
    coverage = measure([build("A")], {"highlights": {"statements": {}, "branches": {}}})
    assert coverage[SOURCE].counts == (0, 3, 0, 2)


def test_gaps_are_named_by_their_source() -> None:
    coverage = measure([build("A")], {"highlights": report("A", [ONE], "yellow")})
    assert sorted(coverage[SOURCE].gaps(SOURCE, TEXT)) == [
        Gap(SOURCE, 2, "false", "x"),
        Gap(SOURCE, 3, "function", "b"),
        Gap(SOURCE, 3, "statement", "two( )"),
        Gap(SOURCE, 5, "statement", "three()"),
    ]


def verdict(ran: int, total: int, *argued: Argued) -> CoverageVerdict:
    """`ran` of `total` statements ran, the others are gaps called by their number."""
    spans = {(number, number + 1): number < ran for number in range(total)}
    gaps = [Gap(SOURCE, number, "statement", str(number)) for number in range(ran, total)]
    return CoverageVerdict({SOURCE: Coverage(statements=spans)}, gaps, argued)


def argument(number: int) -> Argued:
    return Argued(SOURCE, "statement", str(number), "no way leads there")


def test_all_of_it_passes() -> None:
    assert verdict(20, 20).passed


def test_a_gap_wants_an_argument() -> None:
    assert not verdict(19, 20).passed
    assert verdict(19, 20, argument(19)).passed


def test_arguments_do_not_lower_the_bar() -> None:
    assert not verdict(18, 20, argument(18), argument(19)).passed


def test_an_argument_for_what_runs_must_go() -> None:
    judged = verdict(20, 20, argument(3))
    assert not judged.passed
    assert f"argued, but it runs: {SOURCE} statement: 3" in judged.lines()


def test_the_table_says_what_did_not_run() -> None:
    lines = list(verdict(19, 20).lines())
    assert lines[1].split() == ["A.sol", "19/20", "95.0%", "0/0", "100.0%"]
    assert lines[2].split() == ["all", "19/20", "95.0%", "0/0", "100.0%"]
    assert lines[3:] == [f"not run: {SOURCE}#19 statement: 19"]


@pytest.mark.parametrize("wrong", ['kind = "branch"', 'kind = "true"\nwhy = " "', 'kind = "true"\nextra = 1'])
def test_arguments_are_whole(tmp_path: Path, wrong: str) -> None:
    path = tmp_path / "argued.toml"
    path.write_text(f'[[argued]]\nsource = "a"\ntext = "b"\n{wrong}\n')
    with pytest.raises(ValueError, match="wants source, kind"):
        read_argued(path)


def test_the_arguments_kept_are_whole_and_about_sources_that_exist() -> None:
    for one in read_argued(ROOT / "scripts" / "gate" / "coverage" / "argued.toml"):
        assert (ROOT / one.source).exists(), one


def test_steps_name_the_code_that_is_called() -> None:
    execution = {"pc": [0, 2], "op": ["CALL", "STOP"], "depth": [1, 2], "calls": {"0": "0x" + "ab" * 20}}
    first, second = steps(execution)
    assert first["stack"][-2].endswith("ab" * 20)
    assert second["stack"][-2] == "0" * 64
    assert (second["pc"], second["op"], second["depth"]) == (2, "STOP", 2)
