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

Choice = str | int | list[int] | dict[int, int]

PARTS_BITS = 16
RANK_BITS = 4


class ChoiceError(ValueError):
    """Not a choice of the proposal; the message says what one would be."""


def encode(method: Method, options: int, choice: Choice) -> int:
    """The number of a choice. Raises ChoiceError."""
    if method == "for_against":
        return _support(choice)
    if method == "single_choice":
        return _option(choice, options)
    if method == "split":
        return _split(choice, options)
    listed = _listed(choice, options, "in order, the preferred first" if method == "ranked" else "that you approve")
    if method == "approval":
        return sum(1 << (option - 1) for option in listed)
    return sum(option << (RANK_BITS * place) for place, option in enumerate(listed))


def decode(method: Method, options: int, number: int) -> Choice:
    """The choice that a number stands for. Raises ChoiceError for one that stands for none."""
    choice = _decoded(method, options, number)
    if encode(method, options, choice) != number:
        raise ChoiceError(f"{number} is no choice: {method} with {options} options")
    return choice


def _decoded(method: Method, options: int, number: int) -> Choice:
    if number < 0:
        raise ChoiceError(f"{number} is no choice: choices are not negative")
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
        raise ChoiceError(f"{choice!r} is no choice of this proposal: write against, for or abstain")
    return SUPPORTS.index(choice)


def _option(choice: object, options: int) -> int:
    if not isinstance(choice, int) or isinstance(choice, bool) or not 1 <= choice <= options:
        raise ChoiceError(f"{choice!r} is no option of this proposal: write the number of one, 1 to {options}")
    return choice


def _listed(choice: Choice, options: int, how: str) -> list[int]:
    wanted = f"write a list of options (1 to {options}) {how}"
    if not isinstance(choice, Sequence) or isinstance(choice, str):
        raise ChoiceError(f"{choice!r} is no choice of this proposal: {wanted}")
    listed = [_option(one, options) for one in choice]
    if not listed:
        raise ChoiceError(f"The list is empty: {wanted}")
    if len(set(listed)) != len(listed):
        raise ChoiceError(f"{listed} names an option twice: {wanted}")
    return listed


def _split(choice: Choice, options: int) -> int:
    wanted = f"write parts of {PARTS:,} for options 1 to {options}, such as {{1: 7500, 2: 2500}}"
    if not isinstance(choice, Mapping):
        raise ChoiceError(f"{choice!r} is no choice of this proposal: {wanted}")
    number = 0
    for option, parts in choice.items():
        if not isinstance(parts, int) or isinstance(parts, bool) or not 0 <= parts <= PARTS:
            raise ChoiceError(f"{parts!r} parts for option {option}: {wanted}")
        number += parts << (PARTS_BITS * (_option(option, options) - 1))
    total = sum(choice.values())
    if total != PARTS:
        raise ChoiceError(f"The parts add up to {total:,} and not to {PARTS:,}: {wanted}")
    return number
