"""The name that somebody probably meant, for sentences about one that is not known."""

from collections.abc import Iterable
from difflib import get_close_matches

_ALIKE = 0.75  # of 1: per_walet and per_wallet are, allow and allowlist are not


def meant(name: str, names: Iterable[str]) -> str | None:
    """Which of these names is near, whatever the case and the signs between letters; None where none is."""
    plain = {_plain(known): known for known in names}
    near = get_close_matches(_plain(name), plain, n=1, cutoff=_ALIKE)
    return plain[near[0]] if near else None


def _plain(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())
