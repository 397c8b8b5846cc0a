"""What only a proposal may do: each such function as an action, tried as the timelock, voted on, executed."""

import json
import re
from typing import Any

import pytest

from symbia.chain.abi import CONTRACTS
from symbia.chain.functions import callable_functions, find_function
from symbia.chain.given import given_in_texts
from symbia.chain.own_calls import own_call
from tests import ROOT
from tests.api.chain.club import fields

PAGE = (ROOT / "docs" / "functions.md").read_text()
DAY = 86_400
BRAND, ISSUER, HOLDER, OTHER, EXCLUDED = 1, 2, 5, 6, 12
TREASURY, CHARTER = 2, 9
ACTION = "/v1/proposals/prepare/action"
ZERO = "0x" + "0" * 40
URI = "ipfs://bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy"
EXECUTOR = "0xd8aa0f3194971a2a116679f7c2090f6939c8d4e01a2a8d7e41d55e5351469e63"  # keccak256("EXECUTOR_ROLE")
RULES = {
    "votingDelay": 60,
    "votingPeriod": DAY,
    "proposalThreshold": 3,
    "quorumBps": 2_500,
    "approvalBps": 6_000,
    "proposerRule": "BrandOrMembers",
    "binding": True,
    "active": True,
    "methods": 1,
    "curve": "Units",
    "cap": 0,
    "optionBps": 0,
    "answerPeriod": 0,
    "quorumLeast": 1,
    "reach": "Payments",
    "name": "Repairs",
}
TERMS = {
    "units": 1,
    "supply": 10,
    "duration": 0,
    "transferable": True,
    "royaltyBps": 0,
    "royaltyReceiver": ZERO,
    "name": "Elders",
}
BOUNDS = {"maxUnits": 50, "maxTierUnits": 5_000, "perDayLeast": 100, "givenPerDayBps": 100, "soldPerDayBps": 300}
# Arguments of every function that only proposals call; names in brackets stand for what the house has.
ARGUMENTS: dict[str, dict[str, Any]] = {
    "BrandAccess.grantRole": {"roleId": "GUARDIAN", "account": "{other}", "executionDelay": 60},
    "BrandAccess.labelRole": {"roleId": 1, "label": "Brand team"},
    "BrandAccess.revokeRole": {"roleId": "ISSUER", "account": "{issuer}"},
    "BrandAccess.setGrantDelay": {"roleId": "BRAND", "newDelay": 3_600},
    "BrandAccess.setRoleAdmin": {"roleId": "ISSUER", "admin": "BRAND"},
    "BrandAccess.setRoleGuardian": {"roleId": "ISSUER", "guardian": "GUARDIAN"},
    "BrandAccess.setTargetAdminDelay": {"target": "{PerkRegistry}", "newDelay": "60"},
    "BrandAccess.setTargetClosed": {"target": "{PerkRegistry}", "closed": True},
    "BrandAccess.setTargetFunctionRole": {"target": "{PerkRegistry}", "selectors": ["0x12345678"], "roleId": "PARTNER"},
    "BrandMembership.bindVotes": {"account": "{other}"},
    "BrandMembership.defineReservedTier": {"terms": TERMS, "uri": URI, "imageURI": URI},
    "BrandMembership.dismissRevocation": {"tokenId": 1},
    "BrandMembership.releaseVotes": {"account": "{excluded}"},
    "BrandMembership.setUnitBounds": {"bounds": BOUNDS},
    "BrandMembership.setUnitsListener": {"listener": ZERO},
    "BrandTimelock.grantRole": {"role": EXECUTOR, "account": "{other}"},
    "BrandTimelock.renounceRole": {"role": EXECUTOR, "callerConfirmation": "{BrandTimelock}"},
    "BrandTimelock.revokeRole": {"role": EXECUTOR, "account": "{other}"},
    "BrandTimelock.updateDelay": {"newDelay": 3_600},
    "BrandGovernor.defineProposalType": {"typeId": 10, "rules": RULES},
    "BrandGovernor.setExcludedAccounts": {"accounts": ["{excluded}"]},
    "BrandGovernor.setLateQuorumVoteExtension": {"newVoteExtension": 7_200},
    "MembershipDrops.setPriceFloor": {"currency": ZERO, "perUnit": "1000000000000000000"},
}
OF_BRAND = {"BrandMembership.dismissRevocation"}  # what a type may carry that does not reach governance


