"""`symbia keystore`: keys that geth and this house can open, and no file that is written over."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from eth_account import Account
from typer.testing import CliRunner, Result

from cli.app import app
from relay.sending.errors import SigningKeyError
from relay.sending.keys import SigningKey, address_in_keystore

Run = Callable[..., Result]
FAST = {"kdf": "pbkdf2", "iterations": 1}


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `symbia keystore` in an empty folder, with an encryption that is quick."""
    monkeypatch.chdir(tmp_path)
    slow = Account.encrypt
    monkeypatch.setattr(Account, "encrypt", lambda key, password: slow(key, password, **FAST))

    def _run(*arguments: str, typed: str | None = None) -> Result:
        return CliRunner().invoke(app, ["keystore", *arguments], input=typed)

    return _run


def test_each_file_is_a_key_of_its_own_under_the_password_that_was_typed(run: Run) -> None:
    result = run("one.json", "two.json", typed="a password\na password\n")
    assert result.exit_code == 0, result.output
    opened = [SigningKey.from_keystore(Path(name), lambda: "a password").address for name in ("one.json", "two.json")]
    assert len(set(opened)) == 2
    for address, name in zip(opened, ("one.json", "two.json"), strict=True):
        assert f"{address}  {name}\n" in result.output
        assert address_in_keystore(Path(name)) == address
        assert json.loads(Path(name).read_text())["version"] == 3
        assert Path(name).stat().st_mode & 0o777 == 0o600


def test_a_password_file_is_used_or_made(run: Run) -> None:
    first = run("one.json", "--password-file", "password")
    assert first.exit_code == 0, first.output
    assert "A new password was written to password" in first.output
    password = Path("password").read_text().strip()
    assert len(password) == 32
    assert password not in first.output
    assert Path("password").stat().st_mode & 0o777 == 0o600
    second = run("two.json", "--password-file", "password")
    assert "new password" not in second.output
    for name in ("one.json", "two.json"):
        SigningKey.from_keystore(Path(name), lambda: password)
    with pytest.raises(SigningKeyError):
        SigningKey.from_keystore(Path("one.json"), lambda: "another")


@pytest.mark.parametrize(
    ("files", "words"),
    [
        (["there.json"], "there.json would be written over"),
        (["new.json", "there.json"], "there.json would be written over"),
        (["new.json", "new.json"], "would be written over"),
        (["link.json"], "link.json would be written over"),
        (["none/new.json"], "none/new.json cannot be written"),
    ],
)
def test_nothing_is_written_over_and_nothing_half_made(run: Run, files: list[str], words: str) -> None:
    Path("there.json").write_text("mine")
    Path("target").write_text("mine too")
    Path("link.json").symlink_to("target")
    Path("password").write_text("known\n")
    result = run(*files, "--password-file", "password")
    assert isinstance(result.exception, SystemExit)
    assert (result.exit_code, words in result.output) == (1, True), result.output
    assert (Path("there.json").read_text(), Path("target").read_text()) == ("mine", "mine too")
    assert not Path("new.json").exists()


def test_a_password_file_that_cannot_be_read_is_named(run: Run) -> None:
    Path("folder").mkdir()
    result = run("one.json", "--password-file", "folder")
    assert result.exit_code == 1
    assert "The password file folder cannot be read" in result.output
    assert not Path("one.json").exists()


@pytest.mark.parametrize("keystore", ["[]", '{"version": 3}', '{"address": 5}', '{"address": "xyz"}'])
def test_a_keystore_may_leave_its_address_out(tmp_path: Path, keystore: str) -> None:
    (tmp_path / "key.json").write_text(keystore)
    assert address_in_keystore(tmp_path / "key.json") is None


def test_what_is_no_keystore_is_said(tmp_path: Path) -> None:
    (tmp_path / "key.json").write_text("not JSON")
    with pytest.raises(SigningKeyError, match="cannot be read as a keystore"):
        address_in_keystore(tmp_path / "key.json")
