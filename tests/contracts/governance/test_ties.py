"""Ties of a run-off on a governor: no order of the list decides, a lot is drawn from what nobody chooses."""

from collections.abc import Iterator, Sequence
from itertools import permutations
from typing import Any

import pytest
from eth_abi.abi import encode as abi_encode
from eth_utils.crypto import keccak
from support.ballots import cast_batch, cast_choice, propose_choice, signed
from support.chain import move_to, now, one_block_at, pass_time, refusal, send, submit
from support.governance import Proposal
from support.plan import ADVISORY, MEMBERS_ONLY, ROOT, SEED, TIMELOCK_DELAY
from support.signing import signer

from benchmarks.tallies import APPROVAL, RANKED, SINGLE, SPLIT, ReferenceLot, ReferenceRound, encode

ACTIONS_WORD = 2  # see IBallots.countWord
CYCLE = ("A", "BC", "CB")
TEN_VOTES = ("ABC",) * 4 + ("BCA",) * 3 + ("CBA",) * 3
SIGNERS = [signer(f"of a tie: {number}") for number in range(2)]


@pytest.fixture(scope="module")
def equals(_module_isolation: None, membership: Any, issuer: Any, people: Any) -> list[Any]:
    """Ten members with a unit each."""
    members = [people[index] for index in range(20, 30)]
    send(membership.airdrop, [member.address for member in members], SEED, sender=issuer)
    send(membership.airdrop, [one.address for one in SIGNERS], SEED, sender=issuer)
    pass_time(1)
    return members


@pytest.fixture(scope="module")
def author(voters: list[Any]) -> Any:
    """Who may propose."""
    return voters[0]


def ask(governor: Any, sender: Any, labels: Sequence[str], description: str = "# Ties") -> Proposal:
    """An open advisory ranked proposal with these options."""
    return propose_choice(
        governor, ADVISORY, sender, RANKED, len(labels), labels=labels, description=description
    ).open()


def ranking(labels: Sequence[str], names: str) -> int:
    """A ballot that prefers the options with these names, a letter each."""
    return encode(RANKED, tuple(labels.index(name) + 1 for name in names))


def cast_all(governor: Any, number: int, labels: Sequence[str], ballots: Sequence[str], voters: list[Any]) -> None:
    """One ballot of each voter in turn."""
    for voter, names in zip(voters, ballots, strict=False):
        cast_choice(governor, number, ranking(labels, names), voter)


def winner_of(governor: Any, number: int, labels: Sequence[str]) -> str:
    """By name."""
    option = governor.winningOption(number)
    return labels[option - 1] if option else ""


@pytest.mark.parametrize(
    ("ballots", "winner", "first"),
    [(CYCLE, "", ("A", "preferences", 2)), (TEN_VOTES, "B", ("C", "preferences", 2))],
    ids=["one vote each", "ten votes"],
)
@pytest.mark.parametrize("labels", list(permutations("ABC")), ids="".join)
def test_no_listing_decides(
    governor: Any,
    lens: Any,
    author: Any,
    equals: list[Any],
    labels: Sequence[str],
    ballots: Sequence[str],
    winner: str,
    first: Any,
) -> None:
    number = ask(governor, author, labels).number
    cast_all(governor, number, labels, ballots, equals)
    assert winner_of(governor, number, labels) == winner
    round_ = ReferenceRound.of_chain(lens.roundsOf(number)[0])
    assert ({labels[option - 1] for option in round_.eliminated}, round_.tie_break, round_.preference) == (
        {first[0]}, *first[1:],
    )  # fmt: skip


def test_a_lot_is_drawn_from_what_everybody_can_see(governor: Any, lens: Any, author: Any, equals: list[Any]) -> None:
    """Four equal options, six listings: seeds differ, and each time the lot falls as seed, units and labels say."""
    gone = set()
    for turn in range(8):
        labels = ("Juniper", "Rye", "Smoke", "Tea")
        proposal = ask(governor, author, labels, f"# Lot {turn}")
        for voter, option in zip(equals, (1, 2, 3, 4), strict=False):
            cast_choice(governor, proposal.number, option, voter)
        lot = ReferenceLot(lens.tieSeedOf(proposal.number), 4, labels)
        rounds = [ReferenceRound.of_chain(one) for one in lens.roundsOf(proposal.number)]
        assert [one.tie_break for one in rounds] == ["lot", "lot", "none"]
        (out,) = rounds[0].eliminated
        assert out == lot.draw((1, 2, 3, 4))
        gone.add(out)
    assert len(gone) > 1


