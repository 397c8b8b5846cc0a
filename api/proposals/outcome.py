"""The governor's arithmetic over indexed facts. Pure; times in unix seconds, shares in basis points.

The state is the one of `BrandGovernor.state`, which refines OpenZeppelin's `Governor` and `GovernorTimelockControl`.
"""

from dataclasses import dataclass

from api.facts.choices import method_of
from api.kit.times import utc_or_none
from api.proposals.casting import Cast
from api.proposals.operations import OperationEnd
from api.proposals.schemas import Approval, Outlook, Quorum, State, Tally
from api.proposals.votes import leading, needed, standing_parts
from symbia.rules.ballots.counting import BPS, Count
from symbia.rules.ballots.names import PARTS
from symbia.tables.proposals import Proposal

AGAINST, FOR, ABSTAIN = range(3)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the state depends on besides the proposal itself.

    `base_units`: units that the quorum is a share of, None while the snapshot has not passed. `operation`: what became
    of the timelock's operation when somebody acted on the timelock directly. `now`: time of the block.
    """

    cast: Cast
    count: Count
    base_units: int | None
    operation: OperationEnd | None
    action_window: int
    now: int


def state_of(proposal: Proposal, facts: Facts) -> State:
    """What `BrandGovernor.state` returns in a block at `facts.now`."""
    if proposal.executed_at is not None:
        return "executed"
    if proposal.canceled_at is not None:
        return "canceled"
    if proposal.snapshot_at >= facts.now:
        return "pending"
    if proposal.deadline_at >= facts.now:
        return "active"
    if not quorum_of(proposal, facts).reached or not passing(proposal, facts.count):
        return "defeated"
    if proposal.eta_at is None:
        stale = facts.now > proposal.deadline_at + facts.action_window
        return "expired" if stale and proposal.binding else "succeeded"
    if facts.operation is not None:
        return facts.operation
    return "expired" if facts.now > proposal.eta_at + facts.action_window else "queued"


def tally_of(proposal: Proposal, facts: Facts) -> Tally:
    """The votes in short."""
    count, simple = facts.count, proposal.method == "for_against"
    return Tally(
        against=count.options[AGAINST] if simple else None,
        for_=count.options[FOR] if simple else None,
        abstain=count.options[ABSTAIN] if simple else None,
        votes=count.votes,
        ballots=facts.cast.ballots,
        winner=count.winner or None,
    )


def passing(proposal: Proposal, count: Count) -> bool:
    """Whether the votes as they are would do, the quorum apart."""
    if proposal.method != "for_against":
        return count.winner != 0
    return count.options[FOR] * BPS > (count.options[FOR] + count.options[AGAINST]) * proposal.approval_bps


def quorum_of(proposal: Proposal, facts: Facts) -> Quorum:
    """Participation; rounded up as `BallotBox.quorumAt` does."""
    counted = facts.cast.participation
    required = None if facts.base_units is None else -(-facts.base_units * proposal.quorum_bps // BPS)
    return Quorum(
        bps=proposal.quorum_bps,
        base=facts.base_units,
        required=required,
        counted=counted,
        missing=None if required is None else max(0, required - counted),
        reached=None if required is None else counted >= required,
    )


def approval_of(proposal: Proposal, facts: Facts) -> Approval:
    """Consent: for against against, or the leading option among all votes."""
    return _approval(proposal, facts.count) if proposal.method == "for_against" else _lead(proposal, facts)


def _approval(proposal: Proposal, count: Count) -> Approval:
    """`for` passes when for * 10,000 > (for + against) * bps, so for > against * bps / (10,000 - bps)."""
    in_favour, against = count.options[FOR], count.options[AGAINST]
    enough = against * proposal.approval_bps // (BPS - proposal.approval_bps) + 1
    return Approval(
        required_bps=proposal.approval_bps,
        share_bps=in_favour * BPS // (in_favour + against) if in_favour + against else None,
        leader=None,
        missing=max(0, enough - in_favour),
        passing=passing(proposal, count),
    )


def _lead(proposal: Proposal, facts: Facts) -> Approval:
    method, count, bps = method_of(proposal), facts.count, proposal.option_bps
    first = leading(method, count)
    leader = first[0] if first else 1
    share = standing_parts(method, count)[leader - 1] * BPS // (count.votes * PARTS) if first else None
    return Approval(
        required_bps=bps,
        share_bps=share,
        leader=leader if first else None,
        missing=0 if count.winner else needed(method, count, bps, facts.cast.weighted, leader),
        passing=count.winner != 0,
    )


def outlook_of(proposal: Proposal, state: State, action_window: int) -> Outlook:
    """What time alone will change."""
    changes: int | None = None
    if state == "pending":
        changes = proposal.snapshot_at + 1
    elif state == "active":
        changes = proposal.deadline_at + 1
    elif state == "succeeded" and proposal.binding:
        changes = proposal.deadline_at + action_window + 1
    elif state == "queued" and proposal.eta_at is not None:
        changes = proposal.eta_at + action_window + 1
    executable = proposal.eta_at if state == "queued" else None
    return Outlook(changes_at=utc_or_none(changes), executable_from=utc_or_none(executable))


def in_past(proposal: Proposal, now: int) -> bool:
    """Whether the snapshot has passed: only then are total units and powers at it fixed."""
    return proposal.snapshot_at < now
