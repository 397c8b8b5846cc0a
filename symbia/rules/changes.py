"""What would change the result of a proposal, and whether what can still be cast is enough for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from symbia.rules.ballots.counting import BPS
from symbia.rules.ballots.leads import needed, to_lose
from symbia.rules.ballots.names import Curve, votes_of
from symbia.rules.outcomes import (
    AGAINST,
    FOR,
    ProposalFacts,
    ProposalTerms,
    more_for_approval,
    passing,
    quorum_of,
    quorum_of_winner,
)
from symbia.rules.proposals import ProposalState

ChangeCode = Literal["quorum", "approval", "rejection", "option_wins", "winner_loses"]


@dataclass(frozen=True, slots=True)
class Uncast:
    """What has not been cast: `units` of accounts that have not voted, `votes` that their ballots would count for."""

    units: int
    votes: int


@dataclass(frozen=True, slots=True)
class NeededChange:
    """A change of the result and what it takes: further `votes` for an option alone, or `units` that must take part.
    `possible`: whether that much has not been cast; False once the vote is over."""

    code: ChangeCode
    possible: bool
    option: int | None = None
    votes: int | None = None
    units: int | None = None


def uncast_of(units: Sequence[int], curve: Curve, cap: int) -> Uncast:
    """Of accounts with so many units each."""
    return Uncast(sum(units), sum(votes_of(held, curve, cap) for held in units))


def changes_of(
    terms: ProposalTerms, state: ProposalState, facts: ProposalFacts, uncast: Uncast | None
) -> list[NeededChange]:
    """What would change the result, the quorum first; None uncast: the vote is over."""
    if state in ("pending", "canceled"):
        return []
    votes, units = (uncast.votes, uncast.units) if uncast else (0, 0)
    missing = quorum_of(terms, facts).missing
    quorum = [NeededChange("quorum", missing <= units, units=missing)] if missing else []
    simple = terms.method == "for_against"
    return [*quorum, *(_for_against(terms, facts, votes) if simple else _between_options(terms, facts, votes))]


def is_decided(
    terms: ProposalTerms, facts: ProposalFacts, uncast: Uncast | None, changes: Sequence[NeededChange]
) -> bool:
    """Whether nothing that can still be cast changes the outcome; None uncast: the vote is over, or has not begun."""
    if uncast is None:
        return facts.now > terms.deadline_at or terms.canceled_at is not None
    if uncast.votes == 0:
        return True
    quorum = quorum_of(terms, facts)
    if not quorum.reached and (quorum.missing or 0) > uncast.units:
        return True  # it fails whatever else is cast
    if any(change.possible for change in changes):
        return False
    if facts.count.winner == 0:
        # A run-off may turn by other ballots than those for one option alone, and by a lot.
        return terms.method != "ranked"
    return to_lose(terms.method, facts.count, terms.option_bps) is not None


def _for_against(terms: ProposalTerms, facts: ProposalFacts, votes: int) -> list[NeededChange]:
    in_favour, against = facts.count.options[FOR], facts.count.options[AGAINST]
    if passing(terms, facts.count):
        more = -(-in_favour * BPS // terms.approval_bps) - in_favour - against
        return [NeededChange("rejection", more <= votes, AGAINST, more)]
    more = more_for_approval(terms, facts.count)
    return [NeededChange("approval", more <= votes, FOR, more)]


def _between_options(terms: ProposalTerms, facts: ProposalFacts, votes: int) -> list[NeededChange]:
    method, count, bps = terms.method, facts.count, terms.option_bps
    quorum = quorum_of_winner(terms, facts.units)
    changes: list[NeededChange] = []
    loses = to_lose(method, count, bps) if count.winner else None
    if loses is not None:
        changes.append(NeededChange("winner_loses", loses <= votes, count.winner, loses))
    for option in range(1, len(count.options) + 1):
        if option != count.winner:
            more = needed(method, count, bps, facts.turnout.weighted, option, quorum=quorum)
            changes.append(NeededChange("option_wins", more <= votes, option, more))
    return changes
