"""What stands between a proposal and its success, in words and numbers. Pure."""

from api.kit.times import utc
from api.proposals.outcome import Facts
from api.proposals.schemas import Approval, Missing, Quorum, State
from symbia.tables.proposals import Proposal
from symbia.text import Text


def missing_of(state: State, quorum: Quorum, approval: Approval, proposal: Proposal, facts: Facts) -> list[Missing]:
    """What is missing now, or what was missing when it failed."""
    window = facts.action_window
    if state == "pending":
        text = Text.of("proposals.missing.voting_not_started", at=utc(proposal.snapshot_at))
        return [Missing(code="voting_not_started", text=text)]
    if state in ("active", "defeated"):
        return _missing_votes(proposal, state, quorum, approval)
    if state == "succeeded" and proposal.binding:
        text = Text.of("proposals.missing.not_queued", last=utc(proposal.deadline_at + window))
        return [Missing(code="not_queued", text=text)]
    if state == "queued" and proposal.eta_at is not None:
        first, last = utc(proposal.eta_at), utc(proposal.eta_at + window)
        return [Missing(code="not_executed", text=Text.of("proposals.missing.not_executed", first=first, last=last))]
    return []


def _missing_votes(proposal: Proposal, state: State, quorum: Quorum, approval: Approval) -> list[Missing]:
    tense, simple = "missed" if state == "defeated" else "missing", proposal.method == "for_against"
    lacking: list[Missing] = []
    if quorum.missing:
        code = f"proposals.{tense}.quorum{'_for_against' if simple else ''}"
        text = Text.of(code, n=quorum.missing, counted=quorum.counted, required=quorum.required or 0)
        lacking.append(Missing(code="quorum", text=text, units=quorum.missing))
    if not approval.passing:
        words = _approval_words if simple else _winner_words
        name = "approval" if simple else "winner"
        lacking.append(Missing(code=name, text=words(approval, tense), votes=approval.missing))
    return lacking


def _approval_words(approval: Approval, tense: str) -> Text:
    return Text.of(f"proposals.{tense}.approval", n=approval.missing or 0, share=approval.required_bps)


def _winner_words(approval: Approval, tense: str) -> Text:
    if approval.leader is None:
        return Text(f"proposals.{tense}.nobody")
    code, share = f"proposals.{tense}.winner{'_above' if approval.required_bps else ''}", approval.required_bps
    return Text.of(code, n=approval.missing or 0, option=approval.leader, share=share)
