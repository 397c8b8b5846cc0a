"""What holds for the text of the contracts, and no compiler looks after."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CONTRACTS = ROOT / "contracts"


def sources() -> dict[str, str]:
    """Texts of the contracts that are deployed, and of their parts, by path beneath contracts/."""
    paths = (path.relative_to(CONTRACTS) for path in sorted(CONTRACTS.rglob("*.sol")))
    return {path.as_posix(): (CONTRACTS / path).read_text() for path in paths if path.parts[0] != "mocks"}


def test_assembly_names_the_fields_of_a_run() -> None:
    """A number is wrong as soon as a field moves; BallotLayoutMock holds the constants against the struct."""
    reached = {name: re.findall(r"\badd\(run, (\w+)\)", text) for name, text in sources().items()}
    assert sum(map(len, reached.values())) > 20, "the pattern above finds nothing any more"
    assert {name: [place for place in places if not place.startswith("RUN_")] for name, places in reached.items()} == {
        name: [] for name in reached
    }
