"""Many signed ballots in one transaction: what counts, what is passed over and why, and every misuse of a signature."""

from dataclasses import replace
from typing import Any

import pytest
from brownie import ContractWallet, accounts
from support.ballots import (
    HALF_HOUR,
    WALLET_BALLOT,
    SignedBallot,
    batch,
    cast_batch,
    propose_choice,
    signed,
    skipped,
)
from support.chain import create, move_to, now, pass_time, refusal, rewound, send, send_at
from support.governance import ABSTAIN, AGAINST, FOR, Proposal, propose
from support.members import issue
from support.plan import ADVISORY, DAY, GROVE, LATE_EXTENSION, ROOT, SEED
from support.signing import CURVE_ORDER, Signature, domain_of, sign, signer

from benchmarks.tallies import APPROVAL, RANKED, SINGLE, SPLIT, encode

SIGNERS = [signer(f"signer {number}") for number in range(8)]
ALICE, BOB, LATE = SIGNERS[0], SIGNERS[1], signer("late")


@pytest.fixture(scope="module")
def members(voters: list[Any], membership: Any, issuer: Any) -> list[Any]:
    """Alice has 10 units and 7 more signers 1 each, beside the usual members."""
    for number, account in enumerate(SIGNERS):
        issue(membership, issuer, account, SEED if number else ROOT)
    pass_time(1)
    return voters


def test_every_ballot_counts_and_has_its_event(governor: Any, proposal: Proposal, stranger: Any) -> None:
    choices = [FOR, AGAINST, ABSTAIN, FOR, FOR, AGAINST, ABSTAIN, FOR]
    ballots = [signed(governor, 1, account, choice) for account, choice in zip(SIGNERS, choices, strict=True)]
    receipt = cast_batch(governor, 1, ballots, stranger)
    assert receipt.all("VoteCast") == [
        {"voter": account.address, "proposalId": 1, "support": choice, "weight": 1 if number else 10, "reason": ""}
        for number, (account, choice) in enumerate(zip(SIGNERS, choices, strict=True))
    ]
    assert skipped(receipt) == {}
    assert proposal.tally == (2, 13, 2)
    assert all(governor.hasVoted(1, account.address) for account in SIGNERS)


def test_the_order_does_not_matter(governor: Any, proposal: Proposal, stranger: Any) -> None:
    ballots = [signed(governor, 1, account, FOR) for account in (SIGNERS[5], ALICE, SIGNERS[7], BOB)]
    assert len(cast_batch(governor, 1, ballots, stranger).all("VoteCast")) == 4
    assert proposal.tally == (0, 13, 0)


def test_a_batch_of_none(governor: Any, proposal: Proposal, stranger: Any) -> None:
    receipt = cast_batch(governor, 1, [], stranger)
    assert (receipt.events, proposal.tally) == ((), (0, 0, 0))


def test_each_problem_has_its_name_and_stops_nothing(
    governor: Any, membership: Any, issuer: Any, proposal: Proposal, stranger: Any
) -> None:
    issue(membership, issuer, LATE, GROVE)
    good = signed(governor, 1, ALICE, FOR)
    bad = {
        "InvalidSignature": replace(signed(governor, 1, BOB, FOR), signature=Signature(27, 0, 1)),
        "UnknownSigner": signed(governor, 1, signer("nobody"), FOR),
        "NoPower": signed(governor, 1, LATE, FOR),
        "AlreadyVoted": good,
        "InvalidChoice": signed(governor, 1, BOB, 3),
    }
    receipt = cast_batch(governor, 1, [good, *bad.values(), signed(governor, 1, BOB, AGAINST)], stranger)
    assert skipped(receipt) == dict(enumerate(bad, start=1))
    assert [event["voter"] for event in receipt.all("VoteCast")] == [ALICE.address, BOB.address]
    assert proposal.tally == (1, 10, 0)


