"""What a plan allows that a brand may not have meant is said before it is deployed, and nothing else is."""

import importlib
import re
from pathlib import Path

import pytest

from benchmarks.airdrop import wide_plan
from scripts.plan import DeploymentPlan
from scripts.plan_warnings import MANY_UNITS, warning_texts, warnings
from symbia.words import DEFAULT, catalogue
from tests import ROOT
from tests.nodes.house import GETH, House
from tests.scripts.plans import ACCOUNTS, DEMO, Edit, both, entry, read

DAY, HOUR = 86_400, 3_600
POLICY, TREASURY, PRODUCT = {"of": "Policy"}, {"of": "Treasury"}, {"of": "Product direction"}
# Right, and documented in the plan: a cap and a square root count wallets; the largest memberships come in the launch.
OF_THE_DEMO = ["splitting", "largest_waits"]
NO_LAUNCH = both(entry("launch_units", 0), entry("launch_sold_units", 0))

# Warning, an edit that brings it about, what it says, and the next plan that does not.
WARNED: list[tuple[str, Edit, str, Edit]] = [
    ("no_guardian", entry("GUARDIAN", []), "nobody is GUARDIAN", entry("GUARDIAN", ["account:7"])),
    ("timelock_short", entry("timelock_delay", DAY - 1), "23 hours", entry("timelock_delay", DAY)),
    (
        "timelock_short",
        both(entry("timelock_delay", 0), entry("timelock_delay_floor", 0)),
        "in the very block",
        entry("timelock_delay", DAY),
    ),
    ("floor_short", entry("timelock_delay_floor", 0), "0 seconds", entry("timelock_delay_floor", HOUR)),
    ("floor_short", entry("timelock_delay_floor", HOUR - 1), "59 minutes", entry("timelock_delay_floor", HOUR)),
    ("late_short", entry("late_quorum_extension", 0), "no time to answer", entry("late_quorum_extension", HOUR)),
    ("delay_short", entry("voting_delay", 1, **TREASURY), ": Treasury.", entry("voting_delay", 1, **PRODUCT)),
    ("delay_short", entry("voting_delay", DAY - 1, **TREASURY), ": Treasury.", entry("voting_delay", DAY, **POLICY)),
    ("period_short", entry("voting_period", 60, **TREASURY), ": Treasury.", entry("voting_period", 60, **PRODUCT)),
    (
        "period_short",
        entry("voting_period", DAY - 1, **TREASURY),
        ": Treasury.",
        entry("voting_period", DAY, **TREASURY),
    ),
    # 250 given and 100 sold: 175 are half.
    (
        "quorum_beyond",
        entry("quorum_least", 176, **POLICY),
        ": Policy. Write at most 175.",
        entry("quorum_least", 175, **POLICY),
    ),
    ("quorum_beyond", entry("quorum_least", 1_000_000, **POLICY), ": Policy.", entry("quorum_least", 100, **POLICY)),
    (
        "quorum_beyond",
        entry("quorum_least", 200, **PRODUCT),
        ": Product direction.",
        entry("quorum_least", 9, **PRODUCT),
    ),
    # Without a launch, 30 days of 5 given and 5 sold.
    (
        "quorum_beyond",
        both(NO_LAUNCH, entry("quorum_least", 151, **POLICY)),
        "Write at most 150.",
        both(NO_LAUNCH, entry("quorum_least", 150, **POLICY)),
    ),
    (
        "threshold_beyond",
        entry("proposal_threshold", 176, **TREASURY),
        ": Treasury. Write at most 175",
        entry("proposal_threshold", 175, **TREASURY),
    ),
    (
        "threshold_beyond",
        entry("proposal_threshold", 176),
        ": Product direction.",
        both(entry("proposal_threshold", 176), entry("proposer_rule", '"brand"')),
    ),
    # 1% of all units is enough to propose what reaches governance.
    (
        "threshold_beyond",
        entry("proposal_threshold", 2**28 - 1),
        "Product direction",
        entry("proposal_threshold", 2**28 - 1, **POLICY),
    ),
    ("hardly_passes", entry("quorum_bps", 5_001), ": Product direction.", entry("quorum_bps", 5_000)),
    ("hardly_passes", entry("quorum_bps", 10_000), ": Product direction.", entry("quorum_bps", 5_000)),
    ("hardly_passes", entry("approval_bps", 9_001), "at most 9000", entry("approval_bps", 9_000)),
    ("hardly_passes", entry("option_bps", 9_001, **TREASURY), ": Treasury.", entry("option_bps", 9_000, **TREASURY)),
    ("least_is_most", entry("per_day_least", 11), "Write at most 10.", entry("per_day_least", 10)),
    ("least_is_most", entry("per_day_least", 200_000), "Write at most 10.", entry("per_day_least", 0)),
    # Without a launch the least is how a brand begins.
    (
        "many_units",
        both(NO_LAUNCH, entry("per_day_least", MANY_UNITS)),
        "per_day_least = 1,000,000",
        both(NO_LAUNCH, entry("per_day_least", MANY_UNITS - 1)),
    ),
    ("many_units", entry("launch_units", 10_000_000), "launch_units = 10,000,000", entry("launch_units", 999_999)),
    ("many_units", entry("launch_sold_units", 2_000_000), "launch_sold_units", entry("launch_sold_units", 999_999)),
    (
        "sales_unbounded",
        entry("sold_per_day_bps", 0),
        "whoever buys most votes takes it back",
        entry("sold_per_day_bps", 1),
    ),
    # 2% of the launch's 350 are 7.
    ("largest_waits", entry("max_units", 8), "more than 7 units until 400 units can vote", entry("max_units", 7)),
    ("largest_waits", entry("max_units", 101), "until 5,050 units", entry("launch_units", 4_900)),
    (
        "largest_waits",
        both(NO_LAUNCH, entry("max_units", 6)),
        "more than 5 units",
        both(NO_LAUNCH, entry("max_units", 5)),
    ),
    # What is sold has no bound: so much can be sold any day.
    ("largest_waits", entry("max_units", 101), "max_units = 101", entry("sold_per_day_bps", 0)),
    (
        "splitting",
        entry("cap", 20, **TREASURY),
        "Product direction, Marketing strategy, Treasury.",
        both(entry("cap", 0), entry("curve", '"units"', of="Marketing strategy")),
    ),
    (
        "choices_of_wallets",
        entry("curve", '"square_root"', **TREASURY),
        ": Treasury. Choose",
        both(entry("curve", '"square_root"', **TREASURY), entry("methods", ["for_against"], **TREASURY)),
    ),
    ("shared_hand", entry("ISSUER", ["account:1"]), "both BRAND and ISSUER", entry("ISSUER", ["account:4"])),
    (
        "shared_hand",
        entry("GUARDIAN", ["account:1"]),
        f"{ACCOUNTS[1]} holds both BRAND",
        entry("GUARDIAN", ["account:6"]),
    ),
    # A partner can do nothing yet.
    ("shared_hand", entry("GUARDIAN", ["account:2"]), "both ISSUER and GUARDIAN", entry("PARTNER", ["account:1"])),
]


