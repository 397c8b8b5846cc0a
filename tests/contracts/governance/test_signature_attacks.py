"""Every misuse of a signed ballot, by every way of bringing one: none counts, and none stops the good one.

Invariant 4 of docs/invariants.md.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from brownie import BrandGovernor, ContractWallet, accounts
from eth_abi.abi import encode as abi_encode
from support.ballots import HALF_HOUR, MEMBER_BALLOT, PROBLEMS, WALLET_BALLOT
from support.chain import NOBODY, create, now, pass_time, refusal, send, send_at
from support.governance import AGAINST, CHARTER, FOR, Proposal, propose, rules
from support.members import issue
from support.plan import ACTION_WINDOW, ADVISORY, DAY, ROOT
from support.signing import BALLOT, EXTENDED_BALLOT, Signature, domain_of, sign, signer

ALICE = signer("alice of the attacks")
MALLORY = signer("mallory of the attacks")
DOMAIN_FIELDS = {"name", "version", "chainId", "verifyingContract"}


@dataclass(frozen=True)
class Brought:
    """A ballot as it is brought: proposal, choice, voter, deadline, and the signature as bytes of 65."""

    number: int
    choice: int
    voter: str
    deadline: int
    signature: Signature


Bring = Callable[[Any, Brought, Any], str]  # governor, ballot, who brings it: "" if it counted, else why not


@dataclass(frozen=True)
class Way:
    """A way to bring a signed ballot: the type of the typed data, what else is in it, and the call."""

    fields: dict[str, list[tuple[str, str]]]
    more: dict[str, Any]
    bring: Bring


def _batch(governor: Any, ballot: Brought, sender: Any) -> str:
    signature = ballot.signature
    s = signature.s | ((signature.v - 27) & 1) << 255 if signature.s < 1 << 255 else signature.s
    packed = signature.r.to_bytes(32, "big") + s.to_bytes(32, "big") + bytes([ballot.choice])
    receipt = send(governor.castBallots, ballot.number, ballot.deadline, packed, sender=sender)
    passed_over = receipt.all("BallotSkipped")
    assert len(passed_over) + len(receipt.all("VoteCast")) == 1
    return PROBLEMS[passed_over[0]["problem"]] if passed_over else ""


def _single(governor: Any, sender: Any, function: str, *arguments: Any) -> str:
    call = (getattr(governor, function), *arguments)
    try:
        send(*call, sender=sender)
    except AssertionError:
        return str(refusal(*call, sender=sender)[0])
    return ""


def _wallet(governor: Any, ballot: Brought, sender: Any) -> str:
    parts = (ballot.number, ballot.voter, ballot.choice, ballot.deadline, ballot.signature.packed)
    return _single(governor, sender, "castWalletBallot", *parts)


def _by_sig(governor: Any, ballot: Brought, sender: Any) -> str:
    parts = (ballot.number, ballot.choice, ballot.voter, ballot.signature.packed)
    return _single(governor, sender, "castVoteBySig", *parts)


def _with_reason(governor: Any, ballot: Brought, sender: Any) -> str:
    parts = (ballot.number, ballot.choice, ballot.voter, "", b"\x01", ballot.signature.packed)
    return _single(governor, sender, "castVoteWithReasonAndParamsBySig", *parts)


WAYS = {
    "castBallots": Way(MEMBER_BALLOT, {}, _batch),
    "castWalletBallot": Way(WALLET_BALLOT, {}, _wallet),
    "castVoteBySig": Way(BALLOT, {"nonce": 0}, _by_sig),
    "castVoteWithReasonAndParamsBySig": Way(
        EXTENDED_BALLOT, {"nonce": 0, "reason": "", "params": b"\x01"}, _with_reason
    ),
}
INVALID = {"GovernorInvalidSignature", "UnknownSigner", "InvalidSignature"}
TWICE = {"GovernorInvalidSignature", "GovernorAlreadyCastVote", "AlreadyVoted"}
LATE = {"Expired", "BallotBatch_Expired"}


@pytest.fixture(params=WAYS.values(), ids=WAYS)
def way(request: pytest.FixtureRequest) -> Way:
    """Each way in turn."""
    found: Way = request.param
    return found


@pytest.fixture(scope="module")
def wallet(_module_isolation: None) -> Any:
    """Alice's contract wallet: it calls every signature of hers its own."""
    return create(ContractWallet, ALICE.address, sender=accounts[0])


@pytest.fixture(scope="module")
def proposal(governor: Any, voters: list[Any], membership: Any, issuer: Any, wallet: Any) -> Proposal:
    """Proposal 1, open; Alice, her wallet and Mallory have 10 units each. Proposal 2 is open beside it."""
    for account in (ALICE, MALLORY, wallet):
        issue(membership, issuer, account, ROOT)
    pass_time(1)
    first = propose(governor, ADVISORY, voters[0], description="# One")
    propose(governor, ADVISORY, voters[0], description="# Two").open()
    return first