def test_what_was_signed_for_something_else_counts_nothing(governor: Any, proposal: Proposal, stranger: Any) -> None:
    """A signature over other typed data belongs, as far as anyone can tell, to a key that nobody has."""
    good = signed(governor, 1, ALICE, FOR)
    ballots = [
        signed(governor, 1, ALICE, FOR, chainId=1),
        signed(governor, 1, ALICE, FOR, verifyingContract="0x" + "22" * 20),
        signed(governor, 1, ALICE, FOR, name="Another Governor"),
        signed(governor, 1, ALICE, FOR, version="2"),
        signed(governor, 2, ALICE, FOR),
        replace(good, choice=AGAINST),
        replace(good, signature=replace(good.signature, v=55 - good.signature.v)),
    ]
    receipt = cast_batch(governor, 1, ballots, stranger)
    assert skipped(receipt) == dict.fromkeys(range(len(ballots)), "UnknownSigner")
    assert (proposal.tally, receipt.all("VoteCast")) == ((0, 0, 0), [])
    longer = replace(good, deadline=good.deadline + 1)
    assert skipped(cast_batch(governor, 1, [longer], stranger)) == {0: "UnknownSigner"}
    assert skipped(cast_batch(governor, 1, [good], stranger)) == {}


def test_mirrored_and_empty_signatures(governor: Any, proposal: Proposal, stranger: Any) -> None:
    good = signed(governor, 1, ALICE, FOR)
    wrong = [Signature(27, 0, 0), Signature(28, 0, 0), Signature(27, CURVE_ORDER, 1), Signature(27, 1, 0)]
    ballots = [replace(good, signature=one) for one in wrong]
    # With a high s the top bit is not a parity any more; as far as it can be written at all, it must not count.
    high = replace(good, signature=Signature(27, good.signature.r, 2**255 - 1))
    receipt = cast_batch(governor, 1, [*ballots, high], stranger)
    assert skipped(receipt) == dict.fromkeys(range(5), "InvalidSignature")


def test_a_mirrored_signature_in_full_is_another_parity(governor: Any, proposal: Proposal, stranger: Any) -> None:
    good = signed(governor, 1, ALICE, FOR)
    mirrored = good.signature.mirrored()
    raw = mirrored.r.to_bytes(32, "big") + mirrored.s.to_bytes(32, "big") + good.packed()[64:]
    receipt = send(governor.castBallots, 1, good.deadline, raw, sender=stranger)
    assert (receipt.all("VoteCast"), len(skipped(receipt))) == ([], 1)


def test_a_ballot_of_another_brand(governor: Any, twin: Any, proposal: Proposal, stranger: Any) -> None:
    """The same name on the same chain, with a proposal of the same number."""
    assert skipped(cast_batch(governor, 1, [signed(twin, 1, ALICE, FOR)], stranger)) == {0: "UnknownSigner"}


def test_a_ballot_counts_once_by_any_way(governor: Any, proposal: Proposal, members: list[Any], stranger: Any) -> None:
    ballot = signed(governor, 1, ALICE, FOR)
    assert skipped(cast_batch(governor, 1, [ballot, ballot], stranger)) == {1: "AlreadyVoted"}
    assert skipped(cast_batch(governor, 1, [ballot], stranger)) == {0: "AlreadyVoted"}
    changed = signed(governor, 1, ALICE, AGAINST)
    assert skipped(cast_batch(governor, 1, [changed], stranger)) == {0: "AlreadyVoted"}
    assert proposal.tally == (0, 10, 0)
    again = (governor.castVote, 1, FOR)
    assert refusal(*again, sender=ALICE.address) == ("GovernorAlreadyCastVote", ALICE.address)


def test_the_last_second_of_a_ballot(governor: Any, proposal: Proposal, stranger: Any) -> None:
    moment = now() + 100
    ballots = [signed(governor, 1, account, FOR, deadline=moment) for account in (ALICE, BOB)]
    send_at(moment, governor.castBallots, 1, *batch(ballots[:1]), sender=stranger)
    receipt = send_at(moment + 1, governor.castBallots, 1, *batch(ballots), sender=stranger)
    assert skipped(receipt) == {0: "Expired", 1: "Expired"}
    assert proposal.tally == (0, 10, 0)


