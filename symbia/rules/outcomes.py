"""What a proposal has come to and why: the governor's arithmetic. Times in unix seconds, shares in basis points.

The state is the one of `BrandGovernor.state`, which refines OpenZeppelin's `Governor` and `GovernorTimelockControl`.
"""

from dataclasses import dataclass
from typing import Literal

from symbia.rules.ballots.counting import BPS, Count, Weighted
from symbia.rules.ballots.leads import leading, needed, standing_parts
from symbia.rules.ballots.names import PARTS, Method
from symbia.rules.proposals import ProposalState
from symbia.rules.quorum import QuorumTerms

OperationEnd = Literal["executed", "canceled"]
Why = Literal[
    "won",
    "approved",
    "pending",
    "no_ballots",
    "quorum",
    "tie",
    "below_share",
    "below_quorum",
    "not_approved",
    "canceled",
]

AGAINST, FOR, ABSTAIN = range(3)


@dataclass(frozen=True, slots=True)
class ProposalTerms:
    """What a proposal froze, and what was done with it. `eta_at`: from when it may be executed, once it is queued."""

    method: Method
    binding: bool
    quorum: QuorumTerms
    approval_bps: int
    option_bps: int
    snapshot_at: int
    deadline_at: int
    eta_at: int | None = None
    executed_at: int | None = None
    canceled_at: int | None = None


@dataclass(frozen=True, slots=True)
class Turnout:
    """What was cast on one proposal. `weighted`: votes by choice. `units` of all voters at the snapshot, before curve
    and cap; `participation`: those that count for the quorum, all but against in a for/against/abstain proposal."""

    weighted: tuple[Weighted, ...] = ()
    ballots: int = 0
    units: int = 0
    participation: int = 0


@dataclass(frozen=True, slots=True)
class ProposalFacts:
    """What the state depends on besides the terms.

    `units`: all at the snapshot without those of excluded accounts, None while it has not passed. `operation`: what
    became of the timelock's operation when somebody acted on the timelock directly. `now`: time of the block.
    """

    turnout: Turnout
    count: Count
    units: int | None
    operation: OperationEnd | None
    action_window: int
    now: int


@dataclass(frozen=True, slots=True)
class Participation:
    """Units that took part, and how many must. `units`: all at the snapshot without those of excluded accounts, None as
    long as it has not passed."""

    terms: QuorumTerms
    units: int | None
    counted: int

    @property
    def bps(self) -> int:
        """Share of `held` that must take part, basis points."""
        return self.terms.bps

    @property
    def base(self) -> int:
        """Units one second before the proposal."""
        return self.terms.base

    @property
    def least(self) -> int:
        """Units that must take part in any case."""
        return self.terms.least

    @property
    def in_launch(self) -> bool:
        """Whether it was submitted before the launch of memberships was over."""
        return self.terms.in_launch

    @property
    def held(self) -> int | None:
        """What `units` count as: no fewer than `base` and, after the launch, no more than five quarters of it."""
        return None if self.units is None else self.terms.held(self.units)

    @property
    def required(self) -> int | None:
        """Units that must take part, as `TypeBook.quorumOf` has them."""
        return None if self.units is None else self.terms.required(self.units)

    @property
    def missing(self) -> int | None:
        """Units that must still take part."""
        return None if self.required is None else max(0, self.required - self.counted)

    @property
    def reached(self) -> bool | None:
        """Whether enough took part."""
        return None if self.required is None else self.counted >= self.required


@dataclass(frozen=True, slots=True)
class Consent:
    """For against against, or the leading option among all votes. `missing`: further votes for it alone that would do,
    if nothing else is cast."""

    required_bps: int
    share_bps: int | None
    leader: int | None
    missing: int
    passing: bool


@dataclass(frozen=True, slots=True)
class Lead:
    """The first choice before the second, by number; `parts` in ten-thousandths of a vote."""

    first: int
    second: int
    parts: int


def state_of(terms: ProposalTerms, facts: ProposalFacts) -> ProposalState:
    """What `BrandGovernor.state` returns in a block at `facts.now`."""
    if terms.executed_at is not None:
        return "executed"
    if terms.canceled_at is not None:
        return "canceled"
    if not in_past(terms.snapshot_at, facts.now):
        return "pending"
    if terms.deadline_at >= facts.now:
        return "active"
    if not quorum_of(terms, facts).reached or not passing(terms, facts.count):
        return "defeated"
    if terms.eta_at is None:
        stale = facts.now > terms.deadline_at + facts.action_window
        return "expired" if stale and terms.binding else "succeeded"
    if facts.operation is not None:
        return facts.operation
    return "expired" if facts.now > terms.eta_at + facts.action_window else "queued"