def test_further_ballots_draw_the_lot_anew(governor: Any, lens: Any, author: Any, equals: list[Any]) -> None:
    """A ballot that changes no vote of those who are tied: nobody knows the lot from the seed alone."""
    labels = tuple("ABCDEF")
    proposal = ask(governor, author, labels)
    for voter, names in zip(equals, ("A", "B", "C", "D", "E", "F"), strict=False):
        cast_choice(governor, proposal.number, ranking(labels, names), voter)
    seed, drawn = lens.tieSeedOf(proposal.number), []
    for units, voter in enumerate([None, *equals[6:]], start=6):
        if voter:
            cast_choice(governor, proposal.number, ranking(labels, "F"), voter)
        tied = range(1, 7) if units == 6 else range(1, 6)
        (out,) = ReferenceRound.of_chain(lens.roundsOf(proposal.number)[0]).eliminated
        assert out == ReferenceLot(seed, units, labels).draw(tied)
        drawn.append(out)
    assert lens.tieSeedOf(proposal.number) == seed
    assert len(set(drawn)) > 1


def test_the_first_ballot_brings_the_seed(governor: Any, lens: Any, author: Any, equals: list[Any]) -> None:
    labels = ("A", "B", "C")
    proposal = ask(governor, author, labels)
    assert lens.tieSeedOf(proposal.number) == 0
    receipt = cast_choice(governor, proposal.number, 1, equals[0])
    told = receipt.one("TieSeedSet")
    assert told == {"proposalId": proposal.number, "seed": lens.tieSeedOf(proposal.number)}
    assert 2**60 < told["seed"] < 2**80  # 80 bits; that 20 of them are zeros happens once in a million
    assert cast_choice(governor, proposal.number, 1, equals[1]).all("TieSeedSet") == []
    assert lens.tieSeedOf(proposal.number) == told["seed"]
    assert governor.proposalVotes(proposal.number) == (0, 0, 0)
    assert lens.tallyOf(proposal.number)[2:4] == (2, 2)


def test_seeds_of_one_block_differ(governor: Any, lens: Any, author: Any, equals: list[Any]) -> None:
    """The number of the proposal is in it: two may begin in one block, and blocks of some chains have no randomness."""
    numbers = [ask(governor, author, ("A", "B", "C"), f"# Seed {turn}").number for turn in range(3)]
    params = abi_encode(["uint256"], [1])
    with one_block_at(now() + 1):
        for number in numbers:
            submit(governor.castVoteWithReasonAndParams, number, 0, "", params, sender=equals[0])
    assert len({lens.tieSeedOf(number) for number in numbers} - {0}) == len(numbers)


@pytest.fixture
def openings(governor: Any, lens: Any, author: Any, equals: list[Any], stranger: Any) -> Iterator[Proposal]:
    """A ranked proposal whose seed is set by whatever a test does."""
    proposal = ask(governor, author, ("A", "B", "C"))
    yield proposal
    assert lens.tieSeedOf(proposal.number) != 0
    assert cast_choice(governor, proposal.number, 2, equals[5]).all("TieSeedSet") == []


def test_a_batch_brings_it(governor: Any, openings: Proposal, stranger: Any) -> None:
    ballots = [signed(governor, openings.number, one, 1) for one in SIGNERS]
    receipt = cast_batch(governor, openings.number, ballots, stranger, RANKED)
    assert len(receipt.all("TieSeedSet")) == 1
    assert governor.winningOption(openings.number) == 1


def test_a_batch_in_which_nothing_counts_does_not(governor: Any, lens: Any, openings: Proposal, stranger: Any) -> None:
    """Else it could be sent for nothing, block after block."""
    wrong = signed(governor, openings.number, SIGNERS[0], 0x11)
    assert cast_batch(governor, openings.number, [], stranger, RANKED).all("TieSeedSet") == []
    assert cast_batch(governor, openings.number, [wrong], stranger, RANKED).all("TieSeedSet") == []
    assert lens.tieSeedOf(openings.number) == 0
    right = signed(governor, openings.number, SIGNERS[0], 0x21)
    assert len(cast_batch(governor, openings.number, [right, wrong], stranger, RANKED).all("TieSeedSet")) == 1


