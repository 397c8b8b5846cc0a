"""How a command ends: refusals and interruptions in words, anything else as the error that it is."""

from collections.abc import Callable

import pytest

from scripts.toolchain.errors import SetupError, ends_in_words


def raising(error: BaseException) -> Callable[[], int]:
    @ends_in_words(SetupError, LookupError, stopped="Tests stopped.")
    def main() -> int:
        raise error

    return main


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (SetupError("Run `make setup`."), 1, "error: Run `make setup`.\n"),
        (LookupError("There is none."), 1, "error: There is none.\n"),
        (KeyboardInterrupt(), 130, "\nTests stopped.\n"),
    ],
)
def test_a_refusal_ends_it_in_words(
    capsys: pytest.CaptureFixture[str], error: BaseException, code: int, words: str
) -> None:
    assert raising(error)() == code
    assert capsys.readouterr() == ("", words)


def test_what_nobody_foresaw_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        raising(ZeroDivisionError())()


def test_otherwise_it_ends_with_its_own_code() -> None:
    @ends_in_words(SetupError)
    def main(arguments: list[str]) -> int:
        return len(arguments)

    assert main(["one", "two"]) == 2
