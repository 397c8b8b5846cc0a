"""Words for every error of the calls that are prepared."""

import re
from typing import Any, get_args

import pytest
from eth_abi.abi import encode
from eth_utils.crypto import keccak

from api.perks.schemas import Rule
from api.prepare.reverts.cases import CASES, MEMBERSHIP_STATES, RULES, STATES, TIMED, Times
from api.prepare.reverts.sentences import MOMENTS, code_of, in_a_sentence, without_reason
from symbia.chain.abi import CONTRACTS, load_abi
from symbia.chain.reverts import decode_revert
from symbia.rules.proposals import REACHES
from symbia.text import Text
from symbia.words import section, word
from symbia.words.files import entries
from symbia.words.template import Template
from tests import ROOT

# Which source files the prepared calls run through.
SOURCES = (
    "contracts/governance/BallotBatch.sol",
    "contracts/governance/BallotBox.sol",
    "contracts/governance/BallotCounting.sol",
    "contracts/governance/BrandGovernor.sol",
    "contracts/governance/BrandTimelock.sol",
    "contracts/governance/ProposalTypes.sol",
    "contracts/governance/TypeBook.sol",
    "contracts/membership/BrandMembership.sol",
    "contracts/membership/MembershipDrops.sol",
    "contracts/membership/MembershipLife.sol",
    "contracts/membership/MembershipTiers.sol",
    "contracts/membership/MembershipVotes.sol",
    "contracts/perks/PerkRegistry.sol",
)
# Errors in those files that the prepared calls cannot reach.
ELSEWHERE = {
    "BrandMembership_InvalidAppealWindow",  # the constructor
    "BrandMembership_InvalidGrace",  # the constructor
    "BrandGovernor_ActionWindowTooShort",  # the constructor
    "VotesExpiredSignature",  # delegateBySig
}


ERRORS = {one["name"]: one for contract in CONTRACTS for one in load_abi(contract) if one["type"] == "error"}
CODES = {f"reverts.{key}" for key in section("reverts", "en")}
WORDED = TIMED.keys() | CASES.keys() | {name for name in ERRORS if code_of(name) in CODES}
# Codes of no error of the contracts: Solidity's own, a refusal without one, and what others are made of.
OWN = {"reverts.error", "reverts.panic", "reverts.bare", "reverts.argument", "reverts.no_reason"}


def entry(name: str) -> dict[str, Any]:
    return ERRORS[name]


def revert(name: str, *values: Any) -> bytes:
    kinds = [item["type"] for item in entry(name)["inputs"]]
    return keccak(text=f"{name}({','.join(kinds)})")[:4] + encode(kinds, values)


def text_of(data: bytes, times: Times | None = None) -> Text | str:
    reason = decode_revert(data)
    assert reason is not None
    return in_a_sentence(reason, times)


def say(data: bytes, times: Times | None = None) -> str:
    text = text_of(data, times)
    return word(text) if isinstance(text, Text) else text


def test_every_error_that_these_contracts_raise_has_words() -> None:
    raised = {
        name for source in SOURCES for name in re.findall(r"revert (?:I\w+\.)?(\w+)\(", (ROOT / source).read_text())
    } - ELSEWHERE
    assert raised - WORDED == set()


@pytest.mark.parametrize(
    ("contract", "prefixes"),
    [
        ("BrandMembership", ("BrandMembership",)),
        ("MembershipDrops", ("MembershipDrops",)),
        ("BrandGovernor", ("BallotBatch", "BallotCounting", "ProposalTypes")),
    ],
)
def test_every_error_of_a_contract_has_words(contract: str, prefixes: tuple[str, ...]) -> None:
    own = {one["name"] for one in load_abi(contract) if one["type"] == "error" and one["name"].startswith(prefixes)}
    assert own
    assert own - WORDED - ELSEWHERE == set()


def test_codes_are_of_errors_that_exist() -> None:
    made = {code for name in ERRORS for code in CODES if code == code_of(name)}
    composed = {code for name in TIMED.keys() | CASES.keys() for code in CODES if code.startswith(f"{code_of(name)}_")}
    parts = {f"reverts.state.{state}" for state in STATES} | {f"reverts.standing.{name}" for name in MEMBERSHIP_STATES}
    parts |= {f"reverts.reach.{reach}" for reach in REACHES}
    assert CODES - made - composed - parts == OWN
    for name in TIMED.keys() | CASES.keys():
        entry(name)


