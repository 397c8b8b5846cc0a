"""Numbers, times and addresses as readers of the language write them. Units in, text out; nothing here reads tables."""

from collections.abc import Callable
from datetime import UTC, datetime

from babel.dates import format_datetime
from markupsafe import Markup, escape

from symbia.words import DEFAULT, current, figures, word_html
from symbia.words.languages import tongue

ENGLISH_DATE = "d MMM y"  # the day first, as most of the world writes; Babel's own English is American
TAPE = 1000  # width of a tally tape in its own coordinates


def short(address: str) -> str:
    """First and last digits of an address or hash."""
    return f"{address[:6]}…{address[-4:]}" if len(address) > 12 else address


def ether(wei: str | int) -> str:
    """Wei as ether, to the last wei, without zeros at the end."""
    return figures.ether(int(wei), tongue(current()))


def bps(points: int) -> str:
    """Basis points as percent."""
    return figures.percent(points, tongue(current()))


def duration(seconds: int) -> Markup:
    """A span in its largest unit and, when that is few, the next: `3 days 4 hours`."""
    return escape(tongue(current()).space).join(word_html(part) for part in figures.span(seconds))


def when(at: datetime) -> Markup:
    """A moment as `<time>`, in UTC: the server knows no visitor's time zone; static/times.js does."""
    moment = at.astimezone(UTC)
    return Markup('<time datetime="{}">{}</time>').format(moment.isoformat(), _moment(moment))


def day(at: datetime) -> Markup:
    """The date of a moment as `<time>`, in UTC; its title is the whole moment."""
    moment = at.astimezone(UTC)
    shown = _shown(moment, _patterns(current())[0])
    tag = Markup('<time datetime="{}" title="{}" data-day>{}</time>')
    return tag.format(moment.isoformat(), _moment(moment), shown)


def counting_down(text: Callable[[Markup], Markup], until: datetime, seconds: int) -> Markup:
    """A sentence with the span until a moment in it, of which static/age.js goes on counting."""
    tag = Markup('<span data-until="{}">{}</span>')
    return tag.format(until.astimezone(UTC).isoformat(), text(Markup("<span>{}</span>").format(duration(seconds))))


def _moment(moment: datetime) -> str:
    date_pattern, separator = _patterns(current())
    return f"{_shown(moment, f'{date_pattern}{separator}HH:mm')} UTC"


def _patterns(language: str) -> tuple[str, str]:
    """Of a date, in the notation of CLDR, and what stands between it and the time of day."""
    if language == DEFAULT:
        return ENGLISH_DATE, ", "
    return tongue(language).locale.date_formats["medium"].pattern, " "


def _shown(moment: datetime, pattern: str) -> str:
    return format_datetime(moment, pattern, locale=tongue(current()).locale)


def tape(counts: list[int]) -> list[tuple[int, int]]:
    """Start and width of each part on a tape of `TAPE`."""
    whole = sum(counts)
    parts, start = [], 0
    for count in counts:
        width = count * TAPE // whole if whole else 0
        parts.append((start, width))
        start += width
    return parts
