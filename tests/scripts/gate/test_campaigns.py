"""`make campaigns`: what is read of Forge, what is said of it, and that campaign and contracts speak of the same."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from scripts import deploy
from scripts.gate.campaigns.faults import Fault, planted, read_faults
from scripts.gate.campaigns.forge import INVARIANT, CampaignPart, Forge, read_answer, read_done
from scripts.gate.run_campaigns import ACTIONS, ENOUGH, RARE, CampaignOutcome, seed_of
from scripts.gate.run_campaigns_faults import RECORD, FaultVerdict, keep
from scripts.toolchain.errors import SetupError
from scripts.toolchain.layout import Layout
from tests import ROOT

CAMPAIGNS = ROOT / "tests" / "campaigns"
FAULT = Fault("a door stands open", "Vault.sol", "if (!allowed) revert();", "")


def answer(**result: Any) -> bytes:
    """What Forge prints of one campaign, after what it says of compiling."""
    whole = {
        "status": "Success",
        "reason": None,
        "counterexample": None,
        "kind": {"Invariant": {"calls": 600}},
    } | result
    return b"Compiling\n" + json.dumps({"suite": {"test_results": {INVARIANT: whole}}}).encode() + b"\n"


def part(**fields: Any) -> CampaignPart:
    """A process that found nothing and did everything."""
    usual = {"seed": 7, "calls": ENOUGH, "broken": None, "sequence": (), "done": dict.fromkeys(ACTIONS, 1)}
    return CampaignPart(**(usual | fields))


def test_what_forge_says_of_a_campaign_in_which_everything_held(tmp_path: Path) -> None:
    done = tmp_path / "done.csv"
    done.write_text("vote,3\nchange the tier,1\nvote,2\n")
    read = read_answer(7, answer(), done)
    assert read == CampaignPart(7, 600, None, (), {"vote": 5, "change the tier": 1})


def test_what_forge_says_of_a_campaign_that_broke_something(tmp_path: Path) -> None:
    calls = [{"func_name": "burn", "args": "1, 2"}, {"func_name": "wait", "args": "3"}]
    failed = answer(status="Failure", reason='Broken("votes", 1, 0)', counterexample={"Sequence": [9, calls]})
    read = read_answer(7, failed, tmp_path / "none.csv")
    assert (read.broken, read.sequence, read.done) == ('Broken("votes", 1, 0)', ("burn(1, 2)", "wait(3)"), {})


def test_a_set_up_that_failed_is_a_broken_campaign(tmp_path: Path) -> None:
    unplayed = {"suite": {"test_results": {"setUp()": {"status": "Failure"}}}}
    with pytest.raises(SetupError, match="played nothing"):
        read_answer(7, json.dumps(unplayed).encode(), tmp_path / "none.csv")


def test_nothing_was_done_where_there_is_no_file(tmp_path: Path) -> None:
    assert read_done(tmp_path / "none.csv") == {}


def test_a_campaign_passes_when_everything_held_and_was_done() -> None:
    outcome = CampaignOutcome((part(), part(seed=8)), 300, 12.0)
    assert outcome.passed
    assert outcome.lines() == [f"campaigns: passed, {2 * ENOUGH} calls, 0 broken, 12 s"]


def test_a_failure_says_what_broke_and_how_to_see_it_again() -> None:
    outcome = CampaignOutcome((part(), part(seed=26, broken="Broken(..)", sequence=("burn(1)",))), 300, 12.0)
    assert not outcome.passed
    said = "\n".join(outcome.lines())
    assert "broken: Broken(..)\n    burn(1)\n" in said
    assert "--parts 1 --seed 0x1a" in said
    assert outcome.record()["broken"] == [{"seed": "0x1a", "what": "Broken(..)", "calls": ("burn(1)",)}]


def test_a_campaign_in_which_something_is_always_refused_fails() -> None:
    done = dict.fromkeys(ACTIONS, 1) | {"execute": 0}
    outcome = CampaignOutcome((part(done=done),), 300, 12.0)
    assert outcome.never_done == ["execute"]
    assert not outcome.passed
    assert CampaignOutcome((part(done=done, calls=ENOUGH - 1),), 300, 12.0).passed


def test_what_is_rare_is_asked_of_long_campaigns_alone() -> None:
    for name, enough in RARE.items():
        done = dict.fromkeys(ACTIONS, 1) | {name: 0}
        assert CampaignOutcome((part(done=done, calls=enough - 1),), 300, 12.0).passed
        assert CampaignOutcome((part(done=done, calls=enough),), 300, 12.0).never_done == [name]


def test_the_seed_follows_from_the_sources(tmp_path: Path) -> None:
    for folder in ("contracts", "tests/campaigns"):
        (tmp_path / folder).mkdir(parents=True)
    contract = tmp_path / "contracts" / "Vault.sol"
    contract.write_text("contract Vault {}")
    first = seed_of(tmp_path)
    assert seed_of(tmp_path) == first
    contract.write_text("contract Vault { uint256 coins; }")
    assert seed_of(tmp_path) != first
    assert 0 <= first < 2**64


def test_without_forge_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SetupError, match="Install Foundry"):
        Forge(Layout(tmp_path), ROOT)


def test_a_fault_takes_the_place_of_one_line() -> None:
    assert planted("    if (!allowed) revert();\n    pay();\n", FAULT) == "    \n    pay();\n"


@pytest.mark.parametrize("text", ["pay();\n", "if (!allowed) revert();\nif (!allowed) revert();\n"])
def test_a_fault_whose_line_is_not_there_once_says_so(text: str) -> None:
    with pytest.raises(SetupError, match="a door stands open"):
        planted(text, FAULT)


@pytest.mark.parametrize("fault", read_faults(), ids=lambda fault: fault.name)
def test_each_fault_can_be_planted_in_the_contracts_of_today(fault: Fault) -> None:
    text = (ROOT / "contracts" / fault.source).read_text()
    assert planted(text, fault) != text


def test_a_run_of_some_faults_leaves_the_others_as_they_were(tmp_path: Path) -> None:
    first, second = (fault.name for fault in read_faults()[:2])
    path = tmp_path / "faults.json"
    keep([FaultVerdict(second, "A.sol", "votes", 3, "0x1")], path)
    keep([FaultVerdict(first, "A.sol", None, 9, "0x2")], path)
    kept = json.loads(path.read_text())
    assert [(one["name"], one["found"]) for one in kept["faults"]] == [(first, None), (second, "votes")]
    assert kept["missed"] == 1


def test_the_kept_result_is_that_of_all_faults_and_none_was_missed() -> None:
    kept = json.loads(RECORD.read_text())
    assert [one["name"] for one in kept["faults"]] == [fault.name for fault in read_faults()]
    assert all(one["found"] for one in kept["faults"])
    assert kept["missed"] == 0


def test_the_campaign_gives_the_roles_that_a_deployment_gives() -> None:
    text = (CAMPAIGNS / "BrandDeployment.sol").read_text()
    names = {"byBrand": "BRAND", "byIssuer": "ISSUER", "byDrops": "DROPS", "access.ADMIN_ROLE()": "ADMIN"}
    given = re.findall(r"_allow\([^,]+, I(\w+)\.(\w+)\.selector, ([\w.()]+)\);", text)
    deployed = {"MembershipVotes": "BrandMembership"}  # what an interface is of, where its name does not say it
    assert {(deployed.get(contract, contract), function, names[role]) for contract, function, role in given} == {
        (contract, function, role)
        for contract, permissions in deploy.PERMISSIONS.items()
        for function, role in permissions.items()
    }


def test_every_kind_of_action_is_counted() -> None:
    text = "".join(path.read_text() for path in CAMPAIGNS.glob("*.sol"))
    names = set(re.findall(r'_done\("([^"]+)"\)', text)) | set(re.findall(r'bytes32\("([^"]+)"\)', text))
    assert names == set(ACTIONS)
