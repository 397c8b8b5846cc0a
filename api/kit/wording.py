"""Text that people send: what is accepted of it. Whoever shows it escapes it; here it only has to be text."""

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from api.kit.validation import InvalidInput
from symbia.rules.looks import look

MAX_TITLE = 200
MAX_REASON = 2_000
# Cc: control characters; Cs: halves of a surrogate pair, which are no UTF-8; Co, Cn: no agreed meaning.
_REFUSED = {"Cc", "Cs", "Co", "Cn"}
# Overrides of writing direction make a text read differently than it is (https://trojansource.codes).
_DIRECTION = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def one_line(text: str) -> str:
    """`text` without space around it, if it is one line of text. Raises InvalidInput."""
    _refuse(text, allowed="")
    return text.strip()


def many_lines(text: str) -> str:
    """`text` with `\\n` line ends, if it is text. Raises InvalidInput."""
    text = text.replace("\r\n", "\n")
    _refuse(text, allowed="\n\t")
    return text


def _refuse(text: str, allowed: str) -> None:
    for place, character in enumerate(text):
        if character in allowed:
            continue
        if unicodedata.category(character) in _REFUSED or character in _DIRECTION:
            raise InvalidInput.of("kit.input.character", character=f"U+{ord(character):04X}", place=place + 1)


def _not_blank(text: str) -> str:
    if not look(text):
        raise InvalidInput.of("kit.input.blank")
    return text


Title = Annotated[str, StringConstraints(max_length=MAX_TITLE), AfterValidator(one_line), AfterValidator(_not_blank)]
Reason = Annotated[str, StringConstraints(max_length=MAX_REASON), AfterValidator(many_lines)]
DocumentText = Annotated[str, AfterValidator(many_lines), AfterValidator(_not_blank)]
