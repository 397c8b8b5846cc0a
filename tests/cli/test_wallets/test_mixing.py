"""Choices by weight: exact for what comes first, valid always, the same for the same seed."""

import random
from collections import Counter

import pytest

from cli.test_wallets.errors import BallotBoxError
from cli.test_wallets.mixing import choices
from symbia.rules.ballots.choices import Choice, encode
from symbia.rules.ballots.names import METHODS, SUPPORTS, Method, most_options


def made(method: Method, options: int, mix: str, count: int, seed: int = 1) -> list[Choice]:
    return choices(method, options, mix, count, random.Random(seed))


@pytest.mark.parametrize("mix", ["random", "weighted"])
@pytest.mark.parametrize("method", METHODS)
def test_every_choice_is_one_of_the_proposal(method: Method, mix: str) -> None:
    most = most_options(method)
    names = SUPPORTS if method == "for_against" else [str(one + 1) for one in range(most)]
    weighted = ",".join(f"{name}={place}" for place, name in enumerate(names))
    found = made(method, most, weighted if mix == "weighted" else mix, 200)
    numbers = {encode(method, most, choice) for choice in found}
    assert len(found) == 200
    assert len(numbers) >= (2 if method == "for_against" else 5)


@pytest.mark.parametrize(
    ("count", "expected"),
    [(100, (60, 30, 10)), (10, (6, 3, 1)), (1, (1, 0, 0)), (7, (4, 2, 1)), (3, (2, 1, 0))],
)
def test_a_mix_is_exact(count: int, expected: tuple[int, ...]) -> None:
    found = Counter(made("for_against", 3, "for=60,against=30,abstain=10", count))
    assert tuple(found[name] for name in ("for", "against", "abstain")) == expected


def test_weights_say_what_comes_first() -> None:
    mix = "3=5,1=5,2=0"
    ranked = [choice for choice in made("ranked", 3, mix, 100) if isinstance(choice, list)]
    assert Counter(choice[0] for choice in ranked) == {3: 50, 1: 50}
    assert all(2 not in choice for choice in ranked)
    assert {len(choice) for choice in ranked} == {1, 2}
    split = [choice for choice in made("split", 10, mix, 100) if isinstance(choice, dict)]
    assert Counter(max(choice, key=lambda one: choice[one]) for choice in split)[3] >= 50
    assert Counter(made("single_choice", 3, mix, 10)) == {3: 5, 1: 5}


def test_the_same_seed_makes_the_same_choices() -> None:
    assert made("ranked", 6, "random", 50) == made("ranked", 6, "random", 50)
    assert made("ranked", 6, "random", 50) != made("ranked", 6, "random", 50, seed=2)


@pytest.mark.parametrize("mix", ["", "for", "for=x", "for=-1", "for=1,for=2", "yes=1", "for=0,against=0", "1=1"])
def test_a_mix_that_does_not_fit_is_explained(mix: str) -> None:
    with pytest.raises(BallotBoxError, match="such as against=60,for=30,abstain=10, or random"):
        made("for_against", 3, mix, 5)
    with pytest.raises(BallotBoxError, match="such as 1=60,2=30, or random"):
        made("approval", 2, mix or "3=1", 5) if mix != "1=1" else made("approval", 2, "0=1", 5)
