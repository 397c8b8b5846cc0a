"""`symbia call` on a real chain: tried, signed, sent, refused in words, and never made twice."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from cli.app import app
from cli.call import run as running
from relay.sending.sender import Sender
from symbia.process.stopping import Stopped

BRAND, ISSUER, HOLDER, STRANGER = 1, 2, 5, 7
LIMITS = ("terms.minHoldingSeconds=0", "terms.supply=5", "terms.perMembership=1", "terms.perWallet=0")
PERK = ("terms.startsAt=0", "terms.endsAt=0", *LIMITS, "terms.tierIds=1,2", "uri=ipfs://perk")


@pytest.fixture
def call(house: Any, tmp_path: Path) -> Any:
    def _call(*arguments: str, account: int | None = None) -> Result:
        settings = {
            "SYMBIA_RPC_URL": house.settings.rpc_url,
            "SYMBIA_DEPLOYMENT": str(house.settings.deployment),
            "SYMBIA_CALL_JOURNALS": str(tmp_path / "calls"),
        }
        signer = [] if account is None else ["--account", str(account)]
        return CliRunner(env=settings).invoke(app, ["call", *arguments, *signer])

    return _call


def done(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return result.output


def refused(result: Result) -> str:
    assert (result.exit_code, type(result.exception)) == (1, SystemExit), result.output
    return result.output


def test_a_call_is_tried_then_made(house: Any, call: Any) -> None:
    tried = done(call("PerkRegistry", "definePerk", *PERK, "--dry-run", "--from", house.accounts[BRAND]))
    assert "with startsAt 0, endsAt 0, minHoldingSeconds 0, supply 5" in tried
    assert tried.endswith("Nothing is signed or sent.\n")
    assert house.call("PerkRegistry", "perkCount") == 0
    made = done(call("PerkRegistry", "definePerk", *PERK, account=BRAND))
    assert house.call("PerkRegistry", "perk", 1)[0] == (0, 0, 0, 5, 1, 0, [1, 2])
    assert "PerkRegistry says PerkDefined: perkId 1, startsAt 0, " in made
    assert "tierIds [1, 2], uri ipfs://perk" in made
    again = done(call("PerkRegistry", "definePerk", *PERK, account=BRAND))
    assert "PerkDefined: perkId 2" in again, "who runs it again after it was done wants another"


def test_why_the_contract_refuses(house: Any, call: Any) -> None:
    words = refused(call("PerkRegistry", "setPaused", "perkId=9", "paused=true", account=BRAND))
    assert words == "There is no perk 9. Check the number.\n"
    words = refused(call("BrandMembership", "issue", f"to={house.accounts[9]}", "tierId=1", account=STRANGER))
    assert words.startswith(f"This takes the role ISSUER, and {house.accounts[STRANGER]} does not hold it")
    words = refused(call("MembershipDrops", "claim", "--value", str(10**24), *CLAIM, account=STRANGER))
    assert "Send it more" in words


CLAIM = ["dropId=1", "recipient=0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "quantity=1", "allowance=0", "proof=[]"]


def test_an_action_of_a_proposal(house: Any, call: Any) -> None:
    given = ("roleId=ISSUER", f"account={house.accounts[STRANGER]}", "executionDelay=0")
    result = call("BrandAccess", "grantRole", *given, "--action")
    done(result)
    action = json.loads(result.stdout)
    body = {"contract": "BrandAccess", "function": "grantRole"}
    arguments = {"roleId": 2, "account": house.accounts[STRANGER], "executionDelay": 0}
    assert action == house.post("/v1/proposals/prepare/action", {**body, "arguments": arguments}).json()["action"]
    assert result.stderr.startswith(
        f"Give {house.accounts[STRANGER]} the role ISSUER, with a delay of 0 seconds, as an "
    )
    longer = call("BrandGovernor", "setLateQuorumVoteExtension", "newVoteExtension=7200", "--action")
    assert "Tried as the timelock, it goes through now" in longer.stderr
    words = refused(call("BrandGovernor", "setExcludedAccounts", f"accounts={house.accounts[9]}", "--action"))
    assert "Bind its votes first" in words


def test_a_proposal_goes_by_its_number(house: Any, call: Any) -> None:
    house.send("BrandMembership", "issue", house.accounts[HOLDER], 1, sender=ISSUER)
    house.travel(10)
    words = refused(call("BrandGovernor", "cancel", "proposal=1", account=HOLDER))
    assert words == "There is no proposal 1: the last one is 0.\n"
    for title in ("First", "Second"):
        draft = {"proposer": house.accounts[HOLDER], "type": 1, "title": title, "document": "Please."}
        house.does("/v1/proposals/prepare", draft)
    words = refused(call("BrandGovernor", "queue", "proposal=2", account=STRANGER))
    assert words.startswith("Proposal 2 is pending, and this takes one that is succeeded. ")
    assert "cannot cancel proposal 2" in refused(call("BrandGovernor", "cancel", "proposal=2", account=STRANGER))
    assert "BrandGovernor says ProposalCanceled: proposalId 2" in done(
        call("BrandGovernor", "cancel", "proposal=2", account=HOLDER)
    )
    assert house.get("/v1/proposals/1")["proposal"]["state"] == "pending"
    assert "last one is 2" in refused(call("BrandGovernor", "cancel", "proposal=3", account=HOLDER))
    assert "proposal: is not known" in refused(call("BrandGovernor", "cancel", "proposal=x", account=HOLDER))


def test_a_call_that_was_interrupted_is_not_made_twice(house: Any, call: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Interrupted when it was sent, before the receipt was seen."""
    issue = ("BrandMembership", "issue", f"to={house.accounts[9]}", "tierId=1")

    real = Sender.run

    def run(self: Sender, wait: Any, *, submit: bool = True) -> Any:
        self.advance(submit=submit)
        raise Stopped
        yield

    monkeypatch.setattr(Sender, "run", run)
    result = call(*issue, account=ISSUER)
    assert result.exit_code == running.INTERRUPTED
    assert "run the same command again, and it is not made twice" in result.output
    monkeypatch.setattr(Sender, "run", real)
    again = done(call(*issue, account=ISSUER))
    assert "This very call was signed by an earlier run" in again
    assert house.call("BrandMembership", "balanceOf", house.accounts[9]) == 1
    done(call(*issue, account=ISSUER))
    assert house.call("BrandMembership", "balanceOf", house.accounts[9]) == 2


def test_what_was_never_signed_is_not_sent_later(house: Any, call: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    issue = ("BrandMembership", "issue", f"to={house.accounts[9]}", "tierId=1")

    def run(self: Sender, wait: Any, *, submit: bool = True) -> Any:
        raise Stopped
        yield

    real = Sender.run
    monkeypatch.setattr(Sender, "run", run)
    assert call(*issue, account=ISSUER).exit_code == running.INTERRUPTED
    monkeypatch.setattr(Sender, "run", real)
    done(call("BrandMembership", "issue", f"to={house.accounts[8]}", "tierId=1", account=ISSUER))
    assert house.call("BrandMembership", "balanceOf", house.accounts[9]) == 0
