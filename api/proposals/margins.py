"""Tallies in words: choices, rounds, the lead, the rules. Pure."""

from collections.abc import Sequence

from api.facts.choices import method_of, option_in_words
from api.facts.power import curve_of
from api.proposals.base import LeftOut
from api.proposals.outcome import AGAINST, FOR, Facts
from api.proposals.tally_schemas import Choice, ExcludedAccount, Margin, Round, Rules
from api.proposals.votes import in_parts, leading, standing_parts, written
from symbia.rules.addresses import checksum
from symbia.rules.ballots import counting
from symbia.rules.ballots.counting import BPS
from symbia.rules.ballots.names import PARTS, SUPPORTS
from symbia.tables.proposals import Proposal
from symbia.text import Text


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
        names = Text(f"proposals.support_first.{labels[first]}"), Text(f"proposals.support.{labels[second]}")
    else:
        order = leading(method, count)
        if order is None:
            return None
        (first, second), standing = order, standing_parts(method, count)
        lead = standing[first - 1] - standing[second - 1]
        names = _first_option(first, labels), option_in_words(second, labels)
    if not count.votes:
        return None
    run_off = "_in_round" if len(count.rounds) > 1 else ""
    code = f"proposals.margin.{'leads' if lead else 'equal'}{'_support' if method == 'for_against' else ''}{run_off}"
    text = Text.of(code, first=names[0], second=names[1], votes=written(lead), round=len(count.rounds))
    return Margin(first=first, second=second, votes=lead // PARTS, parts=lead, text=text)


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


def _round_words(number: int, result: counting.Round, labels: Sequence[str]) -> Text:
    total, best = sum(result.votes), max(result.votes)
    if result.eliminated:
        votes, option = result.votes[result.eliminated - 1], option_in_words(result.eliminated, labels)
        return Text.of("proposals.round.goes_out", round=number, option=option, votes=_votes(votes), total=total)
    if best * 2 > total:
        option = option_in_words(result.votes.index(best) + 1, labels)
        return Text.of("proposals.round.more_than_half", round=number, option=option, votes=_votes(best), total=total)
    return Text.of("proposals.round.equal", round=number, votes=_votes(best))


def _first_option(number: int, labels: Sequence[str]) -> Text:
    """An option at the beginning of a sentence."""
    return Text.of("proposals.option.first", option=number, label=labels[number - 1])


def _votes(number: int) -> Text:
    return Text.of("ballots.count.votes", n=number)


def _rules_words(proposal: Proposal, excluded: Sequence[LeftOut]) -> Text:
    sentences = [Text(f"proposals.rules.{proposal.curve}")]
    if proposal.cap:
        sentences.append(Text.of("proposals.rules.cap", votes=_votes(proposal.cap)))
    if excluded:
        units = Text.of("ballots.count.units", n=sum(account.units for account in excluded))
        sentences.append(Text.of("proposals.rules.excluded", n=len(excluded), units=units))
    return in_a_row([*sentences, Text("proposals.rules.quorum")])


def in_a_row(sentences: Sequence[Text]) -> Text:
    """Sentences as one text. At least one."""
    text, *others = sentences
    for sentence in others:
        text = Text.of("proposals.option.and_then", first=text, next=sentence)
    return text
