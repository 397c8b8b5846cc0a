"""Options of choice proposals, and which of them an action belongs to."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from api.proposals.schemas import Option
from symbia.rules.ballots.counting import Count
from symbia.rules.ballots.names import PARTS, Method
from symbia.tables.proposals import ProposalOption


def options_of(session: Session, numbers: Sequence[int]) -> dict[int, list[ProposalOption]]:
    """In order, by number of the proposal; nothing for for/against/abstain."""
    statement = (
        select(ProposalOption)
        .where(col(ProposalOption.proposal_number).in_(numbers))
        .order_by(col(ProposalOption.proposal_number), col(ProposalOption.number))
    )
    found: dict[int, list[ProposalOption]] = {}
    for row in session.exec(statement):
        found.setdefault(row.proposal_number, []).append(row)
    return found


def option_of(options: Sequence[ProposalOption], position: int) -> int | None:
    """Number of the option that the action at a position, from 0, belongs to; None without options."""
    for option in options:
        position -= option.actions
        if position < 0:
            return option.number
    return None


def shown(options: Sequence[ProposalOption], method: Method, count: Count) -> list[Option]:
    """As answers carry them; none for for/against/abstain."""
    if method == "for_against":
        return []
    found: list[Option] = []
    first = 0
    for option, votes in zip(options, count.options, strict=True):
        parts = votes if method == "split" else votes * PARTS
        positions = list(range(first, first + option.actions))
        found.append(
            Option(number=option.number, label=option.label, votes=parts // PARTS, parts=parts, actions=positions)
        )
        first += option.actions
    return found
