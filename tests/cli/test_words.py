"""The language of the terminal, and what is printed in it."""

from io import StringIO

import pytest
from rich.console import Console

from cli.vote import VoteError
from cli.words import language_of, tell, words_of
from symbia.text import Text
from symbia.words import speaking, word


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ("", "en"),
        ("LANG=C.UTF-8", "en"),
        ("LANG=de_DE.UTF-8", "en"),
        ("LANG=zh_CN.UTF-8", "zh"),
        ("LANG=zh_TW.Big5", "zh"),
        ("LANG=zh_CN.UTF-8 LC_MESSAGES=en_GB.UTF-8", "en"),
        ("LANG=en_GB.UTF-8 LC_MESSAGES=zh_CN", "zh"),
        ("LC_ALL=zh_CN.UTF-8 LC_MESSAGES=en_GB.UTF-8", "zh"),
        ("LC_ALL= LANG=zh_CN.UTF-8", "zh"),
    ],
)
def test_the_language_is_that_of_the_locale(environment: str, language: str) -> None:
    assert language_of(dict(one.split("=") for one in environment.split())) == language


def test_errors_and_texts_are_worded_in_the_language_that_is_spoken() -> None:
    yes = Text.of("value.yes")
    with speaking("zh"):
        assert words_of(yes) == words_of(VoteError(yes)) == word(yes, "zh")
    assert words_of(VoteError(yes)) == "yes"
    assert words_of(ValueError("as it is")) == "as it is"


def test_what_is_told_stands_there_to_the_letter() -> None:
    output = StringIO()
    tell(Console(file=output, width=20), Text.of("cli.vote.node_refuses", why="[red]too [/]long for one line"))
    assert output.getvalue() == "The node refuses: [red]too [/]long for one line\n"
