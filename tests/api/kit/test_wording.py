"""Text that people send."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.kit.validation import InvalidInput
from api.kit.wording import many_lines, one_line
from tests.worded import raises_worded


@pytest.mark.parametrize("text", ["Refill stations", "日本語 🧴", "<script>", "naïve “quotes”", "👩‍🌾", "ä\u0308"])
def test_any_language_is_text(text: str) -> None:
    assert one_line(f"  {text} ") == text
    assert many_lines(f"{text}\n\t{text}\r\n") == f"{text}\n\t{text}\n"


@pytest.mark.parametrize(
    "bad", ["\0", "\x07", "\x1b[31m", "\x7f", "\x85", "\u202e", "\u2066", "\ud800", "\ue000", "\uffff"]
)
def test_control_characters_are_refused_with_their_place(bad: str) -> None:
    for check in (one_line, many_lines):
        with raises_worded(InvalidInput, match=rf"U\+{ord(bad[0]):04X} at place 3"):
            check(f"ab{bad}")


def test_a_title_is_one_line_and_a_document_may_have_many() -> None:
    with raises_worded(InvalidInput, match=r"U\+000A"):
        one_line("a\nb")
    with raises_worded(InvalidInput, match=r"U\+000D"):
        many_lines("a\rb")


@given(st.text(max_size=50))
def test_what_is_accepted_is_utf8(text: str) -> None:
    try:
        accepted = many_lines(text)
    except ValueError:
        return
    assert accepted.encode().decode() == accepted
