"""Who leads a vote and by how much, and what options need. In ten-thousandths of a vote, which split ballots give."""

from collections.abc import Sequence

from symbia.rules.ballots.counting import BPS, Count, Weighted, votes_needed
from symbia.rules.ballots.names import PARTS, Method
from symbia.rules.ballots.run_off import wins_whatever_the_lot


def in_parts(method: Method, votes: int) -> int:
    """Votes of an option as `symbia.rules.ballots.counting` gives them, as ten-thousandths of a vote."""
    return votes if method == "split" else votes * PARTS


def votes_written(parts: int) -> str:
    """Ten-thousandths as votes for a sentence: `12`, `12.75`."""
    whole, rest = divmod(parts, PARTS)
    return f"{whole:,}" + (f".{rest:04}".rstrip("0") if rest else "")


def standing_parts(method: Method, counted: Count) -> tuple[int, ...]:
    """What options stand at in the end: all ballots, or the last round of a run-off. Ten-thousandths."""
    standing = counted.rounds[-1].votes if counted.rounds else counted.options
    return tuple(in_parts(method, votes) for votes in standing)


def leading(method: Method, counted: Count) -> tuple[int, int] | None:
    """Numbers of the first and the second option, of equals the one listed first; None while nobody has votes."""
    standing = standing_parts(method, counted)
    if not any(standing):
        return None
    order = sorted(range(len(standing)), key=lambda place: (-standing[place], place))
    return order[0] + 1, order[1] + 1


def needed(
    method: Method, counted: Count, option_bps: int, cast: Sequence[Weighted], option: int, *, quorum: int = 0
) -> int:
    """Votes of further ballots for this option alone that would make it win, if nothing else is cast; 0 if it does. In
    a run-off so many that no lot can keep it from winning: each further ballot has lots drawn anew. `quorum` as for
    `count`."""
    if counted.winner == option:
        return 0
    if method == "ranked":
        return _needed_in_run_off(len(counted.options), option_bps, cast, option, quorum)
    standing = standing_parts(method, counted)
    own, best = standing[option - 1], max(standing[: option - 1] + standing[option:])
    to_lead = max(0, (best - own) // PARTS + 1)
    to_exceed = max(0, (counted.votes * PARTS * option_bps - own * BPS) // (PARTS * (BPS - option_bps)) + 1)
    return max(to_lead, to_exceed, -((own - quorum * PARTS) // PARTS))


def to_lose(method: Method, counted: Count, option_bps: int) -> int | None:
    """Votes of further ballots for others that could keep the winner from winning; None if there is no telling, as in a
    run-off that took rounds to decide."""
    standing = standing_parts(method, counted)
    own, others = standing[counted.winner - 1], standing[: counted.winner - 1] + standing[counted.winner :]
    if method == "ranked":
        if len(counted.rounds) > 1:
            return None
        first = counted.options[counted.winner - 1]
        lead = first - (sum(counted.options) - first)
    else:
        lead = -(-(own - max(others)) // PARTS)
    if option_bps == 0:
        return lead
    return min(lead, max(0, -(-own * BPS // (PARTS * option_bps)) - counted.votes))


def _needed_in_run_off(options: int, option_bps: int, cast: Sequence[Weighted], option: int, quorum: int) -> int:
    """By trying: a ballot for one option alone never harms it, so what is enough whatever the lot stays enough."""
    total = sum(one.votes for one in cast)

    def enough(votes: int) -> bool:
        enough_votes = votes_needed(total + votes, option_bps, quorum)
        return wins_whatever_the_lot(options, [*cast, Weighted(option, votes)], option, enough_votes) >= enough_votes

    high = 1
    while not enough(high):
        high *= 2
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high
