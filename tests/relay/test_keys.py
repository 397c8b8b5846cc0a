"""Where a key comes from, and that nobody ever sees it."""

import json
import traceback
from pathlib import Path

import pytest
from eth_account import Account

from relay.sending.errors import SigningKeyError
from relay.sending.keys import SigningKey, open_key
from scripts.local.ganache import MNEMONIC
from symbia.settings import Settings

SECRET = "0x" + "4c" * 32
ADDRESS = Account.from_key(SECRET).address


def no_password() -> str:
    raise AssertionError("asked for a password that nobody needs")


@pytest.fixture(scope="module")
def keystore(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("keys") / "key.json"
    path.write_text(json.dumps(Account.encrypt(SECRET, "open sesame", kdf="pbkdf2", iterations=10)))
    return path


def test_from_the_environment() -> None:
    assert open_key(SECRET, "", no_password).address == ADDRESS


def test_a_keystore_comes_first(keystore: Path) -> None:
    assert open_key("0x" + "11" * 32, str(keystore), lambda: "open sesame").address == ADDRESS


def test_a_wrong_password_is_said(keystore: Path) -> None:
    with pytest.raises(SigningKeyError, match="the password its own"):
        open_key("", str(keystore), lambda: "wrong")


@pytest.mark.parametrize("content", [None, "", "[]", "{}", "no json", '{"version": 3, "crypto": {}}'])
def test_what_is_no_keystore_is_said(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "key.json"
    if content is not None:
        path.write_text(content)
    with pytest.raises(SigningKeyError, match="keystore"):
        open_key("", str(path), lambda: "x")


def test_no_key_says_where_to_put_one() -> None:
    with pytest.raises(SigningKeyError, match="SYMBIA_SENDER_KEYSTORE"):
        open_key("", "", no_password)


def test_a_mnemonic_counts_as_ganache_does() -> None:
    assert SigningKey.from_mnemonic(MNEMONIC, 2).address == "0x7394bf9D285c3ADC199D92ff2FBF51bF9EF986b8"


def test_the_key_is_never_shown() -> None:
    key = SigningKey.from_hex(SECRET)
    settings = Settings.load({"SYMBIA_SENDER_KEY": SECRET})
    assert settings.sender_key == SECRET
    for shown in (repr(key), str(key), repr(settings), str(settings)):
        assert "4c4c" not in shown


@pytest.mark.parametrize("broken", ["4c" * 31, "zz" * 32, SECRET + "4c", "", " "])
def test_a_broken_key_is_not_shown_either(broken: str) -> None:
    with pytest.raises(SigningKeyError) as caught:
        SigningKey.from_hex(broken)
    text = "".join(traceback.format_exception(caught.value))
    assert "4c4c" not in text
    assert "zzzz" not in text
