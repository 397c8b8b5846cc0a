"""`symbia keystore`: new keys, each in an encrypted file as geth writes it."""

import json
import os
import secrets
from collections.abc import Callable, Sequence
from pathlib import Path

from eth_account import Account

from symbia.text import TextError

OWNER_ONLY = 0o600  # nobody else of the machine reads what is in it
PASSWORD_BYTES = 16  # of a password that nobody has to remember


class KeystoreError(TextError):
    """No key was made; the text says what to do."""


def make_keystores(files: Sequence[Path], password: Callable[[], str]) -> list[str]:
    """One new key a file, all with one password; their addresses, checksummed. Never over another file. Raises
    KeystoreError, and then none is made."""
    taken = [str(file) for file in files if file.exists()]
    if taken or len(set(files)) < len(files):
        raise KeystoreError.of("cli.keystore.there", files=taken or [str(file) for file in files])
    secret, made = password(), []
    for file in files:
        key = Account.create()
        _write(file, json.dumps(Account.encrypt(key.key, secret)) + "\n")
        made.append(str(key.address))
    return made


def password_in(file: Path) -> tuple[str, bool]:
    """The password in a file, and whether it is a new one: where there is no file, it is written. Raises
    KeystoreError."""
    try:
        return file.read_text().rstrip("\r\n"), False
    except FileNotFoundError:
        password = secrets.token_hex(PASSWORD_BYTES)
        _write(file, password + "\n")
        return password, True
    except OSError as error:
        raise KeystoreError.of("cli.keystore.no_password", file=str(file), why=str(error.strerror)) from error


def _write(file: Path, text: str) -> None:
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "w") as opened:
            opened.write(text)
    except FileExistsError as error:
        raise KeystoreError.of("cli.keystore.there", files=[str(file)]) from error
    except OSError as error:
        raise KeystoreError.of("cli.keystore.not_written", file=str(file), why=str(error.strerror)) from error
