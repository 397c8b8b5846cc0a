"""What is called decided stays as it is, whatever else is cast; what is called possible can happen."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbia.rules.ballots.choices import encode
from symbia.rules.ballots.counting import Lot, Weighted, count
from symbia.rules.ballots.names import METHODS, PARTS, Curve, Method
from symbia.rules.changes import Uncast, changes_of, is_decided, uncast_of
from symbia.rules.outcomes import ProposalFacts, ProposalTerms, Turnout, succeeds
from symbia.rules.quorum import QuorumTerms

NOW = 1_500


def terms(method: Method, *, base: int, approval_bps: int = 6_000, option_bps: int = 0) -> ProposalTerms:
    """A vote that is open at NOW."""
    quorum = QuorumTerms(2_000, base, 1)
    return ProposalTerms(method, False, quorum, approval_bps, option_bps, snapshot_at=1_000, deadline_at=2_000)


def facts(vote: ProposalTerms, cast: list[Weighted], base: int) -> ProposalFacts:
    """Votes are units here."""
    units = sum(ballot.votes for ballot in cast)
    against = sum(ballot.votes for ballot in cast if vote.method == "for_against" and ballot.choice == 0)
    turnout = Turnout(tuple(cast), len(cast), units, units - against)
    counted = count(vote.method, 3, vote.option_bps, cast, Lot(0, turnout.participation, (1, 2, 3)))
    return ProposalFacts(turnout, counted, base, None, 300, NOW)


@st.composite
def choices(draw: Any, method: Method) -> int:
    """The number of a choice between three."""
    if method in ("for_against", "single_choice"):
        return draw(st.integers(0, 2)) + (method == "single_choice")
    listed = draw(st.permutations((1, 2, 3)))[: draw(st.integers(1, 3))]
    if method == "split":
        first = draw(st.integers(1, PARTS - 1))
        return encode(method, 3, {listed[0]: first, listed[0] % 3 + 1: PARTS - first})
    return encode(method, 3, list(listed))


@given(st.data())
def test_decided_is_decided(data: Any) -> None:
    method = data.draw(st.sampled_from(METHODS))
    cast = data.draw(st.lists(st.builds(Weighted, choices(method), st.integers(1, 40)), max_size=5))
    left = data.draw(st.lists(st.integers(1, 12), max_size=4))
    base = sum(ballot.votes for ballot in cast) + sum(left)
    vote = terms(method, base=base, option_bps=data.draw(st.sampled_from((0, 4_000))))
    before, uncast = facts(vote, cast, base), Uncast(units=sum(left), votes=sum(left))
    decided = is_decided(vote, before, uncast, changes_of(vote, "active", before, uncast))
    assert decided or left
    if not decided:
        return
    cast_later = [Weighted(data.draw(choices(method)), units) for units in left if data.draw(st.booleans())]
    after = facts(vote, [*cast, *cast_later], base)
    assert succeeds(vote, "active", after) == succeeds(vote, "active", before)
    assert not succeeds(vote, "active", before) or after.count.winner == before.count.winner


@given(st.integers(0, 60), st.integers(0, 60), st.integers(5_000, 9_999))
def test_what_changes_a_vote_for_or_against_is_the_least_that_does(in_favour: int, against: int, bps: int) -> None:
    vote = terms("for_against", base=1_000, approval_bps=bps)
    now = facts(vote, [Weighted(0, against), Weighted(1, in_favour)], 1_000)
    change = changes_of(vote, "active", now, Uncast(units=1_000, votes=1_000))[-1]

    def passes(more: int) -> bool:
        for_, other = (in_favour + more, against) if change.code == "approval" else (in_favour, against + more)
        return for_ * 10_000 > (for_ + other) * bps

    assert change.votes
    assert passes(change.votes) != passes(0) == passes(change.votes - 1)


@pytest.mark.parametrize(
    ("curve", "cap", "votes"),
    [("units", 0, 25), ("units", 10, 19), ("square_root", 0, 7), ("one_member_one_vote", 0, 2)],
)
def test_what_is_not_cast_counts_under_curve_and_cap(curve: Curve, cap: int, votes: int) -> None:
    assert uncast_of([16, 9], curve, cap) == Uncast(units=25, votes=votes)
