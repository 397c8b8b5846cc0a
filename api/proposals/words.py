"""Proposals and their tallies in sentences: what is missing, the lead, rounds, rules, the outcome, what changes it."""

from collections.abc import Sequence

from api.facts.choices import option_in_words
from api.facts.power.explaining import AccountUnits
from api.kit.times import utc
from api.proposals.schemas import Missing
from symbia.rules.ballots.counting import RunOffRound
from symbia.rules.ballots.leads import votes_written
from symbia.rules.changes import NeededChange
from symbia.rules.outcomes import (
    Consent,
    Lead,
    Participation,
    ProposalFacts,
    ProposalTerms,
    Why,
    approval_of,
    lead_of,
    quorum_of,
)
from symbia.rules.proposals import ProposalState
from symbia.tables.proposals import Proposal
from symbia.text import Text, Value

OPEN: tuple[ProposalState, ...] = ("pending", "active")
# What the sentence of each outcome names.
_VALUES: dict[Why, tuple[str, ...]] = {
    "won": ("winner", "label"),
    "approved": ("approval",),
    "pending": (),
    "canceled": (),
    "no_ballots": (),
    "quorum": ("counted", "required"),
    "tie": (),
    "below_share": ("share",),
    "below_quorum": ("required",),
    "not_approved": ("approval",),
}
_BY_VOTES = ("won", "tie", "below_share", "below_quorum")
_WITH_LEAD = ("won", "approved", "quorum", "tie", "below_share", "below_quorum", "not_approved")


def missing_of(state: ProposalState, terms: ProposalTerms, facts: ProposalFacts) -> list[Missing]:
    """What stands between a proposal and its success now, or did when it failed."""
    window = facts.action_window
    if state == "pending":
        text = Text.of("proposals.missing.voting_not_started", at=utc(terms.snapshot_at))
        return [Missing(code="voting_not_started", text=text)]
    if state in ("active", "defeated"):
        tense = "missed" if state == "defeated" else "missing"
        return _missing_votes(terms, tense, quorum_of(terms, facts), approval_of(terms, facts))
    if state == "succeeded" and terms.binding:
        text = Text.of("proposals.missing.not_queued", last=utc(terms.deadline_at + window))
        return [Missing(code="not_queued", text=text)]
    if state == "queued" and terms.eta_at is not None:
        first, last = utc(terms.eta_at), utc(terms.eta_at + window)
        return [Missing(code="not_executed", text=Text.of("proposals.missing.not_executed", first=first, last=last))]
    return []


def lead_words(terms: ProposalTerms, facts: ProposalFacts, lead: Lead, labels: Sequence[str]) -> Text:
    """The lead of the first choice over the second. `labels` of all choices in order."""
    simple, rounds = terms.method == "for_against", len(facts.count.rounds)
    if simple:
        first = Text(f"proposals.support_first.{labels[lead.first]}")
        second = Text(f"proposals.support.{labels[lead.second]}")
    else:
        first = Text.of("proposals.option.first", option=lead.first, label=labels[lead.first - 1])
        second = option_in_words(lead.second, labels)
    run_off = "_in_round" if rounds > 1 else ""
    code = f"proposals.margin.{'leads' if lead.parts else 'equal'}{'_support' if simple else ''}{run_off}"
    return Text.of(code, first=first, second=second, votes=votes_written(lead.parts), round=rounds)


def round_words(number: int, result: RunOffRound, labels: Sequence[str]) -> Text:
    """One round of a run-off."""
    total, best = sum(result.votes), max(result.votes)
    if result.eliminated:
        return _out_words(number, result, [option_in_words(option, labels) for option in result.eliminated])
    if best * 2 > total:
        option = option_in_words(result.votes.index(best) + 1, labels)
        return Text.of("proposals.round.more_than_half", round=number, option=option, votes=_votes(best), total=total)
    return Text.of("proposals.round.equal", round=number, votes=_votes(best))


def _out_words(number: int, result: RunOffRound, out: Sequence[Text]) -> Text:
    """Who goes out after a round, and what broke the tie if there was one."""
    votes, total = _votes(result.votes[result.eliminated[0] - 1]), sum(result.votes)
    if result.tie_break == "together":
        return Text.of("proposals.round.go_out_together", round=number, options=out, votes=votes, total=total)
    values: dict[str, Value] = {"round": number, "option": out[0], "votes": votes, "total": total}
    if result.tie_break == "preferences":
        return Text("proposals.round.goes_out_by_preferences", {**values, "preference": result.preference})
    return Text("proposals.round.goes_out_by_lot" if result.tie_break == "lot" else "proposals.round.goes_out", values)