def codes(plan: DeploymentPlan, accounts: list[str] = ACCOUNTS) -> list[str]:
    """Last parts of the warnings' codes."""
    return [text.code.removeprefix("scripts.plan.") for text in warning_texts(plan, accounts)]


@pytest.mark.parametrize(("code", "edit", "words", "other"), WARNED, ids=[f"{case[0]}-{case[2]}" for case in WARNED])
def test_it_is_warned_of_and_the_next_is_not(tmp_path: Path, code: str, edit: Edit, words: str, other: Edit) -> None:
    plan = read(tmp_path, edit)
    told = dict(zip(codes(plan), warnings(plan, ACCOUNTS), strict=True))
    assert words in told[code]
    assert told[code].startswith("Warning: ")
    assert code not in codes(read(tmp_path, other))


def test_every_warning_is_tried_and_described() -> None:
    """In docs/plans.md, a line each."""
    every = {code.removeprefix("scripts.plan.") for code in catalogue(DEFAULT) if code.startswith("scripts.plan.")}
    assert {case[0] for case in WARNED} == every
    assert set(re.findall(r"^\| `(\w+)` \|", (ROOT / "docs" / "plans.md").read_text(), re.MULTILINE)) >= every


def test_of_a_type_of_a_minute_several_things_are_said(tmp_path: Path) -> None:
    """Seen before: one unit took the whole treasury by a vote of 62 seconds, without a word."""
    numbers = {"voting_delay": 1, "voting_period": 60, "quorum_bps": 1, "quorum_least": 1, "proposal_threshold": 1}
    plan = read(tmp_path, both(*(entry(name, value, **TREASURY) for name, value in numbers.items())))
    assert codes(plan) == ["delay_short", "period_short", *OF_THE_DEMO]


def test_plans_of_this_repository_say_what_is_right(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is what it wants to be."""
    assert codes(DeploymentPlan.read(DEMO)) == OF_THE_DEMO
    wide = DeploymentPlan.read(wide_plan(tmp_path))  # for a list of 10,000 members
    assert codes(wide) == ["splitting", "many_units"]
    monkeypatch.setattr("tests.nodes.house.write_keystores", lambda _: None)
    nodes = House(GETH, None, tmp_path, None, None)  # type: ignore[arg-type] - only its plan is asked for
    assert codes(DeploymentPlan.read(nodes.plan)) == ["splitting"]
    monkeypatch.syspath_prepend(ROOT / "tests" / "contracts")
    tests = importlib.import_module("support.plan").PLAN  # short and wide on purpose
    assert codes(tests) == ["timelock_short", "delay_short", "sales_unbounded", "many_units"]
