"""The tally of one proposal with everything that it rests on."""

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import literal, select
from sqlmodel import Session, col

from api.facts.power import curve_of, units_at
from api.facts.power.explaining import AccountUnits
from api.facts.proposals import find_proposal
from api.kit.reading import Reading
from api.kit.times import utc
from api.proposals.schemas import Approval, Quorum
from api.proposals.standings import standings, terms_of
from api.proposals.tally_schemas import (
    Change,
    Choice,
    ExcludedAccount,
    Lot,
    Margin,
    Outcome,
    Outstanding,
    Recompute,
    Round,
    Rules,
    TallyDetail,
)
from api.proposals.words import change_words, lead_words, outcome_words, round_words, rules_words
from symbia.rules.addresses import checksum
from symbia.rules.ballots.counting import BPS, Count, RunOffRound
from symbia.rules.ballots.leads import in_parts
from symbia.rules.ballots.names import PARTS, SUPPORTS, Method
from symbia.rules.changes import NeededChange, Uncast, changes_of, is_decided, uncast_of
from symbia.rules.outcomes import (
    ProposalFacts,
    ProposalTerms,
    approval_of,
    lead_of,
    quorum_of,
    quorum_of_winner,
    state_of,
    succeeds,
    why,
)
from symbia.rules.proposals import ProposalState
from symbia.tables.ballots import Ballot
from symbia.tables.counting import lot_of
from symbia.tables.members import Member
from symbia.tables.proposals import ExcludedAccount as ExcludedRow
from symbia.tables.proposals import Proposal, ProposalOption
from symbia.text import Text


def tally_detail(reading: Reading, number: int) -> TallyDetail:
    """Raises `not_found`, `not_yet_indexed`."""
    proposal = find_proposal(reading, number)
    standing, terms = standings(reading, [proposal]), terms_of(proposal)
    facts = standing.facts_of(proposal)
    state = state_of(terms, facts)
    options = [option.label for option in standing.options_of(proposal)]
    labels = SUPPORTS if terms.method == "for_against" else options
    uncast = _uncast(reading.session, proposal) if state == "active" and facts.units is not None else None
    changes = changes_of(terms, state, facts, uncast)
    return TallyDetail(
        proposal=number,
        title=proposal.title,
        method=terms.method,
        state=state,
        snapshot_at=utc(proposal.snapshot_at),
        deadline_at=utc(proposal.deadline_at),
        rules=_rules(proposal, standing.excluded_of(proposal), terms, facts.units),
        ballots=facts.turnout.ballots,
        units=facts.turnout.units,
        votes=facts.count.votes,
        choices=_choices(terms.method, labels, facts.count),
        rounds=_rounds(labels, facts.count.rounds),
        lot=_lot(proposal, standing.options_of(proposal), facts),
        quorum=Quorum.model_validate(quorum_of(terms, facts), from_attributes=True),
        approval=Approval.model_validate(approval_of(terms, facts), from_attributes=True),
        margin=_margin(terms, facts, labels),
        outcome=_outcome(terms, state, facts, labels),
        outstanding=Outstanding(units=uncast.units, votes=uncast.votes) if uncast else None,
        decided=is_decided(terms, facts, uncast, changes),
        changes=[_change(change, uncast is None, labels) for change in changes],
        recompute=_recompute(number, terms.method),
    )


def _uncast(session: Session, proposal: Proposal) -> Uncast:
    """Of each account that has units at the snapshot, has not voted and is not excluded."""
    voted = select(col(Ballot.account)).where(col(Ballot.proposal_number) == proposal.number)
    excluded = select(col(ExcludedRow.account)).where(col(ExcludedRow.version) == proposal.exclusions)
    account = col(Member.account)
    units = units_at(account, literal(proposal.snapshot_at)).label("units")
    held = select(units).where(account.not_in(voted), account.not_in(excluded)).subquery()
    rows = session.execute(select(held.c.units).where(held.c.units > 0)).scalars()
    return uncast_of([int(units) for units in rows], curve_of(proposal), proposal.cap)


def _rules(proposal: Proposal, excluded: Sequence[AccountUnits], terms: ProposalTerms, units: int | None) -> Rules:
    """What the proposal froze of how it is counted."""
    simple = proposal.method == "for_against"
    return Rules(
        curve=curve_of(proposal),
        cap=proposal.cap or None,
        quorum_bps=proposal.quorum_bps,
        quorum_base=proposal.quorum_base,
        quorum_least=proposal.quorum_least,
        quorum_of_winner=quorum_of_winner(terms, units),
        approval_bps=proposal.approval_bps if simple else None,
        option_bps=None if simple else proposal.option_bps,
        excluded=[ExcludedAccount(account=checksum(left.account), units=left.units) for left in excluded],
        text=rules_words(proposal, excluded),
    )


def _choices(method: Method, labels: Sequence[str], count: Count) -> list[Choice]:
    """What each choice has. `labels` in order."""
    all_parts = [in_parts(method, votes) for votes in count.options]
    return [
        Choice(
            number=number,
            label=label,
            votes=parts // PARTS,
            parts=parts,
            share_bps=parts * BPS // (count.votes * PARTS) if count.votes else None,
        )
        for number, (label, parts) in enumerate(
            zip(labels, all_parts, strict=True), start=0 if method == "for_against" else 1
        )
    ]


def _rounds(labels: Sequence[str], rounds: Sequence[RunOffRound]) -> list[Round]:
    """A run-off, round by round."""
    return [
        Round(
            number=number,
            votes=list(result.votes),
            exhausted=result.exhausted,
            eliminated=list(result.eliminated),
            tie_break=result.tie_break,
            preference=result.preference or None,
            text=round_words(number, result, labels),
        )
        for number, result in enumerate(rounds, start=1)
    ]


def _lot(proposal: Proposal, options: Sequence[ProposalOption], facts: ProposalFacts) -> Lot | None:
    lot = lot_of(proposal, options, facts.turnout.participation) if facts.count.rounds else None
    if lot is None:
        return None
    return Lot(
        seed=hex(lot.seed), participation=lot.participation, digests=[f"0x{digest:08x}" for digest in lot.digests]
    )


def _margin(terms: ProposalTerms, facts: ProposalFacts, labels: Sequence[str]) -> Margin | None:
    lead = lead_of(terms, facts.count)
    if lead is None:
        return None
    text = lead_words(terms, facts, lead, labels)
    return Margin(first=lead.first, second=lead.second, votes=lead.parts // PARTS, parts=lead.parts, text=text)


def _outcome(terms: ProposalTerms, state: ProposalState, facts: ProposalFacts, labels: Sequence[str]) -> Outcome:
    reason = why(terms, state, facts)
    return Outcome(
        passing=succeeds(terms, state, facts),
        winner=facts.count.winner or None,
        by_lot=facts.count.by_lot,
        why=reason,
        text=outcome_words(terms, state, reason, facts, labels),
    )


def _change(change: NeededChange, over: bool, labels: Sequence[str]) -> Change:
    return Change(**asdict(change), text=change_words(change, over, labels))


def _recompute(number: int, method: Method) -> Recompute:
    path = f"/v1/proposals/{number}/ballots"
    how = Text(f"proposals.recompute.{method}")
    code = "proposals.recompute.text_for_against" if method == "for_against" else "proposals.recompute.text"
    return Recompute(ballots=path, text=Text.of(code, path=path, how=how))