def rules_words(proposal: Proposal, excluded: Sequence[AccountUnits]) -> Text:
    """What the proposal froze of how it is counted."""
    sentences = [Text(f"proposals.rules.{proposal.curve}")]
    if proposal.cap:
        sentences.append(Text.of("proposals.rules.cap", votes=_votes(proposal.cap)))
    if excluded:
        units = Text.of("ballots.count.units", n=sum(account.units for account in excluded))
        sentences.append(Text.of("proposals.rules.excluded", n=len(excluded), units=units))
    share, base = proposal.quorum_bps, Text.of("ballots.count.units", n=proposal.quorum_base)
    code = f"proposals.rules.quorum{'_in_launch' if proposal.in_launch else ''}"
    sentences.append(Text.of(code, n=proposal.quorum_least, share=share, base=base))
    if proposal.binding and proposal.method != "for_against":
        sentences.append(Text("proposals.rules.quorum_of_winner"))
    return _in_a_row(sentences)


def outcome_words(
    terms: ProposalTerms, state: ProposalState, why: Why, facts: ProposalFacts, labels: Sequence[str]
) -> Text:
    """Why it succeeds or does not, and by how much."""
    quorum, lead, winner = quorum_of(terms, facts), lead_of(terms, facts.count), facts.count.winner
    values: dict[str, Value] = {
        "winner": winner,
        "label": labels[winner - 1] if winner else "",
        "share": terms.option_bps,
        "approval": terms.approval_bps,
        "counted": quorum.counted,
        "required": quorum.required or 0,
    }
    so_far = "_so_far" if state in OPEN and why != "pending" else ""
    verdict = Text(f"proposals.outcome.{why}{so_far}", {name: values[name] for name in _VALUES[why]})
    if lead is None or why not in _WITH_LEAD:
        return verdict
    sentences = [verdict, lead_words(terms, facts, lead, labels)]
    if facts.count.by_lot and why in _BY_VOTES:
        sentences.append(Text.of(f"proposals.outcome.by_lot{so_far}", rounds=_rounds_by_lot(facts.count.rounds)))
    return _in_a_row(sentences)


def change_words(change: NeededChange, over: bool, labels: Sequence[str]) -> Text:
    """What would change the result, or would have when the vote is over."""
    values: dict[str, Value] = {"n": (change.units if change.code == "quorum" else change.votes) or 0}
    if change.option and change.code in ("option_wins", "winner_loses"):
        values["option"] = option_in_words(change.option, labels)
    return Text(f"proposals.{'would_change' if over else 'change'}.{change.code}", values)


def _rounds_by_lot(rounds: Sequence[RunOffRound]) -> list[str]:
    return [str(number) for number, one in enumerate(rounds, start=1) if one.tie_break == "lot"]


def _missing_votes(terms: ProposalTerms, tense: str, quorum: Participation, approval: Consent) -> list[Missing]:
    simple = terms.method == "for_against"
    missing: list[Missing] = []
    if quorum.missing:
        code = f"proposals.{tense}.quorum{'_for_against' if simple else ''}"
        text = Text.of(code, n=quorum.missing, counted=quorum.counted, required=quorum.required or 0)
        missing.append(Missing(code="quorum", text=text, units=quorum.missing))
    if not approval.passing:
        text = _approval_words(approval, tense) if simple else _winner_words(approval, tense, terms.binding)
        name = "approval" if simple else "winner"
        missing.append(Missing(code=name, text=text, votes=approval.missing))
    return missing


def _approval_words(approval: Consent, tense: str) -> Text:
    return Text.of(f"proposals.{tense}.approval", n=approval.missing, share=approval.required_bps)


def _winner_words(approval: Consent, tense: str, binding: bool) -> Text:
    if approval.leader is None:
        return Text(f"proposals.{tense}.nobody")
    share = approval.required_bps
    code = f"proposals.{tense}.winner{('_binding' if binding else '_above') if share else ''}"
    return Text.of(code, n=approval.missing, option=approval.leader, share=share)


def _votes(number: int) -> Text:
    return Text.of("ballots.count.votes", n=number)


def _in_a_row(sentences: Sequence[Text]) -> Text:
    """Sentences as one text. At least one."""
    text, *others = sentences
    for sentence in others:
        text = Text.of("proposals.option.and_then", first=text, next=sentence)
    return text
