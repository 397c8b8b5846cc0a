"""What the contracts number, and the names for it: the same, in the same order."""

import re
from pathlib import Path

import pytest

from symbia.rules import memberships, proposals
from symbia.rules.ballots.names import CURVES, METHODS, PROBLEMS
from symbia.rules.memberships import MEMBERSHIP_STATES
from symbia.rules.perks import RULES
from symbia.rules.proposals import PROPOSAL_STATES, PROPOSER_RULES
from symbia.rules.roles import ROLE_IDS
from tests import ROOT

INTERFACES = ROOT / "contracts" / "interfaces"
GOVERNOR = ROOT / "node_modules" / "@openzeppelin" / "contracts" / "governance" / "IGovernor.sol"


def enum(file: Path, name: str) -> list[str]:
    """Its members as we write them."""
    declared = re.search(rf"enum {name} \{{(.*?)\}}", file.read_text(), re.DOTALL)
    assert declared is not None
    members = re.findall(r"^\s*(\w+)", declared[1], re.MULTILINE)
    return [re.sub(r"(?<=[a-z])(?=[A-Z])", "_", member).lower() for member in members]


@pytest.mark.parametrize(
    ("file", "name", "names"),
    [
        (GOVERNOR, "ProposalState", PROPOSAL_STATES),
        (INTERFACES / "IProposalTypes.sol", "ProposerRule", PROPOSER_RULES),
        (INTERFACES / "IProposalTypes.sol", "BallotMethod", METHODS),
        (INTERFACES / "IProposalTypes.sol", "Curve", CURVES),
        (INTERFACES / "IBallots.sol", "BallotProblem", ["none", *PROBLEMS[1:]]),
        (INTERFACES / "IBrandMembership.sol", "MembershipState", MEMBERSHIP_STATES),
        (INTERFACES / "IPerkRegistry.sol", "PerkRule", RULES),
    ],
)
def test_names_stand_in_the_order_of_the_contracts(file: Path, name: str, names: list[str]) -> None:
    assert enum(file, name) == list(names)


def test_numbers_of_states_are_their_places() -> None:
    for module, states in ((proposals, PROPOSAL_STATES), (memberships, MEMBERSHIP_STATES)):
        assert [getattr(module, state.upper()) for state in states] == list(range(len(states)))


def test_roles_are_the_constants_of_brand_access() -> None:
    (source,) = (ROOT / "contracts").rglob("BrandAccess.sol")
    declared = re.findall(r"uint64 public constant (\w+) = (\d+);", source.read_text())
    assert {label: int(role_id) for label, role_id in declared} == ROLE_IDS
