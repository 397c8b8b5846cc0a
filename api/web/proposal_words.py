"""A proposal in sentences: time left, rules, what is missing, its timeline. `clock` is unix seconds."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from api.proposals.schemas import Missing, ProposalDetail, ProposalSummary
from api.web.formats import bps, duration, when
from api.web.words import say

OPEN_STATES = ("pending", "active")
COUNTED_IN_UNITS = ("quorum", "approval")


@dataclass(frozen=True, slots=True)
class Step:
    """One moment of a proposal; `past` when it lies behind the clock."""

    name: Markup
    at: datetime
    past: bool


def time_left(proposal: ProposalSummary, clock: int) -> Markup:
    """How long the present state lasts, empty for one that is over."""
    outlook = proposal.outlook
    if proposal.state == "pending":
        return _span("left.opens", outlook.changes_at, clock) or say("left.opening")
    if proposal.state == "active":
        return _span("left.closes", outlook.changes_at, clock) or say("left.closing")
    if proposal.state == "succeeded":
        return _span("left.queue", outlook.changes_at, clock)
    waiting = _span("left.runs", outlook.executable_from, clock)
    return waiting or _span("left.run", outlook.changes_at, clock)


def approval_words(proposal: ProposalSummary) -> Markup:
    """The threshold, and where the ballots stand."""
    approval = proposal.approval
    if approval.share_bps is None:
        return say("proposal.approval_none", share=bps(approval.required_bps))
    return say("proposal.approval", now=bps(approval.share_bps), share=bps(approval.required_bps))


def missing_words(proposal: ProposalSummary, missing: Missing) -> Markup:
    """One missing thing; in the past tense when the vote was lost."""
    if missing.code in COUNTED_IN_UNITS:
        tense = "missed" if proposal.state == "defeated" else "missing"
        return say(f"proposal.{tense}_{missing.code}", n=missing.units or 0)
    return say(f"proposal.missing_{missing.code}")


def rules(proposal: ProposalSummary) -> list[Markup]:
    """What the proposal froze when it was made."""
    return [
        say("proposal.rule_quorum", share=bps(proposal.quorum.bps)),
        say("proposal.rule_approval", share=bps(proposal.approval.required_bps)),
        say("proposal.rule_snapshot", at=when(proposal.snapshot_at)),
        say("proposal.rule_binding" if proposal.binding else "proposal.rule_advisory"),
    ]


def timeline(proposal: ProposalDetail, clock: int) -> list[Step]:
    """Its moments in order. What a cancellation made impossible is left out."""
    moments = [(key, at) for key, at in _moments(proposal) if at is not None]
    if proposal.canceled_at is not None:
        moments = [(key, at) for key, at in moments if at <= proposal.canceled_at]
    moments.sort(key=lambda moment: moment[1])
    return [Step(say(f"step.{key}"), at, at.timestamp() <= clock) for key, at in moments]


def _moments(proposal: ProposalDetail) -> Iterator[tuple[str, datetime | None]]:
    yield "created", proposal.created_at
    yield "opens", proposal.snapshot_at
    yield "closes", proposal.deadline_at
    yield "queued", proposal.queued_at
    yield "ready", proposal.eta_at
    yield "executed", proposal.executed_at
    yield "canceled", proposal.canceled_at


def _span(key: str, until: datetime | None, clock: int) -> Markup:
    seconds = int(until.timestamp()) - clock if until else 0
    return say(key, span=duration(seconds)) if seconds > 0 else Markup("")
