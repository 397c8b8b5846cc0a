"""A choice: as people and JSON write it, and as the number that is signed and counted.

| method | written | number |
|---|---|---|
| for_against | "against", "for", "abstain" | 0, 1, 2 |
| single_choice | number of an option, from 1 | the same |
| approval | list of options | bit `option - 1` for each |
| split | {option: parts}, adding up to 10,000 | 16 bits an option |
| ranked | list of options, the preferred first | 4 bits a preference, the first lowest |
"""

from collections.abc import Mapping, Sequence

from symbia.rules.ballots.names import PARTS, SUPPORTS, Method
from symbia.text import Text, TextError

Choice = str | int | list[int] | dict[int, int]

PARTS_BITS = 16
RANK_BITS = 4


class ChoiceError(TextError, ValueError):
    """Not a choice of the proposal; the text, without its full stop, says what one would be."""


def encode(method: Method, options: int, choice: Choice) -> int:
    """The number of a choice. Raises ChoiceError."""
    if method == "for_against":
        return _support(choice)
    if method == "single_choice":
        return _option(choice, options)
    if method == "split":
        return _split(choice, options)
    listed = _listed(choice, options, "ranked" if method == "ranked" else "approval")
    if method == "approval":
        return sum(1 << (option - 1) for option in listed)
    return sum(option << (RANK_BITS * place) for place, option in enumerate(listed))


def decode(method: Method, options: int, number: int) -> Choice:
    """The choice that a number stands for. Raises ChoiceError for one that stands for none."""
    choice = _decoded(method, options, number)
    if encode(method, options, choice) != number:
        raise ChoiceError.of("rules.choice.unknown", number=number, method=method, options=options)
    return choice


def _decoded(method: Method, options: int, number: int) -> Choice:
    if number < 0:
        raise ChoiceError.of("rules.choice.negative", number=number)
    if method == "for_against":
        return SUPPORTS[number] if number < len(SUPPORTS) else str(number)
    if method == "single_choice":
        return number
    if method == "approval":
        return [place + 1 for place in range(options) if number >> place & 1]
    if method == "split":
        return {place + 1: parts for place, parts in enumerate(_digits(number, PARTS_BITS)) if parts}
    return _digits(number, RANK_BITS)


def _digits(number: int, bits: int) -> list[int]:
    found = []
    while number:
        found.append(number & ((1 << bits) - 1))
        number >>= bits
    return found


def _support(choice: Choice) -> int:
    if not isinstance(choice, str) or choice not in SUPPORTS:
        raise ChoiceError.of("rules.choice.support", choice=repr(choice))
    return SUPPORTS.index(choice)


def _option(choice: object, options: int) -> int:
    if not isinstance(choice, int) or isinstance(choice, bool) or not 1 <= choice <= options:
        raise ChoiceError.of("rules.choice.option", choice=repr(choice), options=options)
    return choice


def _listed(choice: Choice, options: int, how: str) -> list[int]:
    wanted = Text.of(f"rules.choice.list_{how}", options=options)
    if not isinstance(choice, Sequence) or isinstance(choice, str):
        raise ChoiceError.of("rules.choice.not_one", choice=repr(choice), wanted=wanted)
    listed = [_option(one, options) for one in choice]
    if not listed:
        raise ChoiceError.of("rules.choice.empty", wanted=wanted)
    if len(set(listed)) != len(listed):
        raise ChoiceError.of("rules.choice.twice", choice=str(listed), wanted=wanted)
    return listed


def _split(choice: Choice, options: int) -> int:
    wanted = Text.of("rules.choice.split", parts=PARTS, options=options, example="{1: 7500, 2: 2500}")
    if not isinstance(choice, Mapping):
        raise ChoiceError.of("rules.choice.not_one", choice=repr(choice), wanted=wanted)
    number = 0
    for option, parts in choice.items():
        if not isinstance(parts, int) or isinstance(parts, bool) or not 0 <= parts <= PARTS:
            raise ChoiceError.of("rules.choice.parts", parts=repr(parts), option=str(option), wanted=wanted)
        number += parts << (PARTS_BITS * (_option(option, options) - 1))
    total = sum(choice.values())
    if total != PARTS:
        raise ChoiceError.of("rules.choice.sum", total=total, parts=PARTS, wanted=wanted)
    return number
