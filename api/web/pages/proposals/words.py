"""A proposal in sentences: time left, rules, what is missing, its timeline. `clock` is unix seconds."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from api.proposals.schemas import Missing, ProposalDetail, ProposalSummary
from api.web.formats import bps, counting_down, short, when
from api.web.pages.proposals.choice_words import label_of, result
from api.web.words import say

OPEN_STATES = ("pending", "active")
COUNTED = ("quorum", "approval", "winner")


@dataclass(frozen=True, slots=True)
class Moment:
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
    """The threshold of for against against, and where the ballots stand."""
    approval = proposal.approval
    if approval.share_bps is None:
        return say("proposal.approval_none", share=bps(approval.required_bps))
    return say("proposal.approval", now=bps(approval.share_bps), share=bps(approval.required_bps))


def summary_words(proposal: ProposalSummary) -> Markup:
    """How it stands, for who only listens."""
    state, tally = say(f"state.{proposal.state}"), proposal.tally
    if proposal.options:
        return say("proposal.summary_choice", result=result(proposal), state=state)
    cast = {"for_": tally.for_ or 0, "against": tally.against or 0, "abstain": tally.abstain or 0}
    return say("proposal.summary", **cast, state=state)


def missing_words(proposal: ProposalSummary, missing: Missing) -> Markup:
    """One missing thing; in the past tense when the vote was lost."""
    if missing.code not in COUNTED:
        return say(f"proposal.missing_{missing.code}")
    tense = "missed" if proposal.state == "defeated" else "missing"
    if missing.code == "winner":
        if proposal.approval.leader is None:
            return say("result.nobody")
        label = label_of(proposal, proposal.approval.leader)
        return say(f"proposal.{tense}_winner", n=missing.votes or 0, label=label)
    code = "voters" if missing.code == "quorum" and proposal.options else missing.code
    return say(f"proposal.{tense}_{code}", n=(missing.units if missing.code == "quorum" else missing.votes) or 0)


def rules(proposal: ProposalSummary) -> list[Markup]:
    """What the proposal froze when it was made."""
    return [
        *(_choice_rules(proposal) if proposal.options else _plain_rules(proposal)),
        *_quorum_rules(proposal),
        *_weight_rules(proposal),
        say("proposal.rule_snapshot", at=when(proposal.snapshot_at)),
        *_duty_rules(proposal),
    ]


def _plain_rules(proposal: ProposalSummary) -> list[Markup]:
    return [
        say("proposal.rule_quorum", share=bps(proposal.quorum.bps)),
        say("proposal.rule_approval", share=bps(proposal.approval.required_bps)),
    ]


def _choice_rules(proposal: ProposalSummary) -> list[Markup]:
    quorum = "proposal.rule_quorum_binding_choice" if proposal.binding else "proposal.rule_quorum_choice"
    method = "approval_ballot" if proposal.method == "approval" else proposal.method
    rules = [say(f"proposal.rule_{method}"), say(quorum, share=bps(proposal.quorum.bps))]
    if proposal.option_bps:
        rules.append(say("proposal.rule_share", share=bps(proposal.option_bps)))
    return rules


def _quorum_rules(proposal: ProposalSummary) -> list[Markup]:
    """How the number of units that must take part comes about."""
    quorum = proposal.quorum
    held = "proposal.rule_quorum_held_in_launch" if quorum.in_launch else "proposal.rule_quorum_held"
    rules = [say(held, n=quorum.base)]
    if quorum.least > 1:
        rules.append(say("proposal.rule_quorum_least", n=quorum.least))
    return rules


def _weight_rules(proposal: ProposalSummary) -> list[Markup]:
    rules = [say(f"proposal.rule_{proposal.curve}")]
    if proposal.cap:
        rules.append(say("proposal.rule_cap", n=proposal.cap))
    if proposal.excluded:
        accounts = Markup(", ").join(_account(address) for address in proposal.excluded)
        rules.append(say("proposal.rule_excluded", n=len(proposal.excluded), accounts=accounts))
    return rules


def _duty_rules(proposal: ProposalSummary) -> list[Markup]:
    binding = "binding_choice" if proposal.options else "binding"
    rules = [say(f"proposal.rule_{binding}" if proposal.binding else "proposal.rule_advisory")]
    if proposal.binding:
        idle = [option.label for option in proposal.options if not option.actions]
        if idle:
            rules.append(say("proposal.rule_without_actions", labels=", ".join(f"“{label}”" for label in idle)))
        rules.append(say(f"proposal.rule_reach_{proposal.reach}"))
    if proposal.protective:
        rules.append(say("proposal.rule_protective"))
    if proposal.beyond_guardian:
        rules.append(say("proposal.rule_beyond_guardian"))
    if proposal.answer_due_at:
        rules.append(say("proposal.rule_answer", at=when(proposal.answer_due_at)))
    return rules


def _account(address: str) -> Markup:
    return Markup('<a class="mono" href="/members/{}">{}</a>').format(address, short(address))


def timeline(proposal: ProposalDetail, clock: int) -> list[Moment]:
    """Its moments in order. What a cancellation made impossible is left out."""
    moments = [(key, at) for key, at in _moments(proposal) if at is not None]
    if proposal.canceled_at is not None:
        moments = [(key, at) for key, at in moments if at <= proposal.canceled_at]
    moments.sort(key=lambda moment: moment[1])
    return [Moment(say(f"step.{key}"), at, at.timestamp() <= clock) for key, at in moments]


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
    if until is None or seconds <= 0:
        return Markup("")
    return counting_down(lambda span: say(key, span=span), until, seconds)
