"""Seconds of the contracts as times of the API (RFC 3339, UTC)."""

from datetime import UTC, datetime

from symbia.units import DAY, HOUR, MINUTE

# Contracts hold 40- and 48-bit times; RFC 3339 ends with the year 9999.
LATEST = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
_LATEST_SECONDS = int(LATEST.timestamp())


def utc(seconds: int) -> datetime:
    """Unix seconds as an aware time; what lies after the year 9999 is its last second."""
    return LATEST if seconds >= _LATEST_SECONDS else datetime.fromtimestamp(seconds, UTC)


def utc_or_none(seconds: int | None) -> datetime | None:
    """`utc`, and None for what has not happened."""
    return None if seconds is None else utc(seconds)


def in_words(seconds: int) -> str:
    """A time for a sentence: `2026-03-01 12:00:00 UTC`."""
    return utc(seconds).strftime("%Y-%m-%d %H:%M:%S UTC")


def duration(seconds: int) -> str:
    """A length of time for a sentence, its two largest parts: `2 days 4 hours`."""
    parts: list[str] = []
    for name, size in (("day", DAY), ("hour", HOUR), ("minute", MINUTE), ("second", 1)):
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count} {name}{'' if count == 1 else 's'}")
    return " ".join(parts[:2]) or "0 seconds"
