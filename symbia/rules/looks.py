"""How names look: people choose by them, so two must differ to the eye.

After Unicode Technical Standard #39: compatibility forms, case, space and invisible characters make no difference, and
a letter of another script that looks like one of ours stands for it.
"""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_INVISIBLE = {"Cf", "Cc", "Zl", "Zp"}
# Categories of visible characters, and nothing to see: fillers of Hangul, the empty Braille cell, variation selectors.
_EMPTY = set("\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5")
_SELECTORS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0), range(0x180B, 0x1810))


def look(text: str) -> str:
    """What the eye sees of a name; empty when there is nothing to see."""
    visible = (letter for letter in unicodedata.normalize("NFKC", text) if not _is_invisible(letter))
    folded = "".join(map(_stands_for, visible)).casefold()
    return " ".join(unicodedata.normalize("NFKC", "".join(map(_stands_for, folded))).split())


def alike(names: Iterable[str]) -> tuple[str, str] | None:
    """The first two names that cannot be told apart, None where all differ."""
    seen: dict[str, str] = {}
    for name in names:
        seeming = look(name)
        if seeming in seen:
            return seen[seeming], name
        seen[seeming] = name
    return None


def _is_invisible(letter: str) -> bool:
    if unicodedata.category(letter) in _INVISIBLE or letter in _EMPTY:
        return True
    return any(ord(letter) in block for block in _SELECTORS)


@lru_cache(maxsize=4_096)
def _stands_for(letter: str) -> str:
    """The ASCII letter or digit that it looks like, itself where there is none."""
    if letter.isascii():
        return letter
    # Reads its table when it is imported: a megabyte that only those who compare names need.
    from confusable_homoglyphs.confusables import confusables_data

    others = [other["c"] for other in confusables_data.get(letter, ())]
    return next((other for other in others if len(other) == 1 and other.isascii() and other.isalnum()), letter)
