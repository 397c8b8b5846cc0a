"""The plan is checked before anything is sent, and says which entry is wrong."""

from pathlib import Path

import pytest

from scripts.plan import DeploymentPlan, PlanError
from scripts.seed_stage import PATRON
from symbia.rules.ballots.names import CURVES
from tests.e2e.stack import ROOT

DEMO = ROOT / "scripts" / "plans" / "demo.toml"
ACCOUNTS = [f"0x{number:040x}" for number in range(1, 81)]
MAY_BE_LEFT_OUT = ("methods", "curve", "cap", "option_bps", "answer_period", "excluded_accounts")
CHECKSUMMED = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"


def edited(tmp_path: Path, old: str, new: str) -> Path:
    """The demo's plan with one change."""
    text = DEMO.read_text()
    assert old in text
    plan = tmp_path / "plan.toml"
    plan.write_text(text.replace(old, new, 1))
    return plan


def test_the_demo_plan_is_a_plan() -> None:
    plan = DeploymentPlan.read(DEMO)
    assert [entry.name for entry in plan.proposal_types] == [
        "Product direction",
        "Marketing strategy",
        "Treasury",
        "Policy",
    ]
    assert plan.role_holders(ACCOUNTS)["BRAND"] == (ACCOUNTS[1],)
    assert plan.excluded_accounts(ACCOUNTS) == [ACCOUNTS[PATRON]]
    assert plan.grace == 3 * 86_400
    assert {entry.curve for entry in plan.proposal_types} == set(CURVES)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('brand = "Juniper & Rye"', "", "brand"),
        ('brand = "Juniper & Rye"', 'brand = " "', "brand"),
        ("[governance]", "[gouvernance]", r"\[governance\]"),
        ("timelock_delay = 172_800", "timelock_delay = -1", "timelock_delay"),
        ("timelock_delay = 172_800", "timelock_delay = true", "timelock_delay"),
        ('BRAND = ["account:1"]', "BRAND = []", "roles.BRAND"),
        ('BRAND = ["account:1"]', 'BRAND = "account:1"', "roles.BRAND"),
        ('proposer_rule = "brand_or_members"', 'proposer_rule = "anybody"', "anybody"),
        ("binding = false", 'binding = "no"', "binding"),
        ("binding = false", 'binding = false\nmethods = ["dice"]', "dice"),
        ("binding = false", "binding = false\nmethods = []", "methods"),
        ("binding = false", 'binding = false\nmethods = ["split", "split"]', "methods"),
        ("binding = false", 'binding = false\ncurve = "steep"', "steep"),
        ("cap = 20", "cap = -1", "cap"),
        ("grace = 259_200", "", "grace"),
        ("grace = 259_200", "grace = 86_399", r"grace: 86399; write 86400 \(a day\) to 7776000 seconds \(90 days\)"),
        ("grace = 259_200", "grace = 7_776_001", "grace: 7776001"),
        ('excluded_accounts = ["account:5"]', 'excluded_accounts = "account:5"', "excluded_accounts"),
        ("[[proposal_types]]", "[[proposal_types", "TOML"),
    ],
)
def test_a_wrong_entry_is_named(tmp_path: Path, old: str, new: str, words: str) -> None:
    with pytest.raises(PlanError, match=words):
        DeploymentPlan.read(edited(tmp_path, old, new))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match=r"nowhere\.toml"):
        DeploymentPlan.read(tmp_path / "nowhere.toml")


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("account:80", "80 accounts"),
        ("account:x", "80 accounts"),
        ("0x12", "not an address"),
        ("0x" + "00" * 20, "not an address"),
        (CHECKSUMMED.replace("F3E9", "f3E9"), "checksum"),
    ],
)
def test_a_holder_that_is_no_account_is_refused(tmp_path: Path, entry: str, words: str) -> None:
    plan = DeploymentPlan.read(edited(tmp_path, "account:1", entry))
    with pytest.raises(PlanError, match=words):
        plan.role_holders(ACCOUNTS)


@pytest.mark.parametrize("entry", [CHECKSUMMED, CHECKSUMMED.lower()])
def test_addresses_are_checksummed(tmp_path: Path, entry: str) -> None:
    plan = DeploymentPlan.read(edited(tmp_path, "account:1", entry))
    assert plan.role_holders(ACCOUNTS)["BRAND"] == (CHECKSUMMED,)


def test_what_a_type_leaves_out_is_ordinary(tmp_path: Path) -> None:
    """Every method, votes as units, no cap, the most votes win, no answer owed, nobody excluded."""
    path = tmp_path / "plan.toml"
    path.write_text("\n".join(line for line in DEMO.read_text().splitlines() if not line.startswith(MAY_BE_LEFT_OUT)))
    plan = DeploymentPlan.read(path)
    assert {entry.as_struct()[8:13] for entry in plan.proposal_types} == {(31, 0, 0, 0, 0)}
    assert plan.excluded_accounts(ACCOUNTS) == []


def test_rules_of_ballots_and_excluded_accounts(tmp_path: Path) -> None:
    terms = 'binding = false\nmethods = ["ranked", "for_against"]\ncurve = "square_root"\noption_bps = 3_000'
    path = edited(tmp_path, "binding = false", terms)
    path.write_text(path.read_text().replace('["account:5"]', '["account:7", "account:5"]'))
    plan = DeploymentPlan.read(path)
    assert plan.proposal_types[0].as_struct()[8:] == (17, 1, 20, 3_000, 1_209_600, "Product direction")
    assert plan.proposal_types[2].as_struct()[8:] == (7, 0, 0, 5_000, 0, "Treasury")
    assert plan.excluded_accounts(ACCOUNTS) == [ACCOUNTS[5], ACCOUNTS[7]]


def test_at_most_eight_accounts_are_excluded(tmp_path: Path) -> None:
    nine = [f"account:{number}" for number in range(9)]
    plan = DeploymentPlan.read(edited(tmp_path, '["account:5"]', str(nine)))
    with pytest.raises(PlanError, match="at most 8"):
        plan.excluded_accounts(ACCOUNTS)
