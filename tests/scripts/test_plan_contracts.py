"""What a constructor would refuse is refused by the plan, before anything is sent."""

import json
import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from scripts import plan as bounds
from scripts.deploy import MAX_INIT_CODE, require_room
from scripts.plan import DeploymentPlan, PlanError
from tests import ROOT
from tests.scripts.plans import ACCOUNTS, CONDUCT, DEMO, Edit, added, both, entry, read
from tests.scripts.reachable import CONTRACTS, reachable_errors

DAY = 86_400
# What deploy() calls beside the constructors.
CALLED = ("bindVotes", "setTargetFunctionRole", "grantRole", "renounceRole")
IDEA = """
[[proposal_types]]
name = "{name}"
voting_delay = 1
voting_period = 86_400
proposal_threshold = 1
quorum_bps = 1
approval_bps = 5_000
proposer_rule = "members"
binding = false
"""


def ideas(count: int) -> Edit:
    """So many advisory types more, with names that look different."""
    letters = "bcdfghkmpt"
    names = [f"Idea {one}a{other}" for one in letters for other in letters]
    return added("".join(IDEA.format(name=name) for name in names[:count]))


def conduct(more: str) -> Edit:
    return added(CONDUCT.format(rule="members", more=more))


def _without_types(plan: str) -> str:
    return "proposal_types = []\n" + plan[: plan.index("[[proposal_types]]")]


