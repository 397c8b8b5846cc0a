"""Every invariant of docs/invariants.md is cited by a test, and every citation names one."""

import re

from tests import ROOT

STATED = re.findall(r"^(\d+)\. ", (ROOT / "docs" / "invariants.md").read_text(), re.MULTILINE)
CITATION = re.compile(r"\bInvariants? (\d+) of docs/invariants\.md")


def test_they_are_numbered_in_order() -> None:
    assert [int(number) for number in STATED] == list(range(1, len(STATED) + 1))
    assert len(STATED) >= 12


def test_each_is_cited_by_a_test_and_each_citation_is_one_of_them() -> None:
    files = [path.read_text() for path in (ROOT / "tests").rglob("test_*.py")]
    cited = {number for text in files for number in CITATION.findall(text)}
    assert cited == set(STATED)