def test_only_while_the_vote_is_open(governor: Any, members: list[Any], stranger: Any) -> None:
    proposal = propose(governor, ADVISORY, members[0])
    ballots = batch([signed(governor, 1, ALICE, FOR, deadline=proposal.deadline + DAY)])
    call = (governor.castBallots, 1, *ballots)
    assert refusal(*call, sender=stranger)[0] == "GovernorUnexpectedProposalState"
    send_at(proposal.deadline, *call, sender=stranger)
    move_to(proposal.deadline + 1)
    assert refusal(*call, sender=stranger)[0] == "GovernorUnexpectedProposalState"
    assert refusal(governor.castBallots, 7, 0, b"", sender=stranger) == ("GovernorNonexistentProposal", 7)
    assert proposal.tally == (0, 10, 0)


@pytest.mark.parametrize("length", [1, 64, 66, 129])
def test_a_batch_of_no_whole_ballots(governor: Any, proposal: Proposal, stranger: Any, length: int) -> None:
    error = ("BallotBatch_InvalidLength", length, 65)
    assert refusal(governor.castBallots, 1, now(), bytes(length), sender=stranger) == error


def test_a_late_quorum_by_a_batch_leaves_time_to_answer(governor: Any, members: list[Any], stranger: Any) -> None:
    """142 units in all: 29 must take part. The batch brings 10 + 7 to the 20 that took part before."""
    proposal = propose(governor, ADVISORY, members[0]).open()
    for voter in members[1:3]:
        proposal.vote(voter, FOR)
    ballots = [signed(governor, 1, account, FOR, deadline=proposal.deadline) for account in SIGNERS]
    receipt = send_at(proposal.deadline, governor.castBallots, 1, *batch(ballots), sender=stranger)
    extended = proposal.deadline + LATE_EXTENSION
    assert receipt.one("ProposalExtended") == {"proposalId": 1, "extendedDeadline": extended}
    assert (governor.proposalQuorum(1), governor.proposalDeadline(1)) == (29, extended)
    assert len([event for event in receipt.events if event.name == "ProposalExtended"]) == 1


def test_a_batch_that_reaches_the_quorum_in_time_moves_no_deadline(
    governor: Any, members: list[Any], stranger: Any
) -> None:
    """Of 142 units 29 must take part. A later ballot in the last second moves it no more: the quorum was there."""
    proposal = propose(governor, ADVISORY, members[0]).open()
    for voter in members[1:3]:
        proposal.vote(voter, ABSTAIN)
    ballots = [signed(governor, 1, account, FOR, deadline=proposal.deadline) for account in SIGNERS]
    receipt = cast_batch(governor, 1, ballots, stranger)
    assert receipt.all("ProposalExtended") == []
    assert (proposal.tally, governor.proposalDeadline(1)) == ((0, 17, 20), proposal.deadline)
    late = send_at(proposal.deadline, governor.castVote, 1, FOR, sender=members[3])
    assert late.all("ProposalExtended") == []
    assert (governor.proposalDeadline(1), proposal.close().state) == (proposal.deadline, "Succeeded")


@pytest.mark.parametrize("last", [FOR, AGAINST])
def test_a_batch_in_the_last_second_extends_only_by_taking_part(
    governor: Any, members: list[Any], stranger: Any, last: int
) -> None:
    """28 of 29 took part; another unit against does not."""
    proposal = propose(governor, ADVISORY, members[0]).open()
    for voter in members[1:3]:
        proposal.vote(voter, FOR)
    for voter in members[3:8]:
        proposal.vote(voter, ABSTAIN)
    ballots = [signed(governor, 1, account, FOR, deadline=proposal.deadline) for account in SIGNERS[1:4]]
    cast_batch(governor, 1, ballots, stranger)
    ballot = signed(governor, 1, SIGNERS[4], last, deadline=proposal.deadline)
    receipt = send_at(proposal.deadline, governor.castBallots, 1, *batch([ballot]), sender=stranger)
    assert len(receipt.all("ProposalExtended")) == (last == FOR)


