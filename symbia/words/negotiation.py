"""Which language to answer in: what the address asks for, else what the browser prefers.

RFC 9110, 12.5.4, with one rule of our own: a reader of Traditional Chinese gets the Simplified that we have only when
their header names no language that we speak. Babel's `negotiate_locale` knows neither qualities nor scripts.
"""

from collections.abc import Iterator

from symbia.words.languages import DEFAULT, LANGUAGES

ANY, TRADITIONAL = "*", "zh-hant"  # what a range may mean besides a language of ours
_TRADITIONAL_SUBTAGS = {"hant", "tw", "hk", "mo"}
_QUALITY_CHARACTERS = frozenset("0123456789.")


def negotiate(accept_language: str | None, asked: str | None) -> str:
    """One of LANGUAGES. `asked` (`?lang=`) wins when it names one of them; never raises, whatever it is given."""
    meant = _meaning(asked or "")
    if meant and meant != ANY:
        return _primary(meant)
    return _preferred(_qualities(accept_language or ""))


def _preferred(qualities: dict[str, float]) -> str:
    named = [language for language in qualities if language in LANGUAGES]
    if not any(qualities[language] for language in named) and qualities.get(TRADITIONAL):
        return _primary(TRADITIONAL)
    in_order = sorted(LANGUAGES, key=lambda language: named.index(language) if language in named else len(named))
    best = max(in_order, key=lambda language: _quality_of(qualities, language))
    return best if _quality_of(qualities, best) else DEFAULT


def _quality_of(qualities: dict[str, float], language: str) -> float:
    return qualities.get(language, qualities.get(ANY, 0.0))


def _qualities(header: str) -> dict[str, float]:
    """The best quality of each meaning, in the order of the header."""
    qualities: dict[str, float] = {}
    for meaning, quality in _ranges(header):
        qualities[meaning] = max(quality, qualities.get(meaning, 0.0))
    return qualities


def _ranges(header: str) -> Iterator[tuple[str, float]]:
    for item in header.split(","):
        tag, *parameters = item.split(";")
        meaning, quality = _meaning(tag), _quality(parameters)
        if meaning is not None and quality is not None:
            yield meaning, quality


def _meaning(tag: str) -> str | None:
    """What a language range means to us; None for a language that we do not speak."""
    subtags = tag.strip().lower().replace("_", "-").split("-")
    if subtags == [ANY]:
        return ANY
    if subtags[0] == "zh" and "hans" not in subtags and _TRADITIONAL_SUBTAGS.intersection(subtags):
        return TRADITIONAL
    return subtags[0] if subtags[0] in LANGUAGES else None


def _primary(tag: str) -> str:
    return tag.partition("-")[0]


def _quality(parameters: list[str]) -> float | None:
    """From 0 to 1; 1 when none is given, None when it cannot be read."""
    for parameter in parameters:
        name, _, number = (part.strip() for part in parameter.partition("="))
        if name.lower() == "q":
            return _unit_number(number)
    return 1.0


def _unit_number(number: str) -> float | None:
    if not number or not _QUALITY_CHARACTERS.issuperset(number):
        return None
    try:
        quality = float(number)
    except ValueError:  # such as 1.2.3
        return None
    return quality if quality <= 1 else None
