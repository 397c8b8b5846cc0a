"""The tally of one proposal with everything that it rests on."""

from api.facts.choices import method_of
from api.facts.power import curve_of
from api.facts.proposals import find_proposal
from api.kit.reading import Reading
from api.kit.times import utc
from api.proposals.facts import gather
from api.proposals.margins import choices_of, labels_of, margin_of, rounds_of, rules_of
from api.proposals.outcome import Facts, approval_of, quorum_of, state_of
from api.proposals.outstanding import outstanding_units
from api.proposals.schemas import State
from api.proposals.tally_schemas import Outstanding, Recompute, TallyDetail
from api.proposals.verdict import changes_of, decided, outcome_of
from symbia.rules.ballots.names import votes_of
from symbia.tables.proposals import Proposal
from symbia.text import Text


def tally_detail(reading: Reading, number: int) -> TallyDetail:
    """Raises `not_found`, `not_yet_indexed`."""
    proposal = find_proposal(reading, number)
    sums = gather(reading, [proposal])
    facts = sums.facts_of(proposal)
    state = state_of(proposal, facts)
    labels = labels_of(proposal, [one.label for one in sums.options.get(number, [])])
    left = _outstanding(reading, proposal, state, facts)
    changes = changes_of(proposal, state, labels, facts, left)
    return TallyDetail(
        proposal=number,
        title=proposal.title,
        method=method_of(proposal),
        state=state,
        snapshot_at=utc(proposal.snapshot_at),
        deadline_at=utc(proposal.deadline_at),
        rules=rules_of(proposal, sums.excluded.get(number, [])),
        ballots=facts.cast.ballots,
        units=facts.cast.units,
        votes=facts.count.votes,
        choices=choices_of(proposal, labels, facts),
        rounds=rounds_of(labels, facts.count.rounds),
        quorum=quorum_of(proposal, facts),
        approval=approval_of(proposal, facts),
        margin=margin_of(proposal, labels, facts),
        outcome=outcome_of(proposal, state, labels, facts),
        outstanding=left,
        decided=decided(proposal, facts, left, changes),
        changes=changes,
        recompute=_recompute(proposal),
    )


def _outstanding(reading: Reading, proposal: Proposal, state: State, facts: Facts) -> Outstanding | None:
    if state != "active" or facts.base_units is None:
        return None
    units = outstanding_units(reading.session, proposal)
    curve = curve_of(proposal)
    return Outstanding(units=sum(units), votes=sum(votes_of(one, curve, proposal.cap) for one in units))


def _recompute(proposal: Proposal) -> Recompute:
    path = f"/v1/proposals/{proposal.number}/ballots"
    method = method_of(proposal)
    how = Text(f"proposals.recompute.{method}")
    code = "proposals.recompute.text_for_against" if method == "for_against" else "proposals.recompute.text"
    text = Text.of(code, path=path, how=how)
    return Recompute(ballots=path, text=text)
