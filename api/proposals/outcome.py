"""The governor's arithmetic over indexed facts. Pure; times in unix seconds, shares in basis points.

The state is the one of `BrandGovernor.state`, which refines OpenZeppelin's `Governor` and `GovernorTimelockControl`.
"""

from dataclasses import dataclass
from typing import Literal

from api.proposals.schemas import Approval, Missing, Outlook, Quorum, State, Tally
from api.times import in_words, utc_or_none
from indexer.models import Proposal

BPS = 10_000
OperationEnd = Literal["executed", "canceled"]


@dataclass(frozen=True, slots=True)
class Facts:
    """What the state depends on besides the proposal itself.

    `total_units`: all units at the snapshot, None while it has not passed. `operation`: what became of the timelock's
    operation when somebody acted on the timelock directly. `now`: time of the block.
    """

    tally: Tally
    total_units: int | None
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
    if not quorum_of(proposal, facts).reached or not approval_of(proposal, facts.tally).passing:
        return "defeated"
    if proposal.eta_at is None:
        stale = facts.now > proposal.deadline_at + facts.action_window
        return "expired" if stale and proposal.binding else "succeeded"
    if facts.operation is not None:
        return facts.operation
    return "expired" if facts.now > proposal.eta_at + facts.action_window else "queued"


def quorum_of(proposal: Proposal, facts: Facts) -> Quorum:
    """Participation; rounded up as `_quorumOf` does."""
    counted = facts.tally.for_ + facts.tally.abstain
    required = None if facts.total_units is None else -(-facts.total_units * proposal.quorum_bps // BPS)
    return Quorum(
        bps=proposal.quorum_bps,
        required=required,
        counted=counted,
        missing=None if required is None else max(0, required - counted),
        reached=None if required is None else counted >= required,
    )


def approval_of(proposal: Proposal, tally: Tally) -> Approval:
    """Consent. `for` passes when for * 10,000 > (for + against) * bps, so for > against * bps / (10,000 - bps)."""
    decided = tally.for_ + tally.against
    enough = tally.against * proposal.approval_bps // (BPS - proposal.approval_bps) + 1
    return Approval(
        required_bps=proposal.approval_bps,
        share_bps=tally.for_ * BPS // decided if decided else None,
        missing=max(0, enough - tally.for_),
        passing=tally.for_ * BPS > decided * proposal.approval_bps,
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


def missing_of(state: State, quorum: Quorum, approval: Approval, proposal: Proposal, facts: Facts) -> list[Missing]:
    """What is missing now, or what was missing when it failed."""
    window = facts.action_window
    if state == "pending":
        return [Missing(code="voting_not_started", text=f"Voting begins after {in_words(proposal.snapshot_at)}.")]
    if state in ("active", "defeated"):
        return _missing_votes(state, quorum, approval)
    if state == "succeeded" and proposal.binding:
        last = in_words(proposal.deadline_at + window)
        return [Missing(code="not_queued", text=f"Anyone may queue it now; after {last} it expires.")]
    if state == "queued" and proposal.eta_at is not None:
        first, last = in_words(proposal.eta_at), in_words(proposal.eta_at + window)
        return [Missing(code="not_executed", text=f"Anyone may execute it from {first} on; after {last} it expires.")]
    return []


def _missing_votes(state: State, quorum: Quorum, approval: Approval) -> list[Missing]:
    over = state == "defeated"
    found: list[Missing] = []
    if quorum.missing:
        verb = "had to take part" if over else "must take part"
        text = f"{_more(quorum.missing)} {verb} (for or abstain): {quorum.counted} of {quorum.required} did."
        found.append(Missing(code="quorum", text=text, units=quorum.missing))
    if not approval.passing:
        verb = "needed" if over else "needs"
        share = f"{approval.required_bps / 100:g}%"
        text = f"`For` {verb} {_more(approval.missing)}: it must exceed {share} of for and against."
        found.append(Missing(code="approval", text=text, units=approval.missing))
    return found


def _more(units: int) -> str:
    return "1 more unit" if units == 1 else f"{units} more units"


def in_past(proposal: Proposal, now: int) -> bool:
    """Whether the snapshot has passed: only then are total units and powers at it fixed."""
    return proposal.snapshot_at < now