# Each error that a deployment can meet, as tests/scripts/reachable.py finds them: plans that would bring it about and
# what is said about them, or why no plan does.
TREASURY, POLICY = {"of": "Treasury"}, {"of": "Policy"}
REFUSED: dict[str, list[tuple[Edit, str]]] = {
    "BrandGovernor_ActionWindowTooShort": [
        (entry("action_window", 0), "action_window: 0; write 3600"),
        (entry("action_window", 3_599), "action_window: 3599"),
    ],
    "BrandGovernor_LateQuorumExtensionTooLong": [
        (entry("late_quorum_extension", 7 * DAY + 1), "late_quorum_extension: 604801; write at most 604800"),
    ],
    "BrandMembership_InvalidAppealWindow": [
        (entry("appeal_window", DAY - 1), "appeal_window: 86399"),
        (entry("appeal_window", 365 * DAY + 1), "appeal_window: 31536001"),
    ],
    "BrandMembership_InvalidBounds": [
        (entry("max_units", 0), "max_units: 0"),
        (entry("max_units", 2**28), "max_units: 268435456"),
        (entry("max_tier_units", 99), "max_tier_units: 99"),
        (entry("per_day_least", 2**28), "per_day_least: 268435456"),
        (entry("given_per_day_bps", 10_001), "write at most 500"),
        (entry("sold_per_day_bps", 10_001), "write at most 500"),
    ],
    "BrandMembership_InvalidGrace": [
        (entry("grace", DAY - 1), "grace: 86399"),
        (entry("grace", 90 * DAY + 1), "grace: 7776001"),
    ],
    "BrandMembership_InvalidLaunch": [(entry("launch_period", 90 * DAY + 1), "launch_period: 7776001")],
    "BrandTimelock_InvalidDelay": [
        (entry("timelock_delay", 30 * DAY + 1), "timelock_delay: 2592001"),
        (entry("timelock_delay_floor", 2 * DAY + 1), "timelock_delay: 172800; write 172801"),
    ],
    "ProposalTypes_InvalidExclusions": [
        (entry("excluded_accounts", [f"account:{number}" for number in range(9)]), "9 accounts; name at most 8"),
        (entry("excluded_accounts", ["0x" + "00" * 20]), "not an address"),
    ],
    "ProposalTypes_InvalidType: answerPeriod: 0 to 365 days": [
        (entry("answer_period", 365 * DAY + 1), "answer_period: 31536001 in 'Product direction'"),
    ],
    "ProposalTypes_InvalidType: approvalBps: 5000 to 9999": [
        (entry("approval_bps", 4_999), "approval_bps: 4999 in 'Product direction'; write 5000 to 9999"),
        (entry("approval_bps", 10_000, **POLICY), "approval_bps: 10000 in 'Policy'"),
    ],
    "ProposalTypes_InvalidType: curve: units and no cap, for governance": [
        (entry("curve", '"square_root"', **POLICY), "curve: 'Policy' reaches governance"),
        (entry("cap", 20, **POLICY), "curve: 'Policy' reaches governance"),
    ],
    "ProposalTypes_InvalidType: methods: for and against only, beyond payments": [
        (entry("methods", ["for_against", "split"], **POLICY), "methods: 'Policy' reaches governance"),
    ],
    "ProposalTypes_InvalidType: methods: one bit each of the five methods": [
        (entry("methods", [], **TREASURY), "methods"),
        (entry("methods", ["dice"], **TREASURY), "dice"),
    ],
    "ProposalTypes_InvalidType: name: not empty": [(entry("name", '""'), "name: write a text")],
    "ProposalTypes_InvalidType: optionBps: 0 to 9999": [
        (entry("option_bps", 10_000, **TREASURY), "option_bps: 10000 in 'Treasury'; write 0 to 9999"),
    ],
    "ProposalTypes_InvalidType: optionBps: at least approvalBps, for binding choices": [
        (entry("option_bps", 5_999, **TREASURY), "option_bps: 5999 in 'Treasury'"),
    ],
    "ProposalTypes_InvalidType: proposalThreshold: at least 1 unit": [
        (entry("proposal_threshold", 0), "proposal_threshold: 0 in 'Product direction'; write 1"),
    ],
    "ProposalTypes_InvalidType: quorumBps: 1 to 10000": [
        (entry("quorum_bps", 0), "quorum_bps: 0 in 'Product direction'; write 1 to 10000"),
        (entry("quorum_bps", 10_001), "quorum_bps: 10001"),
    ],
    "ProposalTypes_InvalidType: quorumLeast: at least 1 unit": [
        (entry("quorum_least", 0, **POLICY), "quorum_least: 0 in 'Policy'; write 1"),
    ],
    "ProposalTypes_InvalidType: reach: payments for an advisory type": [
        (entry("reach", '"brand"', of="Marketing strategy"), "reach: 'Marketing strategy' is advisory"),
    ],
    "ProposalTypes_InvalidType: votingDelay: 1 second to 90 days": [
        (entry("voting_delay", 0), "voting_delay: 0 in 'Product direction'; write 1 to 7776000 seconds"),
        (entry("voting_delay", 90 * DAY + 1, **POLICY), "voting_delay: 7776001 in 'Policy'"),
    ],
    "ProposalTypes_InvalidType: votingPeriod: 1 minute to 90 days": [
        (entry("voting_period", 59), "voting_period: 59 in 'Product direction'; write 60 to 7776000 seconds"),
        (entry("voting_period", 90 * DAY + 1, **POLICY), "voting_period: 7776001 in 'Policy'"),
    ],
    "ProposalTypes_LaxerThanNarrower: approvalBps": [
        (entry("approval_bps", 5_999, **POLICY), "approval_bps: 5999 in 'Policy', which reaches governance"),
    ],
    "ProposalTypes_LaxerThanNarrower: cap": [(conduct("cap = 20"), "cap: 20 in 'Conduct'")],
    "ProposalTypes_LaxerThanNarrower: curve": [(conduct('curve = "square_root"'), "curve: square_root in 'Conduct'")],
    "ProposalTypes_LaxerThanNarrower: quorumBps": [
        (entry("quorum_bps", 2_499, **POLICY), "quorum_bps: 2499 in 'Policy', which reaches governance"),
    ],
    "ProposalTypes_LaxerThanNarrower: quorumLeast": [
        (entry("quorum_least", 19, **POLICY), "quorum_least: 19 in 'Policy', which reaches governance"),
    ],
    "ProposalTypes_LaxerThanNarrower: votingDelay": [
        (entry("voting_delay", DAY - 1, **POLICY), "voting_delay: 86399 in 'Policy', which reaches governance"),
    ],
    "ProposalTypes_LaxerThanNarrower: votingPeriod": [
        (entry("voting_period", 5 * DAY - 1, **POLICY), "voting_period: 431999 in 'Policy', which reaches governance"),
    ],
    "ProposalTypes_NoGovernanceType": [
        (entry("reach", '"payments"', **POLICY), "nothing could ever be changed"),
        (entry("proposer_rule", '"brand"', **POLICY), "nothing could ever be changed"),
        (entry("quorum_bps", 5_001, **POLICY), "nothing could ever be changed"),
        (entry("approval_bps", 9_001, **POLICY), "nothing could ever be changed"),
    ],
    "ProposalTypes_TooManyTypes": [(ideas(61), "proposal_types: 65 of them; write at most 64")],
    "ProposalTypes_UnknownType": [(_without_types, "proposal_types: the plan needs at least one")],
}
NO_PLAN_DOES = {
    "ERC5805FutureLookup": "TypeBook asks for the second before",
    "AccessManagedUnauthorized": "the deployer is admin until the hand-over, which comes last",
    "AccessManagerInvalidInitialAdmin": "the first admin is the deployer",
    "BallotCounting_InvalidChoice": "it is about ballots; a function of the same name is called",
    "BrandMembership_InvalidRenderer": "the renderer is deployed just before",
    "BrandMembership_MetadataFrozen": "nothing is frozen in a contract that begins",
    "MembershipDrops_InvalidTerms": "the treasury is the timelock, deployed just before",
    "MembershipVotes_Bound": "an account is bound once, and delegates to itself only",
    "MembershipVotes_DelegateeBound": "an account that is bound delegates to itself only",
    "ProposalTypes_VotesNotBound": "deploy() binds each excluded account before the governor asks",
    "UnitTrace_Overflow": "there are no units yet",
    "UnitTrace_UnorderedInsertion": "there are no units yet",
}
CASES = [(error, edit, words) for error, cases in REFUSED.items() for edit, words in cases]


