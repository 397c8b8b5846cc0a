"""The READMEs of the contracts name every contract, and what is linked."""

import json
import re
from pathlib import Path

from scripts.deploy import LIBRARIES
from symbia.chain.abi import CONTRACTS
from tests import ROOT

HOUSE = ROOT / "contracts"
GOVERNANCE = HOUSE / "governance"


def rows(readme: Path) -> list[list[str]]:
    """Cells of the table rows that begin with a link, without the outer bars."""
    lines = readme.read_text().splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| [")]


def linked_file(readme: Path, row: list[str]) -> Path:
    """The source that a row is about; its name must be the one that is shown."""
    name, target = re.fullmatch(r"\[`(\w+)`\]\(([\w/.]+)\)", row[0]).groups()  # type: ignore[union-attr]
    path = (readme.parent / target).resolve()
    assert path.stem == name, row[0]
    return path


def test_every_contract_has_its_line() -> None:
    everything = {path for path in HOUSE.rglob("*.sol") if "mocks" not in path.relative_to(HOUSE).parts}
    of_governance = {path for path in everything if GOVERNANCE in path.parents}
    listed = [linked_file(HOUSE / "README.md", row) for row in rows(HOUSE / "README.md")]
    listed_there = [linked_file(GOVERNANCE / "README.md", row) for row in rows(GOVERNANCE / "README.md")]
    assert len(listed) == len(set(listed)), "a contract has two lines"
    assert sorted(listed_there) == sorted(of_governance)
    deployed_there = {path for path in of_governance if path.stem in {*CONTRACTS, *LIBRARIES}}
    assert set(listed) == (everything - of_governance) | deployed_there


def test_what_is_deployed_and_what_it_links() -> None:
    deployed = {
        linked_file(HOUSE / "README.md", row).stem: row[3] for row in rows(HOUSE / "README.md") if len(row) == 4
    }
    assert set(deployed) == {*CONTRACTS, "MembershipRenderer", *LIBRARIES}
    for contract, links in deployed.items():
        code = json.loads((ROOT / "build" / "contracts" / f"{contract}.json").read_text())["bytecode"]
        markers = {marker.strip("_") for marker in re.findall(r"_{2,}[^_]+_+", code)}
        assert set(re.findall(r"`(\w+)`", links)) == markers, contract


def test_links_lead_somewhere() -> None:
    for readme in (HOUSE / "README.md", GOVERNANCE / "README.md"):
        for target in re.findall(r"\]\((?!http)([^)#]+)", readme.read_text()):
            assert (readme.parent / target).exists(), f"{readme}: {target}"
