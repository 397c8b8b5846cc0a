"""Count the ballots of a poll by the rules it froze. Pure."""

from collections import Counter
from dataclasses import dataclass

from cli.tally.poll import Poll, PollBallot
from symbia.rules.ballots.choices import RANK_BITS, ChoiceError, decode
from symbia.rules.ballots.counting import Count, Lot, Weighted, count
from symbia.rules.ballots.names import SUPPORTS, votes_of
from symbia.text import Text
from symbia.units import BASIS_POINTS

AGAINST, FOR, ABSTAIN = range(len(SUPPORTS))


@dataclass(frozen=True, slots=True)
class Recount:
    """What the ballots come to. `quorum` and `participation` in units, `quorum` None before the snapshot has passed.

    `passes`: whether quorum and approval (or a winning option) are reached. `rankings`: votes by ranking, where the
    last of all options is left out, since it can never matter. `faults`: what is wrong with ballots.
    """

    count: Count
    participation: int
    quorum: int | None
    passes: bool
    rankings: dict[int, int]
    faults: tuple[Text, ...]

    @property
    def quorum_reached(self) -> bool:
        """False before the snapshot has passed."""
        return self.quorum is not None and self.participation >= self.quorum


def recount(poll: Poll) -> Recount:
    """Every ballot with the votes its units come to, whatever weight its event names."""
    rules, options = poll.rules, len(poll.rules.labels)
    faults = [*_faults(poll)]
    weighted = [Weighted(one.choice, votes_of(one.units, rules.curve, rules.cap)) for one in poll.ballots]
    simple = rules.method == "for_against"
    participation = sum(one.units for one in poll.ballots if not (simple and one.choice == AGAINST))
    lot = Lot(poll.seed, participation, rules.digests) if rules.method == "ranked" else None
    of_winner = rules.quorum.of_winner(rules.method, rules.binding, poll.units)
    found = count(rules.method, options, rules.option_bps, weighted, lot, quorum=of_winner)
    quorum = None if poll.units is None else rules.quorum.required(poll.units)
    rankings: Counter[int] = Counter()
    if rules.method == "ranked":
        for one in weighted:
            rankings[_without_last(one.choice, options)] += one.votes
    won = _approved(found, rules.approval_bps) if simple else found.winner != 0
    passes = quorum is not None and participation >= quorum and won
    return Recount(found, participation, quorum, passes, dict(rankings), tuple(faults))


def _faults(poll: Poll) -> list[Text]:
    rules, seen = poll.rules, set[str]()
    found: list[Text] = []
    for one in poll.ballots:
        votes = votes_of(one.units, rules.curve, rules.cap)
        if one.votes != votes:
            told = {"votes": one.votes, "units": one.units, "right": votes}
            found.append(Text.of("cli.tally.fault.votes", account=one.account, **told))
        if one.account in seen:
            found.append(Text.of("cli.tally.fault.twice", account=one.account))
        if one.account in poll.excluded:
            found.append(Text.of("cli.tally.fault.excluded", account=one.account))
        found += _fault_of_choice(one, poll)
        seen.add(one.account)
    return found


def _fault_of_choice(one: PollBallot, poll: Poll) -> list[Text]:
    try:
        decode(poll.rules.method, len(poll.rules.labels), one.choice)
    except ChoiceError as error:
        return [Text.of("cli.tally.fault.choice", account=one.account, why=error.text)]
    return []


def _approved(found: Count, approval_bps: int) -> bool:
    against, in_favour = found.options[AGAINST], found.options[FOR]
    return in_favour * BASIS_POINTS > (in_favour + against) * approval_bps


def _without_last(ranking: int, options: int) -> int:
    """A ranking of all options is counted with those that leave the last one out."""
    return ranking & ((1 << RANK_BITS * (options - 1)) - 1)