def test_every_error_of_a_deployment_is_met_by_the_plan_or_by_no_plan() -> None:
    assert REFUSED.keys() | NO_PLAN_DOES.keys() == reachable_errors(CALLED)
    assert not REFUSED.keys() & NO_PLAN_DOES.keys()


@pytest.mark.parametrize(("error", "edit", "words"), CASES, ids=[f"{case[0]}-{case[2]}" for case in CASES])
def test_what_brings_it_about_is_refused(tmp_path: Path, error: str, edit: Edit, words: str) -> None:
    with pytest.raises(PlanError, match=words):
        read(tmp_path, edit)


@pytest.mark.parametrize(
    "edit",
    [
        entry("action_window", 3_600),
        entry("late_quorum_extension", 7 * DAY),
        entry("late_quorum_extension", 0),
        entry("voting_delay", 1),
        both(entry("voting_delay", 90 * DAY, **POLICY), entry("appeal_window", 365 * DAY)),
        entry("voting_period", 60),
        both(entry("voting_period", 90 * DAY, **POLICY), entry("appeal_window", 365 * DAY)),
        entry("proposal_threshold", 1),
        entry("quorum_bps", 1),
        entry("quorum_bps", 10_000),
        entry("approval_bps", 9_999),
        entry("answer_period", 365 * DAY),
        entry("option_bps", 9_999),
        entry("launch_period", 90 * DAY),
        ideas(60),
    ],
)
def test_what_the_contracts_take_is_taken(tmp_path: Path, edit: Edit) -> None:
    assert read(tmp_path, edit)


NUMBERS = re.findall(r"^(\w+) = [\d_]+", DEMO.read_text(), re.MULTILINE)


@pytest.mark.parametrize("name", sorted({*NUMBERS}))
@pytest.mark.parametrize("value", [2**256, 2**40])
def test_no_number_is_too_large_for_the_contracts(tmp_path: Path, name: str, value: int) -> None:
    """Brownie would refuse it too, when it gets there: after the transactions before."""
    if name == "price_floor" and value < 2**128:
        assert read(tmp_path, entry(name, value)).bounds.price_floor == value
        return
    with pytest.raises(PlanError):
        read(tmp_path, entry(name, value))


