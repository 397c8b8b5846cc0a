"""A recount as a table for people and as JSON for programs."""

from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from cli.tally.poll import Poll
from cli.tally.recount import Recount
from symbia.rules.ballots.names import PARTS

METHODS = {
    "for_against": "for, against, abstain",
    "single_choice": "single choice",
    "approval": "approval",
    "split": "weighted split",
    "ranked": "ranked, instant run-off",
}
CURVES = {
    "units": "a vote a unit",
    "square_root": "square root of the units",
    "one_member_one_vote": "one vote a member",
}


def as_json(poll: Poll, found: Recount, differences: list[str], *, from_chain: bool) -> dict[str, Any]:
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
            {"votes": list(one.votes), "exhausted": one.exhausted, "eliminated": one.eliminated or None}
            for one in found.count.rounds
        ],
        "quorum": {"required": found.quorum, "took_part": found.participation, "reached": found.quorum_reached},
        "winner": found.count.winner or None,
        "passes": found.passes,
        "agrees": not differences if from_chain else None,
        "differences": differences,
    }


def show(console: Console, poll: Poll, found: Recount, differences: list[str], *, from_chain: bool) -> None:
    """Options, rounds, quorum, winner, and whether the contracts say the same."""
    rules = poll.rules
    cap = f", at most {rules.cap:,}" if rules.cap else ""
    source = "the chain" if from_chain else "the database"
    _say(console, f"Proposal {poll.proposal}: {poll.title}")
    _say(console, f"{METHODS[rules.method]}; {CURVES[rules.curve]}{cap}. Counted from {source} at block {poll.block}.")
    console.print(_options(poll, found))
    if found.count.rounds:
        console.print(_rounds(poll, found))
    required = "not known before the snapshot" if found.quorum is None else f"{found.quorum:,} units"
    reached = "reached" if found.quorum_reached else "not reached"
    _say(console, f"ballots {len(poll.ballots):,}, votes {found.count.votes:,}")
    _say(console, f"quorum {required}; {found.participation:,} took part: {reached}")
    if rules.method != "for_against":
        winner = f"{found.count.winner} {rules.labels[found.count.winner - 1]}" if found.count.winner else "none"
        _say(console, f"winner: {winner}")
    _say(console, f"passes: {'yes' if found.passes else 'no'}")
    agrees = ("no" if differences else "yes") if from_chain else "not asked, use --from-chain"
    _say(console, f"agrees with the contracts: {agrees}")
    for difference in differences:
        console.print(f"differs  {difference}", style="red", markup=False, highlight=False, soft_wrap=True)


def parts_of(poll: Poll) -> int:
    """How many parts of an option's votes are one vote."""
    return PARTS if poll.rules.method == "split" else 1


def _options(poll: Poll, found: Recount) -> Table:
    title = "first preferences" if poll.rules.method == "ranked" else None
    table = Table("", "option", "votes", "share", title=title)
    for (number, label), votes in zip(_numbered(poll), found.count.options, strict=True):
        whole = votes / parts_of(poll)
        share = f"{whole / found.count.votes:.1%}" if found.count.votes else ""
        table.add_row(str(number), escape(label), f"{whole:,.4f}" if parts_of(poll) > 1 else f"{votes:,}", share)
    return table


def _rounds(poll: Poll, found: Recount) -> Table:
    table = Table("round", *(str(number) for number, _ in _numbered(poll)), "exhausted", "goes out", title="run-off")
    for place, one in enumerate(found.count.rounds, start=1):
        out = str(one.eliminated) if one.eliminated else ""
        table.add_row(str(place), *(f"{votes:,}" for votes in one.votes), f"{one.exhausted:,}", out)
    return table


def _numbered(poll: Poll) -> list[tuple[int, str]]:
    """Options with what a ballot calls them: supports from 0, options from 1."""
    return list(enumerate(poll.rules.labels, start=0 if poll.rules.method == "for_against" else 1))


def _say(console: Console, text: str) -> None:
    console.print(text, markup=False, highlight=False, soft_wrap=True)