def in_past(snapshot_at: int, now: int) -> bool:
    """Whether a snapshot has passed: only then are total units and powers at it fixed."""
    return snapshot_at < now


def changes_at(terms: ProposalTerms, state: ProposalState, action_window: int) -> int | None:
    """First second of another state if nothing is done; None for never."""
    if state == "pending":
        return terms.snapshot_at + 1
    if state == "active":
        return terms.deadline_at + 1
    if state == "succeeded" and terms.binding:
        return terms.deadline_at + action_window + 1
    if state == "queued" and terms.eta_at is not None:
        return terms.eta_at + action_window + 1
    return None


def quorum_of(terms: ProposalTerms, facts: ProposalFacts) -> Participation:
    """How many took part, and how many must."""
    return Participation(terms=terms.quorum, units=facts.units, counted=facts.turnout.participation)


def quorum_of_winner(terms: ProposalTerms, units: int | None) -> int:
    """Votes that the winner must have because of the quorum, with `units` at the snapshot."""
    return terms.quorum.of_winner(terms.method, terms.binding, units)


def passing(terms: ProposalTerms, count: Count) -> bool:
    """Whether the votes as they are would do, the quorum apart."""
    if terms.method != "for_against":
        return count.winner != 0
    return count.options[FOR] * BPS > (count.options[FOR] + count.options[AGAINST]) * terms.approval_bps


def more_for_approval(terms: ProposalTerms, count: Count) -> int:
    """Further votes for that would approve it, not above 0 if it is approved.

    `for` passes when for * 10,000 > (for + against) * bps, so for > against * bps / (10,000 - bps).
    """
    return count.options[AGAINST] * terms.approval_bps // (BPS - terms.approval_bps) + 1 - count.options[FOR]


def approval_of(terms: ProposalTerms, facts: ProposalFacts) -> Consent:
    """Where consent stands."""
    return _approval(terms, facts.count) if terms.method == "for_against" else _approval_of_leader(terms, facts)


def lead_of(terms: ProposalTerms, count: Count) -> Lead | None:
    """For over against or the other way round, or the first option over the second; None while nobody has votes."""
    if not count.votes:
        return None
    if terms.method == "for_against":
        first, second = sorted((FOR, AGAINST), key=lambda place: -count.options[place])
        return Lead(first, second, (count.options[first] - count.options[second]) * PARTS)
    order = leading(terms.method, count)
    if order is None:
        return None
    (first, second), standing = order, standing_parts(terms.method, count)
    return Lead(first, second, standing[first - 1] - standing[second - 1])


def succeeds(terms: ProposalTerms, state: ProposalState, facts: ProposalFacts) -> bool:
    """Whether it succeeds, or would if the vote ended now."""
    return passing(terms, facts.count) and bool(quorum_of(terms, facts).reached) and state != "canceled"


def why(terms: ProposalTerms, state: ProposalState, facts: ProposalFacts) -> Why:
    """What decides whether it succeeds."""
    if state in ("pending", "canceled"):
        return "pending" if state == "pending" else "canceled"
    if not facts.turnout.ballots:
        return "no_ballots"
    if not quorum_of(terms, facts).reached:
        return "quorum"
    enough = passing(terms, facts.count)
    if terms.method == "for_against":
        return "approved" if enough else "not_approved"
    if enough:
        return "won"
    standing = sorted(standing_parts(terms.method, facts.count))
    if standing[-1] == standing[-2]:
        return "tie"
    return "below_share" if standing[-1] * BPS <= facts.count.votes * PARTS * terms.option_bps else "below_quorum"


def _approval(terms: ProposalTerms, count: Count) -> Consent:
    in_favour, decided = count.options[FOR], count.options[FOR] + count.options[AGAINST]
    return Consent(
        required_bps=terms.approval_bps,
        share_bps=in_favour * BPS // decided if decided else None,
        leader=None,
        missing=max(0, more_for_approval(terms, count)),
        passing=passing(terms, count),
    )


def _approval_of_leader(terms: ProposalTerms, facts: ProposalFacts) -> Consent:
    method, count, bps = terms.method, facts.count, terms.option_bps
    order = leading(method, count)
    leader = order[0] if order else 1
    share = standing_parts(method, count)[leader - 1] * BPS // (count.votes * PARTS) if order else None
    return Consent(
        required_bps=bps,
        share_bps=share,
        leader=leader if order else None,
        missing=0
        if count.winner
        else needed(method, count, bps, facts.turnout.weighted, leader, quorum=quorum_of_winner(terms, facts.units)),
        passing=count.winner != 0,
    )