def signed(governor: Any, way: Way, *, by: Any = ALICE, **changes: Any) -> Brought:
    """Alice's ballot for proposal 1, as it is brought; `changes` alter only what is signed."""
    ballot = Brought(1, FOR, ALICE.address, now() + HALF_HOUR, Signature(27, 0, 0))
    known = {"proposalId": 1, "choice": FOR, "support": FOR, "voter": ALICE.address, "deadline": ballot.deadline}
    known |= way.more | {key: value for key, value in changes.items() if key not in DOMAIN_FIELDS}
    (fields,) = way.fields.values()
    message = {name: known[name] for name, _ in fields}
    domain = {key: value for key, value in changes.items() if key in DOMAIN_FIELDS}
    return replace(ballot, signature=sign(by, domain_of(governor, **domain), way.fields, **message))


def assert_refused(governor: Any, way: Way, ballot: Brought, sender: Any, why: set[str]) -> None:
    """It counts nothing, and the good one counts afterwards."""
    assert way.bring(governor, ballot, sender) in why
    assert (governor.proposalVotes(1), governor.hasVoted(1, ALICE.address)) == ((0, 0, 0), False)
    assert way.bring(governor, signed(governor, way), sender) == ""
    assert governor.proposalVotes(1) == (0, 10, 0)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"chainId": 1}, id="another_chain"),
        pytest.param({"verifyingContract": "0x" + "22" * 20}, id="another_contract"),
        pytest.param({"name": "Another Governor"}, id="another_name"),
        pytest.param({"version": "2"}, id="another_version"),
        pytest.param({"proposalId": 2}, id="another_proposal"),
        pytest.param({"choice": AGAINST, "support": AGAINST}, id="another_choice"),
        pytest.param({"by": MALLORY}, id="another_member_s_key"),
        pytest.param({"by": signer("nobody")}, id="a_stranger_s_key"),
    ],
)
def test_signed_for_something_else(
    governor: Any, proposal: Proposal, stranger: Any, way: Way, changes: dict[str, Any]
) -> None:
    ballot = signed(governor, way, **changes)
    if way is WAYS["castBallots"] and changes == {"by": MALLORY}:
        # A batch names no voter: it is simply Mallory's ballot.
        assert way.bring(governor, ballot, stranger) == ""
        assert (governor.hasVoted(1, ALICE.address), governor.hasVoted(1, MALLORY.address)) == (False, True)
        return
    assert_refused(governor, way, ballot, stranger, INVALID)


@pytest.mark.parametrize("changes", [{"number": 2}, {"choice": AGAINST}], ids=["proposal", "choice"])
def test_altered_on_the_way(
    governor: Any, proposal: Proposal, stranger: Any, way: Way, changes: dict[str, Any]
) -> None:
    ballot = replace(signed(governor, way), **changes)
    assert way.bring(governor, ballot, stranger) in INVALID
    assert governor.proposalVotes(1) == governor.proposalVotes(2) == (0, 0, 0)
    assert_refused(governor, way, ballot, stranger, INVALID)


@pytest.mark.parametrize("voter", [MALLORY.address, NOBODY], ids=["another_member", "the_zero_address"])
@pytest.mark.parametrize("name", [name for name in WAYS if name != "castBallots"])  # a batch names no voter
def test_brought_for_somebody_else(governor: Any, proposal: Proposal, stranger: Any, name: str, voter: str) -> None:
    ballot = replace(signed(governor, WAYS[name]), voter=voter)
    assert_refused(governor, WAYS[name], ballot, stranger, INVALID)


@pytest.mark.parametrize("name", ["castBallots", "castWalletBallot"])
def test_brought_after_its_own_deadline(governor: Any, proposal: Proposal, stranger: Any, name: str) -> None:
    way, until = WAYS[name], now() + 50
    ballot = replace(signed(governor, way, deadline=until), deadline=until)
    longer = replace(ballot, deadline=until + DAY)
    assert way.bring(governor, longer, stranger) in INVALID
    pass_time(60)
    assert_refused(governor, way, ballot, stranger, LATE)


def test_brought_after_the_vote(governor: Any, proposal: Proposal, stranger: Any, way: Way) -> None:
    until = proposal.deadline + 10 * DAY
    ballot = replace(signed(governor, way, deadline=until), deadline=until)
    proposal.close()
    if way is WAYS["castBallots"]:
        call = (governor.castBallots, 1, until, bytes(65))
        assert refusal(*call, sender=stranger)[0] == "GovernorUnexpectedProposalState"
        return
    assert way.bring(governor, ballot, stranger) == "GovernorUnexpectedProposalState"


