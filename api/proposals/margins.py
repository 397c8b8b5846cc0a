"""Tallies in words: choices, rounds, the lead, the rules. Pure."""

from collections.abc import Sequence

from api.facts.choices import method_of
from api.facts.power import curve_of
from api.kit.numbers import counted
from api.proposals.base import LeftOut
from api.proposals.outcome import AGAINST, FOR, Facts
from api.proposals.tally_schemas import Choice, ExcludedAccount, Margin, Round, Rules
from api.proposals.votes import in_parts, leading, standing_parts, written
from symbia.rules.addresses import checksum
from symbia.rules.ballots import counting
from symbia.rules.ballots.counting import BPS
from symbia.rules.ballots.names import PARTS, SUPPORTS
from symbia.tables.proposals import Proposal

_CURVES = {
    "units": "Every unit is a vote",
    "square_root": "A voter's votes are the square root of its units, rounded down",
    "one_member_one_vote": "Every voter with units has one vote",
}


def choices_of(proposal: Proposal, labels: Sequence[str], facts: Facts) -> list[Choice]:
    """What each choice has. `labels` in order."""
    method, count = method_of(proposal), facts.count
    first = 0 if method == "for_against" else 1
    return [
        Choice(
            number=number,
            label=label,
            votes=parts // PARTS,
            parts=parts,
            share_bps=parts * BPS // (count.votes * PARTS) if count.votes else None,
        )
        for number, (label, parts) in enumerate(
            zip(labels, (in_parts(method, one) for one in count.options), strict=True), start=first
        )
    ]


def rounds_of(labels: Sequence[str], rounds: Sequence[counting.Round]) -> list[Round]:
    """A run-off, round by round."""
    return [
        Round(
            number=number,
            votes=list(one.votes),
            exhausted=one.exhausted,
            eliminated=one.eliminated or None,
            text=_round_words(number, one, labels),
        )
        for number, one in enumerate(rounds, start=1)
    ]


def margin_of(proposal: Proposal, labels: Sequence[str], facts: Facts) -> Margin | None:
    """The lead: for over against or the other way round, or of the first option over the second."""
    method, count = method_of(proposal), facts.count
    if method == "for_against":
        decided = {place: count.options[place] * PARTS for place in (FOR, AGAINST)}
        first, second = sorted(decided, key=lambda place: -decided[place])
        lead = decided[first] - decided[second]
        names = labels[first], labels[second]
    else:
        order = leading(method, count)
        if order is None:
            return None
        (first, second), standing = order, standing_parts(method, count)
        lead = standing[first - 1] - standing[second - 1]
        names = _named(first, labels), _named(second, labels)
    if not count.votes:
        return None
    where = f" in round {len(count.rounds)}" if len(count.rounds) > 1 else ""
    text = (
        f"{names[0]} leads {names[1]} by {written(lead)} votes{where}."
        if lead
        else f"{names[0]} and {names[1]} are equal{where}."
    )
    return Margin(first=first, second=second, votes=lead // PARTS, parts=lead, text=text[0].upper() + text[1:])


def rules_of(proposal: Proposal, excluded: Sequence[LeftOut]) -> Rules:
    """What the proposal froze of how it is counted."""
    simple = proposal.method == "for_against"
    return Rules(
        curve=curve_of(proposal),
        cap=proposal.cap or None,
        quorum_bps=proposal.quorum_bps,
        approval_bps=proposal.approval_bps if simple else None,
        option_bps=None if simple else proposal.option_bps,
        excluded=[ExcludedAccount(account=checksum(one.account), units=one.units) for one in excluded],
        text=_rules_words(proposal, excluded),
    )


def labels_of(proposal: Proposal, labels: Sequence[str]) -> Sequence[str]:
    """What the choices are called."""
    return SUPPORTS if proposal.method == "for_against" else labels


def _named(number: int, labels: Sequence[str]) -> str:
    return f"option {number} “{labels[number - 1]}”"


def _round_words(number: int, one: counting.Round, labels: Sequence[str]) -> str:
    total = sum(one.votes)
    if one.eliminated:
        votes = counted(one.votes[one.eliminated - 1], "vote")
        return f"Round {number}: {_named(one.eliminated, labels)} goes out with {votes} of {total:,}."
    best = max(one.votes)
    if best * 2 > total:
        who = _named(one.votes.index(best) + 1, labels)
        return f"Round {number}: {who} has {counted(best, 'vote')} of {total:,}, more than half."
    return f"Round {number}: the last two are equal, with {counted(best, 'vote')} each."


def _rules_words(proposal: Proposal, excluded: Sequence[LeftOut]) -> str:
    said = [f"{_CURVES[proposal.curve]}."]
    if proposal.cap:
        said.append(f"No voter counts for more than {counted(proposal.cap, 'vote')}.")
    if excluded:
        who, units = counted(len(excluded), "excluded account"), counted(sum(one.units for one in excluded), "unit")
        said.append(f"{who}: {units} are left out of the quorum's base.")
    said.append("The quorum is counted in units, before curve and cap.")
    return " ".join(said)
