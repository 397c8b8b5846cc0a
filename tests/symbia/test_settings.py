"""Settings: types, and messages that name the variable."""

from pathlib import Path

import pytest

from symbia.settings import SettingError, Settings


def test_defaults_need_no_variable() -> None:
    assert Settings.load({"HOME": "/somewhere"}) == Settings()


def test_values_take_the_type_of_their_default() -> None:
    settings = Settings.load(
        {"SYMBIA_PORT": "9000", "SYMBIA_POLL_SECONDS": "1.5", "SYMBIA_DEMO_WALLET": "yes", "SYMBIA_CONTENT_DIR": "a b"}
    )
    assert (settings.port, settings.poll_seconds, settings.demo_wallet) == (9000, 1.5, True)
    assert settings.content_dir == Path("a b")


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SYMBIA_PORT", "eighty"),
        ("SYMBIA_PORT", "-1"),
        ("SYMBIA_PORT", "80.5"),
        ("SYMBIA_POLL_SECONDS", "nan"),
        ("SYMBIA_POLL_SECONDS", "inf"),
        ("SYMBIA_DEMO_WALLET", "maybe"),
        ("SYMBIA_COMPLETENESS", "hope"),
    ],
)
def test_a_value_that_does_not_fit_is_named(variable: str, value: str) -> None:
    with pytest.raises(SettingError, match=variable):
        Settings.load({variable: value})
