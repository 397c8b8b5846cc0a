"""Choices as callers write them and as answers word them; what they mean is in ballots.choices."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field, StrictInt, StrictStr
from sqlmodel import Session, col, select

from api.kit.problems import ProblemError
from symbia.rules.ballots.choices import Choice, ChoiceError, decode, encode
from symbia.rules.ballots.names import METHODS, PARTS, Method
from symbia.tables.ballots import Ballot
from symbia.tables.proposals import Proposal, ProposalOption
from symbia.text import Text

Written = Annotated[
    StrictStr | StrictInt | list[StrictInt] | dict[int, StrictInt],
    Field(
        description='for_against: "for", "against" or "abstain". single_choice: number of an option. approval: a list '
        "of options. split: parts of 10,000 by option. ranked: options in order, the preferred first.",
        examples=["for", 2, [1, 3], {"1": 7_500, "2": 2_500}],
    ),
]


def method_of(proposal: Proposal) -> Method:
    """The method of a proposal, by its name in the tables."""
    return METHODS[METHODS.index(proposal.method)]


def number_of(proposal: Proposal, choice: Choice) -> int:
    """The number of a choice as somebody wrote it. Raises the problem `invalid_choice`, which says what to write."""
    try:
        return encode(method_of(proposal), proposal.option_count, choice)
    except ChoiceError as error:
        wanted = Text.of("kit.sentence", what=error.text)
        raise ProblemError("invalid_choice", wanted, extra={"method": proposal.method}) from error


def number_cast(proposal: Proposal, ballot: Ballot) -> int:
    """The number of the choice on a counted ballot."""
    return ballot.support if proposal.method == "for_against" else int(ballot.params, 16)


def written(proposal: Proposal, number: int) -> Choice:
    """A choice that the contract took, as callers write it."""
    return decode(method_of(proposal), proposal.option_count, number)


def labels_of(session: Session, proposal: int) -> list[str]:
    """What the options of a proposal are called, in order; nothing for for/against/abstain."""
    statement = select(ProposalOption.label).where(col(ProposalOption.proposal_number) == proposal)
    return list(session.exec(statement.order_by(col(ProposalOption.number))))


def in_words(method: Method, choice: Choice, labels: Sequence[str]) -> Text:
    """A choice for a sentence."""
    if isinstance(choice, str):
        return Text(f"ballots.choices.{choice}")
    if isinstance(choice, int):
        return option_in_words(choice, labels)
    if isinstance(choice, dict):
        parts = choice.items()
        return _listed(
            [
                Text.of("ballots.choices.part", share=_share(share), option=option_in_words(o, labels))
                for o, share in parts
            ]
        )
    named = [option_in_words(option, labels) for option in choice]
    if method == "ranked":
        named = [Text.of("ballots.choices.place", place=place, option=o) for place, o in enumerate(named, start=1)]
    return _listed(named)


def option_in_words(number: int, labels: Sequence[str]) -> Text:
    """An option by number (from 1) and label."""
    return Text.of("ballots.choices.option", option=number, label=labels[number - 1])


def _listed(texts: Sequence[Text]) -> Text:
    return Text.of("ballots.choices.list", choices=texts)


def _share(parts: int) -> str:
    whole, rest = divmod(parts * 100, PARTS)
    return f"{whole}.{rest * 100 // PARTS:02}%" if rest else f"{whole}%"
