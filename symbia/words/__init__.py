"""What people read, in their language: `word(Text.of("units.count", n=3))`.

The catalogues are `en.toml` and `zh.toml` in this folder; docs/words.md says how to write them.
"""

from symbia.text import word_logs_with
from symbia.words.errors import (
    MissingValueError,
    TemplateError,
    UnknownCodeError,
    UnknownLanguageError,
    WordingError,
    WrongValueError,
)
from symbia.words.files import catalogue, missing, section
from symbia.words.languages import DEFAULT, LANGUAGES, current, speaking
from symbia.words.negotiation import negotiate
from symbia.words.wording import word, word_for_logs, word_html

word_logs_with(word_for_logs)

__all__ = [
    "DEFAULT",
    "LANGUAGES",
    "MissingValueError",
    "TemplateError",
    "UnknownCodeError",
    "UnknownLanguageError",
    "WordingError",
    "WrongValueError",
    "catalogue",
    "current",
    "missing",
    "negotiate",
    "section",
    "speaking",
    "word",
    "word_html",
]
