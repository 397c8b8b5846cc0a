"""Choices in a mix: how many ballots put which choice first is exact, the rest of each ballot is chance."""

import random
from collections.abc import Mapping, Sequence

from cli.test_wallets.errors import BallotBoxError
from symbia.rules.ballots.choices import Choice
from symbia.rules.ballots.names import PARTS, SUPPORTS, Method
from symbia.text import Text

RANDOM = "random"


def choices(method: Method, options: int, mix: str, count: int, chance: random.Random) -> list[Choice]:
    """`count` choices of a proposal with so many options. `mix`: see `weights`. Raises BallotBoxError."""
    found = weights(method, options, mix)
    names = list(found)
    if mix == RANDOM:
        first = chance.choices(names, k=count)
    else:
        first = [
            name for name, share in zip(names, _shares(list(found.values()), count), strict=True) for _ in range(share)
        ]
        chance.shuffle(first)
    if method == "for_against":
        return [SUPPORTS[one] for one in first]
    liked = [name for name in names if found[name]]
    return [_choice(method, one, liked, chance) for one in first]


def weights(method: Method, options: int, mix: str) -> dict[int, int]:
    """Weight of each support (from 0) or option (from 1). `mix`: `for=60,against=30,abstain=10`, `1=50,2=50`, `random`.

    Raises BallotBoxError.
    """
    numbers = range(len(SUPPORTS)) if method == "for_against" else range(1, options + 1)
    if mix == RANDOM:
        return dict.fromkeys(numbers, 1)
    names = {(SUPPORTS[one] if method == "for_against" else str(one)): one for one in numbers}
    found: dict[int, int] = {}
    for part in mix.split(","):
        name, _, weight = part.strip().partition("=")
        if name not in names or not weight.isdecimal() or names[name] in found:
            raise BallotBoxError.of("cli.ballots.mix.unfit", mix=mix, part=repr(part.strip()), wanted=_wanted(names))
        found[names[name]] = int(weight)
    if not any(found.values()):
        raise BallotBoxError.of("cli.ballots.mix.weightless", mix=mix, wanted=_wanted(names))
    return found


def _wanted(names: Mapping[str, int]) -> Text:
    example = ",".join(f"{name}={weight}" for name, weight in zip(names, (60, 30, 10), strict=False))
    return Text.of("cli.ballots.mix.wanted", names=list(names), example=example)


def _shares(weights: Sequence[int], count: int) -> list[int]:
    """`count` divided by weight: what rounding leaves goes to the largest remainders, of equal ones to the first."""
    total = sum(weights)
    shares = [weight * count // total for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda place: -(weights[place] * count % total))
    for place in by_remainder[: count - sum(shares)]:
        shares[place] += 1
    return shares


def _choice(method: Method, first: int, liked: Sequence[int], chance: random.Random) -> Choice:
    """A ballot between options that puts `first` before the others it names, all of them `liked`."""
    if method == "single_choice":
        return first
    others = [one for one in liked if one != first]
    named = [first, *chance.sample(others, chance.randint(0, len(others)))]
    if method == "approval":
        return sorted(named)
    return _parts(named, chance) if method == "split" else named


def _parts(named: Sequence[int], chance: random.Random) -> dict[int, int]:
    """Parts of 10,000, the most for the first."""
    cuts = sorted(chance.sample(range(1, PARTS), len(named) - 1))
    parts = [end - start for start, end in zip([0, *cuts], [*cuts, PARTS], strict=True)]
    return dict(zip(named, sorted(parts, reverse=True), strict=True))