def test_a_nonce_of_the_future(governor: Any, proposal: Proposal, stranger: Any) -> None:
    for name in ("castVoteBySig", "castVoteWithReasonAndParamsBySig"):
        ballot = signed(governor, WAYS[name], nonce=1)
        assert WAYS[name].bring(governor, ballot, stranger) == "GovernorInvalidSignature"


def test_the_malleable_twin(governor: Any, proposal: Proposal, stranger: Any, way: Way) -> None:
    """The other signature of the same key over the same typed data, with a high s."""
    good = signed(governor, way)
    assert_refused(governor, way, replace(good, signature=good.signature.mirrored()), stranger, INVALID)


@pytest.mark.parametrize(
    "signature",
    [Signature(27, 0, 0), Signature(28, 0, 1), Signature(27, 1, 0), Signature(27, 2**256 - 1, 1)],
    ids=["empty", "no_r", "no_s", "r_beyond_the_field"],
)
@pytest.mark.parametrize("voter", [ALICE.address, NOBODY], ids=["alice", "the_zero_address"])
def test_what_recovers_the_zero_address(
    governor: Any, proposal: Proposal, stranger: Any, way: Way, signature: Signature, voter: str
) -> None:
    ballot = replace(signed(governor, way), signature=signature, voter=voter)
    assert_refused(governor, way, ballot, stranger, INVALID)


def test_twice(governor: Any, proposal: Proposal, stranger: Any, way: Way) -> None:
    good = signed(governor, way)
    assert way.bring(governor, good, stranger) == ""
    assert way.bring(governor, good, stranger) in TWICE
    assert way.bring(governor, replace(good, signature=good.signature.mirrored()), stranger) in INVALID
    assert governor.proposalVotes(1) == (0, 10, 0)


@pytest.mark.parametrize("second", WAYS)
def test_twice_by_two_ways(governor: Any, proposal: Proposal, stranger: Any, way: Way, second: str) -> None:
    assert way.bring(governor, signed(governor, way), stranger) == ""
    other = WAYS[second]
    ballot = signed(governor, other, nonce=governor.nonces(ALICE.address))
    assert other.bring(governor, ballot, stranger) in {"GovernorAlreadyCastVote", "AlreadyVoted"}
    assert refusal(governor.castVote, 1, FOR, sender=ALICE.address)[0] == "GovernorAlreadyCastVote"
    assert governor.proposalVotes(1) == (0, 10, 0)


def test_signed_for_one_way_and_brought_by_another(governor: Any, proposal: Proposal, stranger: Any) -> None:
    for signed_name, one in WAYS.items():
        for brought_name, other in WAYS.items():
            if signed_name != brought_name:
                assert other.bring(governor, signed(governor, one), stranger) in INVALID, (signed_name, brought_name)
    assert governor.proposalVotes(1) == (0, 0, 0)


def test_of_another_brand(
    governor: Any, membership: Any, timelock: Any, access: Any, proposal: Proposal, stranger: Any, way: Way
) -> None:
    """The same name on the same chain, with a proposal of the same number."""
    kind = rules(60, DAY, 1, 1, 5_000, 0, False, True, "Only")
    parts = (membership.address, timelock.address, access.address, ACTION_WINDOW, 0, [kind, CHARTER], [])
    twin = create(BrandGovernor, governor.name(), *parts, sender=accounts[0])
    assert_refused(governor, way, signed(twin, way), stranger, INVALID)


def test_an_owner_s_ballot_is_none_of_the_wallet_s(
    governor: Any, proposal: Proposal, wallet: Any, stranger: Any
) -> None:
    for name, way in WAYS.items():
        ballot = replace(signed(governor, way), voter=wallet.address)
        # A batch names no voter, so there it is simply Alice's.
        expected = "" if name == "castBallots" else "GovernorInvalidSignature"
        assert way.bring(governor, ballot, stranger) == expected
    assert (proposal.tally, governor.hasVoted(1, wallet.address)) == ((0, 10, 0), False)


def test_parameters_of_another_choice(governor: Any, proposal: Proposal, stranger: Any) -> None:
    good = signed(governor, WAYS["castVoteWithReasonAndParamsBySig"])
    function = governor.castVoteWithReasonAndParamsBySig
    params = abi_encode(["uint256"], [2])
    call = (function, 1, FOR, ALICE.address, "", params, good.signature.packed)
    assert refusal(*call, sender=stranger) == ("GovernorInvalidSignature", ALICE.address)


def test_the_last_second_that_is_signed(governor: Any, proposal: Proposal, stranger: Any) -> None:
    until = now() + 100
    way = WAYS["castWalletBallot"]
    ballot = replace(signed(governor, way, deadline=until), deadline=until)
    parts = (1, ballot.voter, FOR, until, ballot.signature.packed)
    send_at(until, governor.castWalletBallot, *parts, sender=stranger)
    assert proposal.tally == (0, 10, 0)