def test_words_name_arguments_that_exist() -> None:
    for name in ERRORS.keys() - TIMED.keys() - CASES.keys():
        template = entries("en").get(code_of(name))
        if template is None:
            continue
        assert isinstance(template, Template)
        assert {place.name for place in template.places} <= {item["name"] for item in entry(name)["inputs"]}, name


def test_arguments_that_are_shown_as_times_are_known_as_such() -> None:
    shown = {
        place.name
        for name in ERRORS.keys() - CASES.keys()
        if isinstance(template := entries("en").get(code_of(name)), Template)
        for place in template.places
        if place.spec.name == "time"
    }
    assert shown == MOMENTS


def test_perks_are_refused_by_the_rules_that_the_api_names() -> None:
    assert get_args(Rule) == RULES


def test_codes_are_the_names_of_errors() -> None:
    assert code_of("BrandMembership_InvalidURI") == "reverts.brand_membership_invalid_uri"
    assert code_of("SafeERC20FailedOperation") == "reverts.safe_erc20_failed_operation"
    assert code_of("ERC5805FutureLookup") == "reverts.erc5805_future_lookup"


def test_values_are_data() -> None:
    account = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
    text = text_of(revert("BrandMembership_UnderNotice", 7, 1_800_000_000))
    assert isinstance(text, Text)
    assert text.as_json() == {
        "code": "reverts.brand_membership_under_notice",
        "values": {"tokenId": 7, "revocableAt": "2027-01-15T08:00:00Z"},
    }
    votes = text_of(revert("GovernorInsufficientProposerVotes", account, 4, 2**60))
    assert isinstance(votes, Text)
    assert votes.as_json()["values"] == {
        "proposer": account,
        "votes": 4,
        "threshold": str(2**60),
        "missing": str(2**60 - 4),
    }
    state = text_of(revert("GovernorUnexpectedProposalState", 3, 3, (2).to_bytes(32, "big")), Times(100, 200))
    assert isinstance(state, Text)
    assert state.values["state"] == Text("reverts.state.defeated")


def test_chinese_is_said_as_well() -> None:
    text = text_of(revert("GovernorUnexpectedProposalState", 3, 3, (2).to_bytes(32, "big")), Times(100, 200))
    assert isinstance(text, Text)
    assert (
        word(text, "zh") == "第3号提案的投票已于1970-01-01 00:03:20 UTC结束；该提案现在的状态是未通过，不再接受选票。"
    )


SAMPLES: dict[str, Any] = {
    "address": "0x" + "11" * 20,
    "string": "why",
    "bytes32": bytes(32),
    "bytes4": bytes(4),
    "bool": True,
    "address[]": [],
}


def test_every_sentence_can_be_said() -> None:
    for name in sorted(WORDED - {"Error", "Panic"}):
        values = [SAMPLES.get(item["type"], 1) for item in entry(name)["inputs"]]
        words = say(revert(name, *values), Times(100, 200))
        assert re.fullmatch(r"[^{}]+\.", words), words
        assert "The contract refuses with" not in words


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (0, "Voting on proposal 3 has not begun. It begins after 1970-01-01 00:01:40 UTC."),
        (2, "Proposal 3 was canceled; it takes no more ballots."),
        (3, "Voting on proposal 3 ended 1970-01-01 00:03:20 UTC; it is defeated now and takes no more ballots."),
        (6, "Voting on proposal 3 ended 1970-01-01 00:03:20 UTC; it is expired now and takes no more ballots."),
        (7, "Voting on proposal 3 ended 1970-01-01 00:03:20 UTC; it is executed now and takes no more ballots."),
    ],
)
def test_a_ballot_out_of_time(state: int, words: str) -> None:
    data = revert("GovernorUnexpectedProposalState", 3, state, (2).to_bytes(32, "big"))
    assert say(data, Times(100, 200)) == words
    assert say(data)


