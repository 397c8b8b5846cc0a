"""Numbers, times and addresses as people read them. Units in, text out; nothing here touches the database."""

from datetime import UTC, datetime
from decimal import Decimal

from markupsafe import Markup

from api.web.words import say
from symbia.units import DAY, ETHER, HOUR, MINUTE

BPS_PER_PERCENT = 100
TAPE = 1000  # width of a tally tape in its own coordinates


def short(address: str) -> str:
    """First and last digits of an address or hash."""
    return f"{address[:6]}…{address[-4:]}" if len(address) > 12 else address


def ether(wei: str | int) -> str:
    """Wei as ether, to the last wei, without zeros at the end."""
    whole, rest = divmod(int(wei), ETHER)
    decimals = f"{rest:018}".rstrip("0")
    return f"{whole:,}.{decimals} ETH" if decimals else f"{whole:,} ETH"


def bps(points: int) -> str:
    """Basis points as percent."""
    return f"{Decimal(points) / BPS_PER_PERCENT:f}%"


def duration(seconds: int) -> Markup:
    """A span in its largest unit and, when that is few, the next: `3 days 4 hours`."""
    if seconds < MINUTE:
        return say("time.moment")
    if seconds >= 10 * DAY:
        return say("time.days", n=seconds // DAY)
    if seconds >= DAY:
        return _joined(say("time.days", n=seconds // DAY), "time.hours", seconds % DAY // HOUR)
    if seconds >= HOUR:
        return _joined(say("time.hours", n=seconds // HOUR), "time.minutes", seconds % HOUR // MINUTE)
    return say("time.minutes", n=seconds // MINUTE)


def _joined(first: Markup, key: str, rest: int) -> Markup:
    return Markup("{} {}").format(first, say(key, n=rest)) if rest else first


def when(at: datetime) -> Markup:
    """A moment as `<time>`, in UTC: the page knows no visitor's time zone without JavaScript."""
    moment = at.astimezone(UTC)
    shown = f"{moment.day} {moment:%b %Y, %H:%M} UTC"
    return Markup('<time datetime="{}">{}</time>').format(moment.isoformat(), shown)


def day(at: datetime) -> Markup:
    """A date as `<time>`, in UTC."""
    moment = at.astimezone(UTC)
    return Markup('<time datetime="{}">{}</time>').format(f"{moment:%Y-%m-%d}", f"{moment.day} {moment:%b %Y}")


def tape(counts: list[int]) -> list[tuple[int, int]]:
    """Start and width of each part on a tape of `TAPE`."""
    whole = sum(counts)
    parts, start = [], 0
    for count in counts:
        width = count * TAPE // whole if whole else 0
        parts.append((start, width))
        start += width
    return parts