def test_only_ranked_proposals_have_one(governor: Any, lens: Any, author: Any, equals: list[Any]) -> None:
    for method, choice in ((SINGLE, 1), (APPROVAL, 1), (SPLIT, 10_000)):
        proposal = propose_choice(governor, ADVISORY, author, method, 3, description=f"# {method}").open()
        assert cast_choice(governor, proposal.number, choice, equals[0]).all("TieSeedSet") == []
        assert lens.tieSeedOf(proposal.number) == 0


def test_digests_of_labels_are_told_and_kept(governor: Any, author: Any) -> None:
    labels = ["Juniper", "", "Rye \U0001f9f5", "a" * 200, "red\x00", "red"]
    call = (governor.proposeChoice, ADVISORY, (RANKED, labels, [0] * 6), [], [], [], "# Labels")
    digests = [int.from_bytes(keccak(text=label)[:4]) for label in labels]
    assert send(*call, sender=author).one("LabelDigestsFrozen") == {"proposalId": 1, "digests": digests}
    word = sum(digest << (64 + 32 * place) for place, digest in enumerate(digests))
    assert governor.countWord(1, ACTIONS_WORD) == word


def test_other_methods_keep_no_digests(governor: Any, author: Any) -> None:
    call = (governor.proposeChoice, ADVISORY, (SINGLE, ["same", "same"], [0, 0]), [], [], [], "# Same")
    assert send(*call, sender=author).all("LabelDigestsFrozen") == []
    assert governor.countWord(1, ACTIONS_WORD) == 0


@pytest.mark.parametrize(
    ("labels", "which"),
    [
        (["A", "A"], (1, 2)),
        (["A", "B", "C", "B"], (2, 4)),
        (["", "A", "B", "C", "D", ""], (1, 6)),
        (["Option 41232", "B", "Option 149120"], (1, 3)),  # both hashes begin with ee5d8ffc
    ],
)
def test_labels_that_draw_the_same_lot_are_refused(
    governor: Any, author: Any, labels: list[str], which: tuple[int, int]
) -> None:
    call = (governor.proposeChoice, ADVISORY, (RANKED, labels, [0] * len(labels)), [], [], [], "# Equal")
    assert refusal(*call, sender=author) == ("ProposalTypes_EqualLabels", *which)


def test_a_lot_decides_whose_actions_run(
    governor: Any, lens: Any, membership: Any, issuer: Any, voters: list[Any], people: Any
) -> None:
    """Of three equal options one goes out by lot, and its ballot names who wins then. Digests lie beside the numbers of
    actions and must not be taken for them."""
    equals = [people[index] for index in (30, 31, 32)]
    for one in equals:
        send(membership.airdrop, [one.address] * 4, ROOT, sender=issuer)
    pass_time(1)
    payees = ["0x" + f"{number}" * 40 for number in (3, 4, 5)]
    actions = [[(payees[0], 0, b"")], [], [(payees[1], 0, b""), (payees[2], 0, b"")]]
    proposal = propose_choice(governor, MEMBERS_ONLY, voters[0], RANKED, 3, actions=actions).open()
    for voter, names in zip(equals, ((1, 2), (2, 3), (3, 1)), strict=True):
        cast_choice(governor, proposal.number, encode(RANKED, names), voter)
    rounds = [ReferenceRound.of_chain(one) for one in lens.roundsOf(proposal.number)]
    (out,) = rounds[0].eliminated
    labels = ("Option 1", "Option 2", "Option 3")
    assert (rounds[0].tie_break, out) == (
        "lot", ReferenceLot(lens.tieSeedOf(proposal.number), 120, labels).draw((1, 2, 3)),
    )  # fmt: skip
    winner = {1: 2, 2: 3, 3: 1}[out]
    assert (governor.winningOption(proposal.number), proposal.close().state) == (winner, "Succeeded")
    assert len(proposal.queue(voters[0]).all("CallScheduled")) == len(actions[winner - 1])
    move_to(now() + TIMELOCK_DELAY)
    assert len(proposal.execute(voters[0]).all("CallExecuted")) == len(actions[winner - 1])
    assert (governor.winningOption(proposal.number), proposal.state) == (winner, "Executed")