@pytest.mark.parametrize(
    ("state", "wanted", "words"),
    [
        (1, (4,), "Proposal 3 is active, and this takes one that is succeeded. "),
        (0, (4, 5), "Proposal 3 is pending, and this takes one that is succeeded, queued. "),
        (
            7,
            (0, 1, 3, 4, 5),
            "Proposal 3 is executed, and this takes one that is pending, active, defeated, succeeded, ",
        ),
    ],
)
def test_a_proposal_that_is_not_so_far(state: int, wanted: tuple[int, ...], words: str) -> None:
    """To queue, execute or cancel it is no ballot."""
    expected = sum(1 << one for one in wanted).to_bytes(32, "big")
    assert say(revert("GovernorUnexpectedProposalState", 3, state, expected), Times(100, 200)).startswith(words)


def test_a_proposal_that_waits_in_the_timelock() -> None:
    data = revert("TimelockUnexpectedOperationState", bytes(32), (4).to_bytes(32, "big"))
    assert say(data, Times(100, 200, 300)) == (
        "It waits in the timelock, and can be executed from 1970-01-01 00:05:00 UTC on."
    )
    assert (
        say(data, Times(100, 200))
        == say(data)
        == ("Its time in the timelock is not over. /v1/proposals says from when on it can be executed.")
    )


def test_a_proposal_that_exists() -> None:
    data = revert("GovernorUnexpectedProposalState", 3, 1, bytes(32))
    assert (
        say(data) == "This very proposal exists already as proposal 3. Change its title or document to submit it anew."
    )


@pytest.mark.parametrize("rule", range(10))
def test_every_rule_of_a_perk(rule: int) -> None:
    words = say(revert("PerkRegistry_Refused", 1, 2, rule, 5, 2**40 - 1))
    assert words.endswith(".")


def test_numbers_and_accounts_are_in_the_words() -> None:
    account = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
    assert account in say(revert("GovernorInsufficientProposerVotes", account, 4, 10))
    assert "Have 6 more units" in say(revert("GovernorInsufficientProposerVotes", account, 4, 10))
    assert account in say(revert("GovernorAlreadyCastVote", account))


def test_methods_options_and_lists_are_in_the_words() -> None:
    assert "not voted on by ranked" in say(revert("ProposalTypes_MethodNotAllowed", 2, 4))
    assert say(revert("ProposalTypes_InvalidOptions", 7, 7, 6)).endswith("this method takes 2 to 6.")
    assert say(revert("ProposalTypes_EqualLabels", 2, 4)).startswith("Options 2 and 4 have the same label")
    assert "3 options and 2 numbers" in say(revert("ProposalTypes_InvalidOptions", 3, 2, 6))
    assert "has no options" in say(revert("ProposalTypes_InvalidOptions", 3, 3, 0))
    assert "has 3 actions and its options claim 2" in say(revert("ProposalTypes_InvalidActions", 3, 2))
    assert say(revert("BallotBatch_Expired", 100)).startswith("These ballots were to count until 1970-01-01 00:01:40")
    excluded = say(revert("BallotCounting_ExcludedAccount", 5, "0x" + "00" * 19 + "01"))
    assert excluded.startswith("0x0000000000000000000000000000000000000001 takes no part in proposal 5")


def test_reasons_in_text_and_panics() -> None:
    text = keccak(text="Error(string)")[:4] + encode(["string"], ["{no} braces"])
    assert say(text) == "The contract says: {no} braces"
    panic = keccak(text="Panic(uint256)")[:4] + encode(["uint256"], [0x11])
    assert say(panic) == "The contract stopped with the internal error 17. Report it."


def test_an_error_without_words_is_shown_bare() -> None:
    account = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
    words = say(revert("AccessManagedUnauthorized", account))
    assert words == f"The contract refuses with AccessManagedUnauthorized(caller {account})."


@pytest.mark.parametrize("data", [b"", b"\x01", b"\xde\xad\xbe\xef", keccak(text="Error(string)")[:4] + b"\xff" * 32])
def test_data_that_is_no_error_is_none(data: bytes) -> None:
    assert decode_revert(data) is None


def test_a_refusal_without_a_reason_says_what_the_node_says() -> None:
    assert word(without_reason("out of gas")) == "The contract refuses without a reason: out of gas."
    assert word(without_reason("x" * 201)) == f"The contract refuses without a reason: {'x' * 200}…."
    assert word(without_reason("x" * 200), "zh") == f"合约拒绝，但没有说明原因：{'x' * 200}。"
