"""The key the relay signs with: from a keystore file, the environment, or a public mnemonic of a local chain.

The key itself is never shown: not in `repr`, not in a message, not in a log.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from eth_account import Account
from eth_account.signers.local import LocalAccount
from eth_utils.address import is_hex_address, to_checksum_address

from relay.sending.errors import SigningKeyError


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed transaction: what is sent, and the hash it will be known by."""

    raw: bytes
    tx_hash: str


class SigningKey:
    """One account that can sign."""

    __slots__ = ("_account",)

    def __init__(self, account: LocalAccount) -> None:
        self._account = account

    @classmethod
    def from_hex(cls, text: str) -> Self:
        """A private key of 64 hex digits. Raises SigningKeyError, without the key in it."""
        try:
            return cls(Account.from_key(text.strip()))
        except (ValueError, TypeError):
            pass  # the error would show the key, also as a cause
        raise SigningKeyError.of("relay.key.not_hex")

    @classmethod
    def from_keystore(cls, path: Path, password: Callable[[], str]) -> Self:
        """An Ethereum keystore in JSON; `password` is asked once the file was read. Raises SigningKeyError."""
        keystore = _keystore_in(path)
        try:
            return cls(Account.from_key(Account.decrypt(keystore, password())))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise SigningKeyError.of("relay.key.not_opened", path=str(path), reason=str(error)) from error

    @classmethod
    def from_mnemonic(cls, mnemonic: str, number: int) -> Self:
        """Account `number` of a mnemonic, as Ganache counts them. For public mnemonics of local chains only."""
        Account.enable_unaudited_hdwallet_features()
        return cls(Account.from_mnemonic(mnemonic, account_path=f"m/44'/60'/0'/0/{number}"))

    @property
    def address(self) -> str:
        """The account, checksummed."""
        return str(self._account.address)

    def sign(self, transaction: dict[str, Any]) -> Signed:
        """Sign an EIP-1559 transaction with all its fields."""
        signed = self._account.sign_transaction(transaction)
        return Signed(bytes(signed.raw_transaction), "0x" + signed.hash.hex().removeprefix("0x"))

    def __repr__(self) -> str:
        """The address alone."""
        return f"SigningKey({self.address})"


def address_in_keystore(path: Path) -> str | None:
    """The address that a keystore names, checksummed; None where it leaves it out. Raises SigningKeyError."""
    keystore = _keystore_in(path)
    named = keystore.get("address") if isinstance(keystore, dict) else None
    if not isinstance(named, str) or not is_hex_address(named):
        return None
    return str(to_checksum_address(named))


def _keystore_in(path: Path) -> Any:
    try:
        return json.loads(path.read_text())
    except (OSError, ValueError) as error:
        raise SigningKeyError.of("relay.key.unreadable", path=str(path), reason=str(error)) from error


def open_key(key: str, keystore: str, password: Callable[[], str]) -> SigningKey:
    """The key that the settings name, the keystore first. Raises SigningKeyError when they name none."""
    if keystore:
        return SigningKey.from_keystore(Path(keystore), password)
    if key:
        return SigningKey.from_hex(key)
    raise SigningKeyError.of("relay.key.none")
