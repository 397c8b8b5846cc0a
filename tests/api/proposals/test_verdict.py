"""What is called decided stays as it is, whatever else is cast; what is called possible can happen."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from api.proposals.casting import Cast
from api.proposals.outcome import Facts
from api.proposals.tally_schemas import Outstanding
from api.proposals.verdict import changes_of, decided, outcome_of
from symbia.rules.ballots.choices import encode
from symbia.rules.ballots.counting import Weighted, count
from symbia.rules.ballots.names import METHODS, PARTS, Method
from symbia.tables.proposals import Proposal

LABELS = ("Ash", "Oak", "Elm")
NOW = 1_500


def proposal(method: Method, **changed: Any) -> Proposal:
    """A vote that is open at NOW."""
    fields: dict[str, Any] = {"quorum_bps": 2_000, "approval_bps": 6_000, "option_bps": 0}
    times = {"snapshot_at": 1_000, "deadline_at": 2_000, "created_at": 900}
    return Proposal(number=1, method=method, option_count=3, **times, **{**fields, **changed})


def facts(one: Proposal, method: Method, cast: list[Weighted], base: int) -> Facts:
    """Votes are units here."""
    units = sum(ballot.votes for ballot in cast)
    against = sum(ballot.votes for ballot in cast if method == "for_against" and ballot.choice == 0)
    found = Cast(tuple(cast), len(cast), units, units - against)
    return Facts(found, count(method, 3, one.option_bps, cast), base, None, 300, NOW)


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
    one = proposal(method, option_bps=data.draw(st.sampled_from((0, 4_000))))
    cast = data.draw(st.lists(st.builds(Weighted, choices(method), st.integers(1, 40)), max_size=5))
    left = data.draw(st.lists(st.integers(1, 12), max_size=4))
    base = sum(ballot.votes for ballot in cast) + sum(left)
    now, outstanding = facts(one, method, cast, base), Outstanding(units=sum(left), votes=sum(left))
    changes = changes_of(one, "active", LABELS, now, outstanding)
    said = decided(one, now, outstanding, changes)
    assert said or left
    if not said:
        return
    before = outcome_of(one, "active", LABELS, now)
    cast_later = [Weighted(data.draw(choices(method)), units) for units in left if data.draw(st.booleans())]
    after = outcome_of(one, "active", LABELS, facts(one, method, [*cast, *cast_later], base))
    assert after.passing == before.passing
    assert not before.passing or after.winner == before.winner


@given(st.integers(0, 60), st.integers(0, 60), st.integers(5_000, 9_999))
def test_what_changes_a_vote_for_or_against_is_the_least_that_does(in_favour: int, against: int, bps: int) -> None:
    one = proposal("for_against", approval_bps=bps)
    now = facts(one, "for_against", [Weighted(0, against), Weighted(1, in_favour)], 1_000)
    change = changes_of(one, "active", LABELS, now, Outstanding(units=1_000, votes=1_000))[-1]

    def passes(more: int) -> bool:
        for_, other = (in_favour + more, against) if change.code == "approval" else (in_favour, against + more)
        return for_ * 10_000 > (for_ + other) * bps

    assert change.votes
    assert passes(change.votes) != passes(0) == passes(change.votes - 1)
