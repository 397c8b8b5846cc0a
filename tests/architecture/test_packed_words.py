"""The pictures of packed words in contracts/README.md are what the constants of the code say."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

CONTRACTS = Path(__file__).resolve().parents[2] / "contracts"
WORD = 256  # bits

Place = tuple[int, int]  # lowest bit, number of bits


class Constants:
    """Constants of a source that are written with numbers alone."""

    def __init__(self, source: str) -> None:
        """`source` is a path beneath contracts/."""
        self._text = (CONTRACTS / source).read_text()

    def __getitem__(self, name: str) -> int:
        """The value of a constant."""
        declared = re.search(rf"constant {name} = ([^;]+);", self._text)
        assert declared, f"there is no constant {name}"
        if power := re.fullmatch(r"\(?1 << (\d+)\)?( - 1)?", declared[1]):
            return (1 << int(power[1])) - (1 if power[2] else 0)
        return int(declared[1], 0)

    def bits(self, mask: str) -> int:
        """How many bits a mask, or the highest value there may be, has."""
        return self[mask].bit_length()

    def flag(self, name: str) -> Place:
        """The place of a single bit."""
        return self[name].bit_length() - 1, 1


def token() -> dict[str, Place]:
    """What a membership remembers."""
    code = Constants("membership/MembershipToken.sol")
    time = code.bits("MAX_TIME")
    return {
        "tier": (0, code.bits("MAX_TIER")),
        "mark": code.flag("MARK"),
        "issuedAt": (code["ISSUED_SHIFT"], time),
        "acquiredAt": (code["ACQUIRED_SHIFT"], time),
        "unitsThrough": (code["UNITS_SHIFT"], code.bits("MAX_UNITS")),
    }


def life() -> dict[str, Place]:
    """What is kept of a marked membership."""
    code = Constants("membership/LifeWord.sol")
    time = code.bits("MASK")
    lapsed, _ = code.flag("LAPSED")
    return {
        "expires": (0, time),
        "revocable": (code["REVOCABLE_SHIFT"], time),
        "noticeable": (code["NOTICEABLE_SHIFT"], time),
        "paid": (code["PAID_SHIFT"], time),
        "lapsed": (lapsed, 1),
        "unused": (lapsed + 1, WORD - lapsed - 1),
    }


def account() -> dict[str, Place]:
    """Solady's balance, and above it what its "aux" holds."""
    code = Constants("membership/MembershipVotes.sol")
    balance, units, time = code["BALANCE_BITS"], code["UNITS_BITS"], code.bits("TIME_MASK")
    assert code.bits("UNITS_MASK") == units
    assert code.bits("CHECKPOINT_MASK") == units + time
    elsewhere, _ = code.flag("ELSEWHERE")
    bound, _ = code.flag("BOUND")
    return {
        "balance": (0, balance),
        "number": (balance, code.bits("NUMBER_MASK")),
        "held": (balance + code["HELD_SHIFT"], units),
        "present votes": (balance + code["PRESENT_SHIFT"], units),
        "present time": (balance + code["PRESENT_TIME_SHIFT"], time),
        "earlier votes": (balance + code["EARLIER_SHIFT"], units),
        "earlier time": (balance + code["EARLIER_SHIFT"] + units, time),
        "elsewhere": (balance + elsewhere, 1),
        "bound": (balance + bound, 1),
        "unused": (balance + bound + 1, WORD - 218 - balance),
    }


def power() -> dict[str, Place]:
    """What an account brings to a ballot."""
    code = Constants("interfaces/PowerWord.sol")
    shift, units = code["POWER_UNITS_SHIFT"], Constants("membership/MembershipVotes.sol")["UNITS_BITS"]
    return {
        "number": (0, code.bits("POWER_NUMBER_MASK")),
        "units": (shift, units),
        "unused": (shift + units, WORD - shift - units),
    }


def tally() -> dict[str, Place]:
    """What every ballot reads and writes."""
    code = Constants("governance/TallyWord.sol")
    lane, of_for = code["TALLY_LANE_BITS"], code["TALLY_FOR_SHIFT"]
    assert code.bits("TALLY_LANE_MASK") == lane
    excluded, _ = code.flag("EXCLUDED")
    assert (code["SEED_SHIFT"], code.bits("SEED_MASK")) == (of_for, 2 * lane)  # in both lanes of a ranked proposal
    return {
        "quorum": (0, lane),
        "took part": (code["TALLY_PARTICIPATION_SHIFT"], lane),
        "against": (code["TALLY_VOTES_SHIFT"], lane),
        "for": (of_for, lane),
        "abstain": (of_for + lane, lane),
        "cap": (code["CAP_SHIFT"], lane),
        "method": (code["METHOD_SHIFT"], code["CURVE_SHIFT"] - code["METHOD_SHIFT"]),
        "curve": (code["CURVE_SHIFT"], excluded - code["CURVE_SHIFT"]),
        "excluded": (excluded, 1),
        "winner": (code["WINNER_SHIFT"], code["OPTIONS_SHIFT"] - code["WINNER_SHIFT"]),
        "options": (code["OPTIONS_SHIFT"], WORD - code["OPTIONS_SHIFT"]),
    }


def drawn(title: str, bits: int) -> dict[str, Place]:
    """The places of a picture. Its widths must add up to `bits`, and the numbers above it must follow from them."""
    section = (CONTRACTS / "README.md").read_text().split(f"### {title}\n")[1].split("\n#")[0]
    lines = section.split("```text\n")[1].split("```")[0].splitlines()
    cells = [cell.split() for line in lines if line.startswith("|") for cell in line.strip("|").split("|")]
    places: dict[str, Place] = {}
    above: list[int] = []
    for *name, width in cells:
        bits -= int(width)
        places[" ".join(name)] = (bits, int(width))
        above += sorted({bits, bits + int(width) - 1}, reverse=True)
    assert bits == 0, f"{bits} bits are missing"
    assert [int(bit) for line in lines if re.fullmatch(r"[\d ]+", line) for bit in line.split()] == above
    return places


@pytest.mark.parametrize(
    ("title", "bits", "packed"),
    [
        ("The token", 96, token),
        ("The life word", WORD, life),
        ("The account slot", WORD, account),
        ("The power word", WORD, power),
        ("The tally word", WORD, tally),
    ],
)
def test_a_word_is_drawn_as_it_is_packed(title: str, bits: int, packed: Callable[[], dict[str, Place]]) -> None:
    assert drawn(title, bits) == packed()