def named(house: Any, value: Any) -> Any:
    """Arguments with the house's accounts and contracts in the places of their names."""
    if isinstance(value, dict):
        return {name: named(house, one) for name, one in value.items()}
    if isinstance(value, list):
        return [named(house, one) for one in value]
    if not isinstance(value, str) or not value.startswith("{"):
        return value
    places = {"issuer": ISSUER, "other": OTHER, "excluded": EXCLUDED}
    name = value[1:-1]
    return house.accounts[places[name]] if name in places else house.contracts[name].address


def ask(house: Any, function: str, arguments: Any = None, **changed: Any) -> Any:
    contract, name = function.split(".")
    given = named(house, ARGUMENTS[function] if arguments is None else arguments)
    return house.post(ACTION, {"contract": contract, "function": name, "arguments": given, **changed})


@pytest.fixture
def club(house: Any) -> Any:
    """Account 5 holds a Gold, which is under notice of revocation."""
    house.send("BrandMembership", "issue", house.accounts[HOLDER], 1, sender=ISSUER)
    house.send("BrandMembership", "noticeRevocation", 1, "ipfs://why", sender=BRAND)
    house.travel(10)
    return house


def test_every_function_that_only_proposals_call_is_tried_here() -> None:
    listed = {
        f"{contract}.{one.name}" for contract in CONTRACTS for one in callable_functions(contract) if one.by_proposal
    }
    assert set(ARGUMENTS) == listed


@pytest.mark.parametrize("function", ARGUMENTS)
def test_an_action_goes_through_as_the_timelock_and_as_nobody_else(club: Any, function: str) -> None:
    answer = ask(club, function)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert body["reach"] == ("brand" if function in OF_BRAND else "governance")
    assert [one["id"] for one in body["types"]] == [CHARTER]
    contract, name = function.split(".")
    assert body["summary"]["contract"] == contract
    assert body["summary"]["function"].startswith(f"{name}(")
    assert body["summary"]["words"]["text"]["values"]["what"]["code"].startswith("functions.doing.")
    action = {"to": body["action"]["target"], "data": body["action"]["calldata"]}
    refused = club.web3.provider.make_request("eth_call", [{**action, "from": club.accounts[BRAND]}, "latest"])
    assert "error" in refused, "not only a proposal may do this: say so in ways.toml"
    carried_out(club, body["action"])


def carried_out(club: Any, action: dict[str, Any]) -> None:
    """The action, as if members had decided it."""
    timelock, governor = (club.contracts[name].address for name in ("BrandTimelock", "BrandGovernor"))
    if action["target"] == governor:
        slots = own_call(governor, bytes.fromhex(action["calldata"][2:]))[governor]["stateDiff"]
        for slot, word in slots.items():
            club.rpc("anvil_setStorageAt", governor, slot, word)
    club.rpc("anvil_setBalance", timelock, hex(10**18))
    club.rpc("anvil_impersonateAccount", timelock)
    sent = {"from": timelock, "to": action["target"], "data": action["calldata"], "value": int(action["value"])}
    club.mined(club.web3.eth.send_transaction({**sent, "gas": 8_000_000}))
    club.rpc("anvil_stopImpersonatingAccount", timelock)


def test_an_action_says_what_it_does(club: Any) -> None:
    text = ask(club, "BrandAccess.grantRole").json()["summary"]["text"]
    assert text.startswith(f"Give {club.accounts[OTHER]} the role GUARDIAN, with a delay of 1 minute.")
    text = ask(club, "BrandGovernor.setExcludedAccounts", {"accounts": []}).json()["summary"]["text"]
    assert text.startswith("Let everybody take part in proposals submitted afterwards")
    text = ask(club, "BrandGovernor.defineProposalType").json()["summary"]["text"]
    assert "submitted by BrandOrMembers" in text
    assert "reach Payments, binding: yes, active: yes" in text


