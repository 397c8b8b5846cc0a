"""A proposal that is voted on for or against, and what its state depends on."""

from typing import Any

from symbia.rules.ballots.counting import Weighted, count
from symbia.rules.outcomes import ProposalFacts, ProposalTerms, Turnout
from symbia.rules.quorum import QuorumTerms

SNAPSHOT, DEADLINE, ETA, WINDOW = 1_000, 2_000, 2_500, 300


def cast(against: int = 0, for_: int = 0, abstain: int = 0) -> Turnout:
    """Votes that are units, a ballot for each choice that has some."""
    votes = tuple(Weighted(choice, sum_) for choice, sum_ in enumerate((against, for_, abstain)) if sum_)
    return Turnout(votes, len(votes), against + for_ + abstain, for_ + abstain)


WON, LOST, NOBODY = cast(for_=20), cast(against=20), cast()


def terms(**changed: Any) -> ProposalTerms:
    """Binding, from SNAPSHOT to DEADLINE."""
    fields: dict[str, Any] = {
        "method": "for_against",
        "binding": True,
        "quorum": QuorumTerms(2_000, 100, 1),
        "approval_bps": 5_000,
        "option_bps": 0,
        "snapshot_at": SNAPSHOT,
        "deadline_at": DEADLINE,
    }
    return ProposalTerms(**{**fields, **changed})


def facts(now: int, votes: Turnout = WON, **changed: Any) -> ProposalFacts:
    """At a second, with 100 units."""
    fields: dict[str, Any] = {"units": 100, "operation": None, "action_window": WINDOW}
    counted = count("for_against", 3, 0, votes.weighted)
    return ProposalFacts(turnout=votes, count=counted, now=now, **{**fields, **changed})
