"""What a proposal has come to and why, and what would change it. Pure."""

from collections.abc import Sequence

from api.facts.choices import method_of, option_in_words
from api.proposals.margins import in_a_row, margin_of
from api.proposals.outcome import AGAINST, FOR, Facts, passing, quorum_of
from api.proposals.schemas import State
from api.proposals.tally_schemas import Change, Outcome, Outstanding, Why
from api.proposals.votes import needed, standing_parts, to_lose
from symbia.rules.ballots.counting import BPS
from symbia.tables.proposals import Proposal
from symbia.text import Text, Value

OPEN: tuple[State, ...] = ("pending", "active")
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
    "not_approved": ("approval",),
}
_WITH_MARGIN = ("won", "approved", "quorum", "tie", "below_share", "not_approved")


def outcome_of(proposal: Proposal, state: State, labels: Sequence[str], facts: Facts) -> Outcome:
    """The verdict as things stand."""
    reached = bool(quorum_of(proposal, facts).reached)
    why = _why(proposal, state, facts, reached)
    return Outcome(
        passing=passing(proposal, facts.count) and reached and state != "canceled",
        winner=facts.count.winner or None,
        why=why,
        text=_words(proposal, state, why, labels, facts),
    )


def changes_of(
    proposal: Proposal, state: State, labels: Sequence[str], facts: Facts, outstanding: Outstanding | None
) -> list[Change]:
    """What would change the result, the quorum first."""
    if state in ("pending", "canceled"):
        return []
    votes, units = (outstanding.votes, outstanding.units) if outstanding else (0, 0)
    over, quorum = outstanding is None, quorum_of(proposal, facts)
    found: list[Change] = []
    if quorum.missing:
        text = _change("quorum", over, n=quorum.missing)
        possible = quorum.missing <= units
        found.append(Change(code="quorum", units=quorum.missing, possible=possible, text=text))
    each = _for_against if proposal.method == "for_against" else _between_options
    return [*found, *each(proposal, labels, facts, votes, over)]


def decided(proposal: Proposal, facts: Facts, outstanding: Outstanding | None, changes: Sequence[Change]) -> bool:
    """Whether nothing that is outstanding can change the outcome; None outstanding: the vote is over."""
    if outstanding is None:
        return facts.now > proposal.deadline_at or proposal.canceled_at is not None
    if outstanding.votes == 0:
        return True
    quorum = quorum_of(proposal, facts)
    if not quorum.reached and (quorum.missing or 0) > outstanding.units:
        return True  # it fails whatever else is cast
    if any(one.possible for one in changes):
        return False
    return facts.count.winner == 0 or to_lose(method_of(proposal), facts.count, proposal.option_bps) is not None


def _why(proposal: Proposal, state: State, facts: Facts, reached: bool) -> Why:
    if state in ("pending", "canceled"):
        return "pending" if state == "pending" else "canceled"
    if not facts.cast.ballots:
        return "no_ballots"
    if not reached:
        return "quorum"
    good = passing(proposal, facts.count)
    if proposal.method == "for_against":
        return "approved" if good else "not_approved"
    return "won" if good else _why_nobody(proposal, facts)


def _why_nobody(proposal: Proposal, facts: Facts) -> Why:
    method, count = method_of(proposal), facts.count
    standing = sorted(standing_parts(method, count))
    return "tie" if standing[-1] == standing[-2] else "below_share"


def _words(proposal: Proposal, state: State, why: Why, labels: Sequence[str], facts: Facts) -> Text:
    quorum, margin, winner = quorum_of(proposal, facts), margin_of(proposal, labels, facts), facts.count.winner
    values: dict[str, Value] = {
        "winner": winner,
        "label": labels[winner - 1] if winner else "",
        "share": proposal.option_bps,
        "approval": proposal.approval_bps,
        "counted": quorum.counted,
        "required": quorum.required or 0,
    }
    so_far = "_so_far" if state in OPEN and why != "pending" else ""
    verdict = Text(f"proposals.outcome.{why}{so_far}", {name: values[name] for name in _VALUES[why]})
    return in_a_row([verdict, margin.text] if margin and why in _WITH_MARGIN else [verdict])


def _for_against(proposal: Proposal, _: Sequence[str], facts: Facts, votes: int, over: bool) -> list[Change]:
    in_favour, against, bps = facts.count.options[FOR], facts.count.options[AGAINST], proposal.approval_bps
    if passing(proposal, facts.count):
        more = -(-in_favour * BPS // bps) - in_favour - against
        text = _change("rejection", over, n=more)
        return [Change(code="rejection", option=AGAINST, votes=more, possible=more <= votes, text=text)]
    more = against * bps // (BPS - bps) + 1 - in_favour
    text = _change("approval", over, n=more)
    return [Change(code="approval", option=FOR, votes=more, possible=more <= votes, text=text)]


def _between_options(proposal: Proposal, labels: Sequence[str], facts: Facts, votes: int, over: bool) -> list[Change]:
    method, count, bps = method_of(proposal), facts.count, proposal.option_bps
    found: list[Change] = []
    loses = to_lose(method, count, bps) if count.winner else None
    if loses is not None:
        text = _change("winner_loses", over, n=loses, option=option_in_words(count.winner, labels))
        found.append(Change(code="winner_loses", option=count.winner, votes=loses, possible=loses <= votes, text=text))
    for option in range(1, len(labels) + 1):
        if option == count.winner:
            continue
        more = needed(method, count, bps, facts.cast.weighted, option)
        text = _change("option_wins", over, n=more, option=option_in_words(option, labels))
        found.append(Change(code="option_wins", option=option, votes=more, possible=more <= votes, text=text))
    return found


def _change(name: str, over: bool, **values: Value) -> Text:
    return Text(f"proposals.{'would_change' if over else 'change'}.{name}", values)