def test_a_type_that_reaches_less_does_not_carry_it(club: Any) -> None:
    for type_, words in ((TREASURY, "reaches payments only"), (1, "advisory"), (4, "takes no new proposals")):
        refused = ask(club, "BrandAccess.grantRole", type=type_).json()
        assert (refused["code"], refused["types"], refused["reach"]) == ("type_reaches_less", [CHARTER], "governance")
        assert words in refused["detail"]
        assert refused["detail"].endswith(f"Choose one of: {CHARTER} (Charter).")
    assert ask(club, "BrandAccess.grantRole", type=CHARTER).status_code == 200
    assert ask(club, "BrandAccess.grantRole", type=99).json()["code"] == "not_found"


@pytest.mark.parametrize(
    ("arguments", "wrong"),
    [
        ({}, {"roleId", "account", "executionDelay"}),
        ({"roleId": "GARDIAN", "account": ZERO, "executionDelay": 0}, {"roleId"}),
        ({"roleId": True, "account": ZERO, "executionDelay": 0}, {"roleId"}),
        ({"roleId": 2**64, "account": "0x1", "executionDelay": -1}, {"roleId", "account", "executionDelay"}),
        ({"roleId": 1, "acount": ZERO, "executionDelay": 0}, {"acount", "account"}),
        ({"roleId": 1, "account": ZERO, "executionDelay": 1.5}, {"executionDelay"}),
        ({"roleId": 1, "account": ZERO, "executionDelay": None}, {"executionDelay"}),
    ],
)
def test_arguments_are_read_by_their_types(club: Any, arguments: dict[str, Any], wrong: set[str]) -> None:
    answer = ask(club, "BrandAccess.grantRole", arguments)
    assert {field.removeprefix("arguments.") for field in fields(answer)} == wrong


def test_what_is_wrong_in_a_struct_has_its_place(club: Any) -> None:
    rules = {**RULES, "quorumBps": 70_000, "curve": "SquareRot", "binding": 1}
    del rules["reach"]
    answer = ask(club, "BrandGovernor.defineProposalType", {"typeId": 10, "rules": {**rules, "reech": 1}})
    found = {one["field"]: one["message"] for one in answer.json()["errors"]}
    assert found == {
        "arguments.rules.quorumBps": "write a number from 0 to 65535",
        "arguments.rules.curve": "is not known; did you mean SquareRoot?",
        "arguments.rules.binding": "write true or false",
        "arguments.rules.reach": "is missing; write one of Payments, Brand, Governance",
        "arguments.rules.reech": "is not known; did you mean reach?",
    }


@pytest.mark.parametrize(
    ("body", "field", "words"),
    [
        ({"contract": "BrandAcces", "function": "grantRole"}, "contract", "did you mean BrandAccess?"),
        ({"contract": "BallotLens", "function": "tally"}, "contract", "take BrandAccess"),
        ({"contract": "BrandAccess", "function": "grandRole"}, "function", "did you mean grantRole?"),
        ({"contract": "BrandAccess", "function": "hasRole"}, "function", "only reads"),
        ({"contract": "BrandMembership", "function": "sell"}, "function", "Only MembershipDrops calls it"),
        ({"contract": "BrandAccess", "function": "grantRole", "argument": {}}, "argument", "did you mean arguments?"),
    ],
)
def test_what_is_not_there(club: Any, body: dict[str, Any], field: str, words: str) -> None:
    found = {one["field"]: one["message"] for one in club.post(ACTION, body).json()["errors"]}
    assert words in found[field]


def test_a_value_goes_to_what_takes_one(club: Any) -> None:
    refused = ask(club, "BrandAccess.grantRole", value="1")
    assert fields(refused) == ["value"]


def test_why_the_contract_would_refuse_an_action(club: Any) -> None:
    refused = ask(club, "BrandGovernor.setExcludedAccounts", {"accounts": ["{other}"]}).json()
    assert (refused["code"], refused["revert"]["name"]) == ("would_revert", "ProposalTypes_VotesNotBound")
    assert "put bindVotes of the membership before this action" in refused["detail"]
    assert ask(club, "BrandTimelock.updateDelay", {"newDelay": 1}).json()["code"] == "would_revert"


