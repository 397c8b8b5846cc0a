"""A vote between options: a bar for each, who is ahead, and what a ballot says."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from api.proposals.schemas import Option, ProposalSummary
from api.proposals.tally_schemas import Round
from api.web.formats import TAPE, bps
from api.web.words import say
from symbia.rules.ballots.choices import Choice
from symbia.rules.ballots.counting import BPS
from symbia.rules.ballots.leads import votes_written
from symbia.rules.ballots.names import PARTS, Method

WON_STATES = ("succeeded", "queued", "executed")
EXAMPLES: dict[Method, str] = {
    "for_against": '"for"',
    "single_choice": "2",
    "approval": "[1, 2]",
    "split": '{"1": 7500, "2": 2500}',
    "ranked": "[2, 1]",
}


@dataclass(frozen=True, slots=True)
class OptionBar:
    """One option. `width`: its share of all votes on a tape of `TAPE`; `mark`: what it is ahead in, empty for most."""

    number: int
    label: str
    votes: str
    share: str
    width: int
    mark: Markup


def bars(proposal: ProposalSummary) -> list[OptionBar]:
    """The options in their own order."""
    return [_bar(proposal, option) for option in proposal.options]


def result(proposal: ProposalSummary) -> Markup:
    """Who is ahead, in short."""
    winner, share = proposal.tally.winner, proposal.approval.share_bps
    if winner is None or share is None:
        return say("result.none")
    return say("result.won", label=label_of(proposal, winner), share=bps(share))


def condition(proposal: ProposalSummary, option: int) -> Markup:
    """What has to happen, or had to, before the actions of an option run."""
    label = label_of(proposal, option)
    if proposal.state in ("pending", "active"):
        return say("proposal.actions_if", label=label)
    won = option == proposal.tally.winner and proposal.state in WON_STATES
    return say("proposal.actions_won" if won else "proposal.actions_lost", label=label)


def out_before(rounds: Sequence[Round], number: int) -> set[int]:
    """Numbers of the options that are out when a round (from 1) begins."""
    return {option for past in rounds[: number - 1] for option in past.eliminated}


def goes_words(round_: Round) -> Markup:
    """That an option goes out after a round, and what broke the tie if there was one."""
    if round_.preference is not None:
        return say("option.goes_by_preferences", n=round_.preference)
    if round_.tie_break == "none":
        return say("option.goes")
    return say("option.goes_together" if round_.tie_break == "together" else "option.goes_by_lot")


def label_of(proposal: ProposalSummary, number: int) -> str:
    """What the option with a number is called."""
    return _option(proposal, number).label


def example_choice(proposal: ProposalSummary) -> str:
    """A choice as the API takes it, in JSON."""
    return EXAMPLES[proposal.method]


def choice_text(proposal: ProposalSummary, choice: Choice) -> Markup:
    """A ballot's choice by the options' names."""
    if isinstance(choice, str):
        return say(f"choice.{choice}")
    if isinstance(choice, int):
        return Markup("{}").format(label_of(proposal, choice))
    if isinstance(choice, dict):
        parts = [
            say("choice.part", label=label_of(proposal, number), share=bps(part * BPS // PARTS))
            for number, part in choice.items()
        ]
        return Markup(", ").join(parts)
    if proposal.method == "ranked":
        places = [
            say("choice.place", place=place, label=label_of(proposal, number))
            for place, number in enumerate(choice, start=1)
        ]
        return Markup(", ").join(places)
    return Markup(", ").join(label_of(proposal, number) for number in choice)


def _bar(proposal: ProposalSummary, option: Option) -> OptionBar:
    whole = proposal.tally.votes * PARTS
    return OptionBar(
        number=option.number,
        label=option.label,
        votes=votes_written(option.parts),
        share=bps(option.parts * BPS // whole if whole else 0),
        width=option.parts * TAPE // whole if whole else 0,
        mark=_mark(proposal) if option.number == proposal.tally.winner else Markup(""),
    )


def _mark(proposal: ProposalSummary) -> Markup:
    if proposal.state == "active":
        return say("option.leads")
    return say("option.wins" if proposal.state in WON_STATES else "option.most")


def _option(proposal: ProposalSummary, number: int) -> Option:
    return next(option for option in proposal.options if option.number == number)