def test_the_bounds_are_those_of_the_contracts() -> None:
    """A bound that moves in Solidity moves in the plan."""
    known = bounds.TYPE_NUMBERS | bounds.OPTIONAL_NUMBERS
    delay, period = known["voting_delay"], known["voting_period"]
    assert _constants("governance/TypeBook.sol") == {
        "BPS": bounds.BASIS_POINTS,
        "MIN_VOTING_PERIOD": period[0],
        "MAX_VOTING_PERIOD": period[1],
        "MAX_VOTING_DELAY": delay[1],
        "MAX_ANSWER_PERIOD": known["answer_period"][1],
        "MAX_EXCLUDED": bounds.MOST_EXCLUDED,
        "MAX_TYPES": bounds.MOST_TYPES,
        "REPAIR_QUORUM_BPS": bounds.REPAIR_QUORUM_BPS,
        "REPAIR_APPROVAL_BPS": bounds.REPAIR_APPROVAL_BPS,
    } | _own("governance/TypeBook.sol")
    governor = _constants("governance/BrandGovernor.sol")
    assert governor["MAX_LATE_QUORUM_EXTENSION"] == bounds.MAX_LATE_EXTENSION
    assert governor["MIN_ACTION_WINDOW"] == bounds.MIN_ACTION_WINDOW
    assert _constants("governance/BrandTimelock.sol") == {"MAX_DELAY": bounds.MAX_TIMELOCK_DELAY}
    assert _constants("membership/MembershipBounds.sol")["MAX_LAUNCH"] == bounds.MAX_LAUNCH
    life = _constants("membership/MembershipLife.sol")
    assert (life["MIN_GRACE"], life["MAX_GRACE"]) == (DAY, bounds.MAX_GRACE)
    assert life["MAX_APPEAL_WINDOW"] == bounds.YEAR


# Of what is proposed later, and of shifts: no plan can break them.
NOT_OF_PLANS = ("REPAIR_THRESHOLD_PART", "QUORUM_RISE_PART", "RELIEF_APPROVAL_BPS", "PROTECTS", "APPEALS", "RELIEVES")


def _own(path: str) -> dict[str, int]:
    return {name: value for name, value in _constants(path).items() if name in (*NOT_OF_PLANS, "AUTHORITY_GAS")}


def _constants(path: str) -> dict[str, int]:
    """Of a contract, seconds for times; shifts left out."""
    units = {"": 1, "minutes": 60, "hours": 3_600, "days": DAY}
    found = re.findall(r"constant (\w+) = ([\d_]+) ?(\w*);", (CONTRACTS / path).read_text())
    return {name: int(number.replace("_", "")) * units[unit] for name, number, unit in found}


def test_a_governor_that_does_not_fit_into_a_transaction_is_refused(tmp_path: Path) -> None:
    """64 types are in the contract's bound, and not in what a chain takes (EIP-3860)."""
    built = json.loads((ROOT / "build" / "contracts" / "BrandGovernor.json").read_text())
    project = {"BrandGovernor": SimpleNamespace(abi=built["abi"], bytecode=built["bytecode"])}
    excluded = DeploymentPlan.read(DEMO).excluded_accounts(ACCOUNTS)
    require_room(project, read(tmp_path, ideas(20)), excluded)
    with pytest.raises(
        PlanError, match=rf"with 64 of them the governor is \d+ bytes, and a chain takes {MAX_INIT_CODE}"
    ):
        require_room(project, read(tmp_path, ideas(60)), excluded)


def test_a_name_that_would_fill_a_block_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="name: 201 bytes; write at most 200"):
        read(tmp_path, entry("name", '"' + "a" * 201 + '"'))
    with pytest.raises(PlanError, match="brand: 201 bytes"):
        read(tmp_path, entry("brand", '"' + "宝" * 67 + '"'))
    assert read(tmp_path, entry("brand", '"' + "宝" * 66 + '"')).brand == "宝" * 66
