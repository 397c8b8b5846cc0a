"""Names that cannot be told apart by the eye."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbia.rules.looks import alike, look

JUNIPERS = (
    "Juniper",
    "juniper ",
    "JUNIPER",
    " Juniper",
    "Jun\u200biper",
    "Juni\u00adper",
    "Juniper\ufe0f",
    "Juniper\u3164",
    "\u0408uniper",  # a Cyrillic J
    "Jun\u0456per",  # a Ukrainian i
    "Juni\u0440er",  # a Cyrillic r
    "\uff2a\uff55\uff4e\uff49\uff50\uff45\uff52",  # full width
    "Juniper\u2060",
)


@pytest.mark.parametrize("name", JUNIPERS)
def test_the_same_to_the_eye(name: str) -> None:
    assert look(name) == "juniper"
    assert alike(("Rye", "Juniper", name)) == ("Juniper", name)


@pytest.mark.parametrize(
    "names",
    [
        ("Juniper", "Junipers"),
        ("Juniper 1", "Juniper 2"),
        ("café", "cafe"),
        ("Jun iper", "Juniper"),
        ("杜松", "黑麦"),
        ("Можжевельник", "Рожь"),
        ("10 ml", "100 ml"),
        ("A", "B"),
    ],
)
def test_different_to_the_eye(names: tuple[str, str]) -> None:
    assert alike(names) is None


@pytest.mark.parametrize(
    "name", ["", " ", "\u200b", "\u2060\ufeff", "\u3164", "\u2800", "\u00a0", "\ufe0f", "\u3000\u200d"]
)
def test_nothing_to_see(name: str) -> None:
    assert look(name) == ""


@given(st.text())
def test_a_look_looks_like_itself(name: str) -> None:
    assert look(look(name)) == look(name)
    assert look(f" {name}\u200b ") == look(name)
