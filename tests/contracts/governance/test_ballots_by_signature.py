"""Ballots by signature: what is accepted, and every way to use one elsewhere, otherwise or again."""

from typing import Any

import pytest
from brownie import ContractWallet, accounts
from support.chain import NOBODY, create, pass_time, refusal, send
from support.governance import AGAINST, FOR, Proposal, propose
from support.members import issue
from support.plan import ADVISORY, ROOT, SEED
from support.signing import BALLOT, CURVE_ORDER, EXTENDED_BALLOT, Signature, domain_of, sign, signer

ALICE = signer("alice")
MALLORY = signer("mallory")


@pytest.fixture(scope="module")
def members(voters: list[Any], membership: Any, issuer: Any) -> list[Any]:
    """Alice with 10 units and Mallory with 1, beside the usual members."""
    issue(membership, issuer, ALICE, ROOT)
    issue(membership, issuer, MALLORY, SEED)
    pass_time(1)
    return voters


def ballot(governor: Any, *, by: Any = ALICE, nonce: int = 0, **changes: Any) -> Signature:
    """A signed ballot for proposal 1; `changes` alter the message, or the domain where they name one of its fields."""
    domain_fields = {"name", "version", "chainId", "verifyingContract"}
    domain = {key: value for key, value in changes.items() if key in domain_fields}
    message = {"proposalId": 1, "support": FOR, "voter": ALICE.address, "nonce": nonce}
    message |= {key: value for key, value in changes.items() if key not in domain_fields}
    return sign(by, domain_of(governor, **domain), BALLOT, **message)


def cast(
    governor: Any, signature: Signature, *, number: int = 1, support: int = FOR, voter: str = ALICE.address
) -> Any:
    """Function and arguments of the call."""
    return (governor.castVoteBySig, number, support, voter, signature.packed)


def test_anyone_brings_a_signed_ballot(governor: Any, proposal: Proposal, stranger: Any) -> None:
    event = send(*cast(governor, ballot(governor)), sender=stranger).one("VoteCast")
    assert (event["voter"], event["weight"]) == (ALICE.address, 10)
    assert (proposal.tally, governor.nonces(ALICE.address)) == ((0, 10, 0), 1)
    assert governor.hasVoted(1, ALICE.address)


def test_the_same_ballot_twice(governor: Any, proposal: Proposal, stranger: Any) -> None:
    send(*cast(governor, ballot(governor)), sender=stranger)
    invalid = ("GovernorInvalidSignature", ALICE.address)
    assert refusal(*cast(governor, ballot(governor)), sender=stranger) == invalid
    fresh = ballot(governor, nonce=1)
    assert refusal(*cast(governor, fresh), sender=stranger) == ("GovernorAlreadyCastVote", ALICE.address)


@pytest.mark.parametrize(
    "changes",
    [
        {"chainId": 1},
        {"verifyingContract": "0x" + "22" * 20},
        {"name": "Another Governor"},
        {"version": "2"},
        {"proposalId": 2},
        {"support": AGAINST},
        {"nonce": 1},
        {"voter": MALLORY.address},
        {"by": MALLORY},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_a_ballot_signed_for_something_else(
    governor: Any, proposal: Proposal, stranger: Any, changes: dict[str, Any]
) -> None:
    call = cast(governor, ballot(governor, **changes))
    assert refusal(*call, sender=stranger) == ("GovernorInvalidSignature", ALICE.address)


def test_a_ballot_altered_on_the_way(governor: Any, proposal: Proposal, stranger: Any) -> None:
    good = ballot(governor)
    for call, voter in (
        (cast(governor, good, support=AGAINST), ALICE.address),
        (cast(governor, good, number=2), ALICE.address),
        (cast(governor, good, voter=MALLORY.address), MALLORY.address),
        (cast(governor, good, voter=NOBODY), NOBODY),
    ):
        assert refusal(*call, sender=stranger) == ("GovernorInvalidSignature", voter)
    assert proposal.tally == (0, 0, 0)


def test_a_ballot_of_another_brand(governor: Any, twin: Any, proposal: Proposal, stranger: Any) -> None:
    """The same name on the same chain, with a proposal of the same number."""
    call = cast(governor, ballot(twin))
    assert refusal(*call, sender=stranger) == ("GovernorInvalidSignature", ALICE.address)


def test_mirrored_and_empty_signatures(governor: Any, proposal: Proposal, stranger: Any) -> None:
    good = ballot(governor)
    wrong = [good.mirrored(), Signature(27, 0, 0), Signature(0, good.r, good.s), Signature(27, CURVE_ORDER, 1)]
    for signature in wrong:
        for voter in (ALICE.address, NOBODY):
            call = cast(governor, signature, voter=voter)
            assert refusal(*call, sender=stranger) == ("GovernorInvalidSignature", voter)
    for packed in (b"", good.packed[:64], good.packed + b"\x00"):
        call = (governor.castVoteBySig, 1, FOR, ALICE.address, packed)
        assert refusal(*call, sender=stranger) == ("GovernorInvalidSignature", ALICE.address)


def test_a_ballot_too_late(governor: Any, proposal: Proposal, stranger: Any) -> None:
    call = cast(governor, ballot(governor))
    proposal.close()
    assert refusal(*call, sender=stranger)[0] == "GovernorUnexpectedProposalState"


def extended(governor: Any, reason: str, params: bytes) -> Signature:
    """Alice's ballot with a reason and parameters."""
    message = {"proposalId": 1, "support": FOR, "voter": ALICE.address, "nonce": 0, "reason": reason, "params": params}
    return sign(ALICE, domain_of(governor), EXTENDED_BALLOT, **message)


def test_reason_and_parameters_are_signed_too(governor: Any, proposal: Proposal, stranger: Any) -> None:
    function, packed = governor.castVoteWithReasonAndParamsBySig, extended(governor, "why", b"\x01").packed
    invalid = ("GovernorInvalidSignature", ALICE.address)
    for reason, params in (("why not", b"\x01"), ("why", b"\x02"), ("why", b"")):
        call = (function, 1, FOR, ALICE.address, reason, params, packed)
        assert refusal(*call, sender=stranger) == invalid
    short = (governor.castVoteBySig, 1, FOR, ALICE.address, packed)
    assert refusal(*short, sender=stranger) == invalid
    event = send(function, 1, FOR, ALICE.address, "why", b"\x01", packed, sender=stranger).one("VoteCastWithParams")
    assert (event["reason"], event["weight"]) == ("why", 10)


def test_a_contract_wallet_is_not_shut_out(
    governor: Any, membership: Any, issuer: Any, members: list[Any], stranger: Any
) -> None:
    wallet = create(ContractWallet, ALICE.address, sender=accounts[0])
    issue(membership, issuer, wallet, ROOT)
    proposal = propose(governor, ADVISORY, members[0], description="# One").open()
    signature = ballot(governor, voter=wallet.address)
    forged = ballot(governor, voter=wallet.address, by=MALLORY)
    error = ("GovernorInvalidSignature", wallet.address)
    assert refusal(*cast(governor, forged, voter=wallet.address), sender=stranger) == error
    send(*cast(governor, signature, voter=wallet.address), sender=stranger)
    assert refusal(*cast(governor, signature, voter=wallet.address), sender=stranger) == error
    assert proposal.tally == (0, 10, 0)
