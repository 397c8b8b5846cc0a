"""What stands between a proposal and its success, in words and numbers. Pure."""

from api.kit.times import in_words
from api.proposals.outcome import Facts
from api.proposals.schemas import Approval, Missing, Quorum, State
from symbia.tables.proposals import Proposal


def missing_of(state: State, quorum: Quorum, approval: Approval, proposal: Proposal, facts: Facts) -> list[Missing]:
    """What is missing now, or what was missing when it failed."""
    window = facts.action_window
    if state == "pending":
        return [Missing(code="voting_not_started", text=f"Voting begins after {in_words(proposal.snapshot_at)}.")]
    if state in ("active", "defeated"):
        return _missing_votes(proposal, state, quorum, approval)
    if state == "succeeded" and proposal.binding:
        last = in_words(proposal.deadline_at + window)
        return [Missing(code="not_queued", text=f"Anyone may queue it now; after {last} it expires.")]
    if state == "queued" and proposal.eta_at is not None:
        first, last = in_words(proposal.eta_at), in_words(proposal.eta_at + window)
        return [Missing(code="not_executed", text=f"Anyone may execute it from {first} on; after {last} it expires.")]
    return []


def _missing_votes(proposal: Proposal, state: State, quorum: Quorum, approval: Approval) -> list[Missing]:
    over, simple = state == "defeated", proposal.method == "for_against"
    found: list[Missing] = []
    if quorum.missing:
        verb = "had to take part" if over else "must take part"
        how = " (for or abstain)" if simple else ""
        text = f"{_more(quorum.missing, 'unit')} {verb}{how}: {quorum.counted:,} of {quorum.required or 0:,} did."
        found.append(Missing(code="quorum", text=text, units=quorum.missing))
    if not approval.passing:
        words = _approval_words if simple else _winner_words
        code = "approval" if simple else "winner"
        found.append(Missing(code=code, text=words(approval, over), votes=approval.missing))
    return found


def _approval_words(approval: Approval, over: bool) -> str:
    verb = "needed" if over else "needs"
    share = f"{approval.required_bps / 100:g}%"
    return f"`For` {verb} {_more(approval.missing, 'vote')}: it must exceed {share} of for and against."


def _winner_words(approval: Approval, over: bool) -> str:
    if approval.leader is None:
        return "Nobody voted." if over else "Nobody has voted yet."
    verb = "needed" if over else "needs"
    what = f"exceed {approval.required_bps / 100:g}% of all votes and " if approval.required_bps else ""
    more = _more(approval.missing, "vote")
    return f"No option wins: option {approval.leader} {verb} {more} to {what}be ahead of every other."


def _more(number: int, name: str) -> str:
    return f"1 more {name}" if number == 1 else f"{number:,} more {name}s"