def test_500_ballots_in_any_order(
    governor: Any, membership: Any, issuer: Any, members: list[Any], stranger: Any
) -> None:
    """Sorted by member number a batch touches each word of the bitmap once; unsorted it counts the same for more."""
    signers = [signer(f"one of 500: {number}") for number in range(500)]
    for start in range(0, 500, 250):
        send(membership.airdrop, [one.address for one in signers[start : start + 250]], SEED, sender=issuer)
    proposal = propose(governor, ADVISORY, members[0]).open()
    ballots = [signed(governor, 1, one, number % 3) for number, one in enumerate(signers)]
    alternating = [one for pair in zip(ballots[:250], ballots[250:], strict=True) for one in pair]
    used = []
    for order in (ballots[:20] + ballots[250:270], alternating[:40]):
        with rewound():
            used.append(cast_batch(governor, 1, order, stranger).gas)
    assert used[0] < used[1]
    receipt = cast_batch(governor, 1, alternating, stranger)
    assert (len(receipt.all("VoteCast")), skipped(receipt)) == (500, {})
    assert proposal.tally == (167, 167, 166)
    assert skipped(cast_batch(governor, 1, ballots[:3], stranger)) == dict.fromkeys(range(3), "AlreadyVoted")


def test_bad_ballots_anywhere_in_a_batch_stop_nothing(governor: Any, proposal: Proposal, stranger: Any) -> None:
    """First, last, and two in a row between good ones, each of which counts."""
    good = [signed(governor, 1, account, FOR) for account in SIGNERS]
    bad = signed(governor, 1, signer("nobody"), FOR)
    receipt = cast_batch(governor, 1, [bad, *good[:3], bad, bad, *good[3:], good[0], bad], stranger)
    assert skipped(receipt) == {
        0: "UnknownSigner",
        4: "UnknownSigner",
        5: "UnknownSigner",
        11: "AlreadyVoted",
        12: "UnknownSigner",
    }
    assert proposal.tally == (0, 17, 0)


def test_members_of_many_words_of_the_bitmap(
    governor: Any, membership: Any, issuer: Any, members: list[Any], stranger: Any
) -> None:
    strangers = [f"0x{number:040x}" for number in range(1_000, 1_600)]
    send(membership.airdrop, strangers[:300], SEED, sender=issuer)
    second, third = signer("second"), signer("third")
    issue(membership, issuer, second, ROOT)
    send(membership.airdrop, strangers[300:], SEED, sender=issuer)
    issue(membership, issuer, third, ROOT)
    proposal = propose(governor, ADVISORY, members[0]).open()
    order = [third, ALICE, second, BOB, third, SIGNERS[2], second]
    receipt = cast_batch(governor, 1, [signed(governor, 1, account, FOR) for account in order], stranger)
    assert skipped(receipt) == {4: "AlreadyVoted", 6: "AlreadyVoted"}
    assert [governor.hasVoted(1, account.address) for account in (ALICE, BOB, SIGNERS[2], second, third)] == [True] * 5
    assert governor.hasVoted(1, SIGNERS[3].address) is False
    assert proposal.tally == (0, 32, 0)


