"""The plan is checked before anything is sent, and says which entry is wrong."""

from pathlib import Path

import pytest

from scripts.plan import DeploymentPlan, PlanError
from tests.e2e.stack import ROOT

DEMO = ROOT / "scripts" / "plans" / "demo.toml"
ACCOUNTS = [f"0x{number:040x}" for number in range(1, 81)]
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