def test_an_action_that_follows_another_is_not_tried_alone(club: Any) -> None:
    body = ask(club, "BrandGovernor.setExcludedAccounts", {"accounts": ["{other}"]}, simulate=False).json()
    assert body["as_of"] is None
    carried_out(club, ask(club, "BrandMembership.bindVotes").json()["action"])
    carried_out(club, body["action"])
    assert club.call("BrandGovernor", "excludedAccounts", 2) == [club.accounts[OTHER]]


def test_the_page_of_functions_shows_what_works(club: Any) -> None:
    (body,) = re.findall(r"curl -s http://127.0.0.1:8000(\S+) .* -d '(.*?)'", PAGE, re.DOTALL)
    answer = club.post(body[0], json.loads(body[1]))
    assert answer.status_code == 200, answer.text
    (command,) = re.findall(r"symbia call (\w+) (\w+) (\S+) --action", PAGE)
    contract, function, given = command
    inputs = find_function(contract, function).inputs
    arguments = given_in_texts(inputs, [given])
    assert ask(club, f"{contract}.{function}", arguments).status_code == 200


def test_from_an_action_to_what_it_does(club: Any) -> None:
    """The whole way, each step as it is prepared."""
    action = ask(club, "BrandAccess.grantRole", {"roleId": "ISSUER", "account": "{other}", "executionDelay": 0})
    draft = {"proposer": club.accounts[HOLDER], "type": CHARTER, "title": "A second issuer", "document": "She asks."}
    club.does("/v1/proposals/prepare", {**draft, "actions": [action.json()["action"]]})
    shown = club.get("/v1/proposals/1")["proposal"]["actions"][0]["call"]
    assert shown["function"] == "grantRole(uint64,address,uint32)"
    who = {"account": club.accounts[OTHER], "proposal": 1}
    early = club.refuses("/v1/proposals/prepare/queue", who, "GovernorUnexpectedProposalState")
    assert early.startswith("Proposal 1 is pending, and this takes one that is succeeded. ")
    club.travel(61)
    club.does("/v1/ballots/prepare", {"account": club.accounts[HOLDER], "proposal": 1, "choice": "for"})
    early = club.refuses("/v1/proposals/prepare/execute", who, "GovernorUnexpectedProposalState")
    assert early.startswith("Proposal 1 is active, and this takes one that is succeeded, queued. ")
    club.travel(DAY + 1)
    queued = club.does("/v1/proposals/prepare/queue", who)
    assert queued["summary"]["text"].startswith("Queue proposal 1 “A second issuer” in the timelock")
    early = club.refuses("/v1/proposals/prepare/execute", who, "TimelockUnexpectedOperationState")
    assert early.startswith("It waits in the timelock, and can be executed from 20")
    club.travel(601)
    club.does("/v1/proposals/prepare/execute", who)
    assert club.call("BrandAccess", "hasRole", 2, club.accounts[OTHER]) == [True, 0]
    late = club.refuses("/v1/proposals/prepare/execute", who, "GovernorUnexpectedProposalState")
    assert late.startswith("Proposal 1 is executed, ")


@pytest.mark.parametrize(("type_", "options"), [(1, ()), (1, ("Ash", "Elm")), (CHARTER, ())])
def test_a_proposal_is_canceled_by_its_proposer(club: Any, type_: int, options: tuple[str, ...]) -> None:
    """Also an advisory one, which has no action of its own."""
    draft = {"proposer": club.accounts[HOLDER], "type": type_, "title": "Later", "document": "Perhaps."}
    if options:
        draft |= {"method": "single_choice", "options": [{"label": label} for label in options]}
    if type_ == CHARTER:
        draft |= {"actions": [ask(club, "BrandAccess.grantRole").json()["action"]]}
    club.does("/v1/proposals/prepare", draft)
    stranger = {"account": club.accounts[OTHER], "proposal": 1}
    words = club.refuses("/v1/proposals/prepare/cancel", stranger, "GovernorUnableToCancel")
    assert words.startswith(f"{club.accounts[OTHER]} cannot cancel proposal 1. ")
    club.does("/v1/proposals/prepare/cancel", {"account": club.accounts[HOLDER], "proposal": 1})
    assert club.get("/v1/proposals/1")["proposal"]["state"] == "canceled"
    unknown = club.post("/v1/proposals/prepare/cancel", {"account": club.accounts[HOLDER], "proposal": 9})
    assert unknown.json()["code"] == "not_found"