@pytest.mark.parametrize(
    ("method", "ballot", "votes"),
    [
        (SINGLE, 3, [0, 0, 10]),
        (APPROVAL, frozenset({1, 3}), [10, 0, 10]),
        (SPLIT, (3_333, 0, 6_667), [33_330, 0, 66_670]),
        (RANKED, (2, 1), [0, 10, 0]),
    ],
)
def test_batches_of_the_other_methods(
    governor: Any, lens: Any, members: list[Any], stranger: Any, method: int, ballot: Any, votes: list[int]
) -> None:
    propose_choice(governor, ADVISORY, members[0], method, 3).open()
    choice = encode(method, ballot)
    ballots: list[SignedBallot] = [signed(governor, 1, ALICE, choice), signed(governor, 1, BOB, 0)]
    receipt = cast_batch(governor, 1, ballots, stranger, method)
    assert skipped(receipt) == {1: "InvalidChoice"}
    event = receipt.one("VoteCastWithParams")
    assert (event["voter"], event["support"], event["weight"]) == (ALICE.address, 0, 10)
    assert int.from_bytes(event["params"], "big") == choice
    assert lens.tallyOf(1)[4] == votes


def wallet_ballot(governor: Any, account: Any, voter: str, choice: int, deadline: int) -> bytes:
    """A WalletBallot for proposal 1."""
    message = {"proposalId": 1, "choice": choice, "voter": voter, "deadline": deadline}
    return sign(account, domain_of(governor), WALLET_BALLOT, **message).packed


def test_a_contract_wallet_is_not_shut_out(
    governor: Any, membership: Any, issuer: Any, members: list[Any], stranger: Any
) -> None:
    wallet = create(ContractWallet, ALICE.address, sender=accounts[0])
    issue(membership, issuer, wallet, ROOT)
    proposal = propose(governor, ADVISORY, members[0]).open()
    until = now() + HALF_HOUR
    good = wallet_ballot(governor, ALICE, wallet.address, FOR, until)
    call = governor.castWalletBallot
    invalid = ("GovernorInvalidSignature", wallet.address)
    forged = wallet_ballot(governor, BOB, wallet.address, FOR, until)
    assert refusal(call, 1, wallet.address, FOR, until, forged, sender=stranger) == invalid
    assert refusal(call, 1, wallet.address, AGAINST, until, good, sender=stranger) == invalid
    assert refusal(call, 1, wallet.address, FOR, until + 1, good, sender=stranger) == invalid
    own = ("GovernorInvalidSignature", ALICE.address)
    assert refusal(call, 1, ALICE.address, FOR, until, good, sender=stranger) == own
    # The owner's own ballot is not one of the wallet, though the wallet would call the signature its own.
    owners = signed(governor, 1, ALICE, FOR, deadline=until).signature.packed
    assert refusal(call, 1, wallet.address, FOR, until, owners, sender=stranger) == invalid
    send(call, 1, wallet.address, FOR, until, good, sender=stranger)
    again = ("GovernorAlreadyCastVote", wallet.address)
    assert refusal(call, 1, wallet.address, FOR, until, good, sender=stranger) == again
    assert proposal.tally == (0, 10, 0)


def test_a_wallet_s_ballot_too_late_or_of_no_choice(governor: Any, proposal: Proposal, stranger: Any) -> None:
    late = now()
    ballot = wallet_ballot(governor, ALICE, ALICE.address, FOR, late)
    pass_time(1)
    call = governor.castWalletBallot
    assert refusal(call, 1, ALICE.address, FOR, late, ballot, sender=stranger) == ("BallotBatch_Expired", late)
    until = now() + HALF_HOUR
    odd = wallet_ballot(governor, ALICE, ALICE.address, 257, until)
    error = ("BallotCounting_InvalidChoice", 1, 257)
    assert refusal(call, 1, ALICE.address, 257, until, odd, sender=stranger) == error


def test_a_wallet_s_choice(governor: Any, lens: Any, members: list[Any], stranger: Any) -> None:
    propose_choice(governor, ADVISORY, members[0], APPROVAL, 3).open()
    until = now() + HALF_HOUR
    ballot = wallet_ballot(governor, ALICE, ALICE.address, 0b101, until)
    receipt = send(governor.castWalletBallot, 1, ALICE.address, 0b101, until, ballot, sender=stranger)
    assert int.from_bytes(receipt.one("VoteCastWithParams")["params"], "big") == 0b101
    assert lens.tallyOf(1)[4] == [10, 0, 10]
