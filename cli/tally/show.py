"""A recount as a table for people and as JSON for programs."""

from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from cli.tally.poll import Poll
from cli.tally.recount import Recount
from cli.words import tell
from symbia.rules.ballots.names import PARTS
from symbia.rules.ballots.run_off import RunOffRound
from symbia.text import Text
from symbia.words import word


def as_json(poll: Poll, found: Recount, differences: list[Text], *, from_chain: bool) -> dict[str, Any]:
    """`agrees`: None if the contracts were not asked. Votes of options are in `parts` of a vote, 10,000 for a split."""
    return {
        "proposal": poll.proposal,
        "title": poll.title,
        "source": "chain" if from_chain else "database",
        "block": poll.block,
        "method": poll.rules.method,
        "ballots": len(poll.ballots),
        "votes": found.count.votes,
        "parts": parts_of(poll),
        "options": [
            {"number": number, "label": label, "votes": votes}
            for (number, label), votes in zip(_numbered(poll), found.count.options, strict=True)
        ],
        "rounds": [
            {
                "votes": list(one.votes),
                "exhausted": one.exhausted,
                "eliminated": list(one.eliminated),
                "tie_break": one.tie_break,
                "preference": one.preference or None,
            }
            for one in found.count.rounds
        ],
        "lot": _lot(poll, found),
        "quorum": {"required": found.quorum, "took_part": found.participation, "reached": found.quorum_reached},
        "winner": found.count.winner or None,
        "by_lot": found.count.by_lot,
        "passes": found.passes,
        "agrees": not differences if from_chain else None,
        "differences": [word(difference) for difference in differences],
    }


def show(console: Console, poll: Poll, found: Recount, differences: list[Text], *, from_chain: bool) -> None:
    """Options, rounds, quorum, winner, and whether the contracts say the same."""
    rules = poll.rules
    method, curve = Text.of(f"cli.tally.method.{rules.method}"), Text.of(f"cli.tally.curve.{rules.curve}")
    capped = Text.of("cli.tally.capped", curve=curve, cap=rules.cap) if rules.cap else curve
    source = "cli.tally.from_chain" if from_chain else "cli.tally.from_tables"
    tell(console, Text.of("cli.tally.title", proposal=poll.proposal, title=poll.title))
    tell(console, Text.of(source, method=method, curve=capped, block=poll.block))
    console.print(_options(poll, found))
    if found.count.rounds:
        console.print(_rounds(poll, found))
    tell(console, Text.of("cli.tally.ballots", ballots=len(poll.ballots), votes=found.count.votes))
    tell(console, _quorum(found))
    if rules.method != "for_against":
        tell(console, _winner(poll, found))
    if found.count.by_lot:
        rounds, seed = _rounds_by_lot(found), hex(poll.seed)
        tell(console, Text.of("cli.tally.by_lot", rounds=rounds, seed=seed, units=found.participation))
    tell(console, Text.of("cli.tally.passes", passes=found.passes))
    agrees = not differences if from_chain else Text.of("cli.tally.not_asked")
    tell(console, Text.of("cli.tally.agrees", agrees=agrees))
    for difference in differences:
        tell(console, Text.of("cli.tally.differs", difference=difference), style="red")


def parts_of(poll: Poll) -> int:
    """How many parts of an option's votes are one vote."""
    return PARTS if poll.rules.method == "split" else 1


def _quorum(found: Recount) -> Text:
    reached = Text.of("cli.tally.reached") if found.quorum_reached else Text.of("cli.tally.not_reached")
    if found.quorum is None:
        return Text.of("cli.tally.quorum_unknown", took_part=found.participation, reached=reached)
    return Text.of("cli.tally.quorum", required=found.quorum, took_part=found.participation, reached=reached)


def _winner(poll: Poll, found: Recount) -> Text:
    number = found.count.winner
    if not number:
        return Text.of("cli.tally.no_winner")
    return Text.of("cli.tally.winner", number=number, label=poll.rules.labels[number - 1])


def _options(poll: Poll, found: Recount) -> Table:
    title = word(Text.of("cli.tally.table.first_preferences")) if poll.rules.method == "ranked" else None
    columns = ("cli.tally.table.option", "cli.tally.table.votes", "cli.tally.table.share")
    table = Table("", *(word(Text.of(code)) for code in columns), title=title)
    for (number, label), votes in zip(_numbered(poll), found.count.options, strict=True):
        whole = votes / parts_of(poll)
        share = f"{whole / found.count.votes:.1%}" if found.count.votes else ""
        table.add_row(str(number), escape(label), f"{whole:,.4f}" if parts_of(poll) > 1 else f"{votes:,}", share)
    return table


def _rounds(poll: Poll, found: Recount) -> Table:
    columns = (
        "cli.tally.table.round",
        "cli.tally.table.exhausted",
        "cli.tally.table.goes_out",
        "cli.tally.table.tie_break",
    )
    first, *last = (word(Text.of(code)) for code in columns)
    numbers = (str(number) for number, _ in _numbered(poll))
    table = Table(first, *numbers, *last, title=word(Text.of("cli.tally.table.run_off")))
    for place, one in enumerate(found.count.rounds, start=1):
        out, why = ", ".join(str(number) for number in one.eliminated), _tie_break(one)
        table.add_row(str(place), *(f"{votes:,}" for votes in one.votes), f"{one.exhausted:,}", out, why)
    return table


def _tie_break(one: RunOffRound) -> str:
    """What chose who goes out; empty if nothing had to."""
    return "" if one.tie_break == "none" else word(Text(f"cli.tally.tie_break.{one.tie_break}", {"n": one.preference}))


def _lot(poll: Poll, found: Recount) -> dict[str, Any] | None:
    """What lots are drawn from, as the contracts hash it; None unless the method is ranked and somebody voted."""
    if not found.count.rounds:
        return None
    digests = [f"0x{digest:08x}" for digest in poll.rules.digests]
    return {"seed": hex(poll.seed), "participation": found.participation, "digests": digests}


def _rounds_by_lot(found: Recount) -> list[str]:
    return [str(place) for place, one in enumerate(found.count.rounds, start=1) if one.tie_break == "lot"]


def _numbered(poll: Poll) -> list[tuple[int, str]]:
    """Options with what a ballot calls them: supports from 0, options from 1."""
    return list(enumerate(poll.rules.labels, start=0 if poll.rules.method == "for_against" else 1))
