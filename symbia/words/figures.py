"""Numbers, amounts, times and spans of one language, as plain text. Exact: no float anywhere."""

from datetime import datetime
from functools import lru_cache

from babel.units import format_unit

from symbia.text import Text
from symbia.units import DAY, HOUR, MINUTE
from symbia.words.languages import Tongue, tongue

ETHER_DECIMALS, PERCENT_DECIMALS = 18, 2
UNITS = (("day", DAY), ("hour", HOUR), ("minute", MINUTE), ("second", 1))
_ROUND = 10**9


def grouped(number: int, spoken: Tongue) -> str:
    """`1,234,567`. Babel's own `format_decimal` refuses more than 25 digits, and a uint256 has 78."""
    return f"{number:,}".replace(",", spoken.grouping)


def ether(wei: int, spoken: Tongue) -> str:
    """Wei as ether, to the last wei, without zeros at the end: `1.5 ETH`."""
    return f"{_decimal(wei, ETHER_DECIMALS, spoken)} ETH"


def percent(basis_points: int, spoken: Tongue) -> str:
    """Basis points: `12.5%`."""
    return f"{_decimal(basis_points, PERCENT_DECIMALS, spoken)}%"


def moment(at: datetime) -> str:
    """A time in UTC, to the second: `2026-03-01 12:00:00 UTC`."""
    return f"{at.replace(tzinfo=None).isoformat(' ', 'seconds')} UTC"


def duration(seconds: int, spoken: Tongue) -> str:
    """The two largest parts that are not zero: `2 days 4 hours`. Time does not run backwards: below zero is zero."""
    parts, rest = [], max(seconds, 0)
    for unit, size in UNITS:
        count, rest = divmod(rest, size)
        if count:
            parts.append(amount(count, unit, spoken.language))
    return spoken.space.join(parts[:2]) or amount(0, "second", spoken.language)


def span(seconds: int) -> list[Text]:
    """A span that is easy to grasp: its largest unit and, when that is few, the next; `less than a minute`."""
    if seconds < MINUTE:
        return [Text("time.moment")]
    if seconds >= 10 * DAY:
        return _counted(("time.days", seconds // DAY))
    if seconds >= DAY:
        return _counted(("time.days", seconds // DAY), ("time.hours", seconds % DAY // HOUR))
    return _counted(("time.hours", seconds // HOUR), ("time.minutes", seconds % HOUR // MINUTE))


def _counted(*parts: tuple[str, int]) -> list[Text]:
    return [Text.of(code, n=count) for code, count in parts if count]


@lru_cache(maxsize=4_096)  # Babel takes 20 microseconds for one
def amount(count: int, unit: str, language: str) -> str:
    """`4 hours`. Babel counts to 25 digits; which plural it takes depends on the last digits alone."""
    shown = count if count < _ROUND else _ROUND + count % _ROUND
    text = format_unit(shown, f"duration-{unit}", "long", format="0", locale=tongue(language).locale)
    return text.replace(str(shown), str(count))


def _decimal(number: int, decimals: int, spoken: Tongue) -> str:
    whole, rest = divmod(abs(number), 10**decimals)
    digits = f"{rest:0{decimals}}".rstrip("0")
    text = f"{grouped(whole, spoken)}{spoken.point}{digits}" if digits else grouped(whole, spoken)
    return f"-{text}" if number < 0 else text
