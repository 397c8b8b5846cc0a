"""The key that commands send with and how they send, by their options and the settings."""

from collections.abc import Callable
from pathlib import Path

import typer

from relay.sending.errors import SigningKeyError
from relay.sending.keys import SigningKey, address_in_keystore, open_key
from relay.sending.node import SendingNode
from relay.sending.policy import Policy
from symbia.settings import Settings
from symbia.text import Text
from symbia.units import GWEI, LOCAL_CHAINS
from symbia.words import word

PAUSE = 2.0  # seconds between two looks at a chain
LOCAL_PAUSE = 0.05


def signing_key(settings: Settings, node: SendingNode, keystore: Path | None, account: int | None) -> SigningKey:
    """`--keystore`, else `--account` of a local chain, else what the settings name. Raises SigningKeyError."""
    if keystore is None and account is not None:
        return _local_account(node, account)
    named = str(keystore) if keystore is not None else settings.sender_keystore
    return open_key(settings.sender_key, named, _password(settings, named))


def sending_account(settings: Settings, node: SendingNode, keystore: Path | None, account: int | None) -> str | None:
    """Checksummed address of the account whose key `signing_key` would open, None if nothing names one. No password is
    asked for, since a keystore names its address. Raises SigningKeyError."""
    if keystore is None and account is not None:
        return _local_account(node, account).address
    named = str(keystore) if keystore is not None else settings.sender_keystore
    if named:
        return address_in_keystore(Path(named)) or signing_key(settings, node, keystore, account).address
    return SigningKey.from_hex(settings.sender_key).address if settings.sender_key else None


def policy_of(settings: Settings, chain_id: int, confirmations: int | None) -> Policy:
    """How to send on a chain. A local one has no reorgs, and no new blocks to wait for."""
    local = chain_id in LOCAL_CHAINS
    usual = 0 if local else settings.sender_confirmations
    return Policy(
        confirmations=usual if confirmations is None else confirmations,
        fee_cap=int(settings.sender_max_fee_gwei * GWEI),
        pause=LOCAL_PAUSE if local else PAUSE,
    )


def _local_account(node: SendingNode, number: int) -> SigningKey:
    """The key behind an account of the demo's chain: its mnemonic is public."""
    from scripts.local.ganache import MNEMONIC

    if node.chain_id() not in LOCAL_CHAINS:
        raise SigningKeyError.of("relay.key.local_only")
    key = SigningKey.from_mnemonic(MNEMONIC, number)
    if key.address.lower() not in node.accounts():
        raise SigningKeyError.of("relay.key.no_account", url=node.url, number=number)
    return key


def _password(settings: Settings, keystore: str) -> Callable[[], str]:
    def ask() -> str:
        if not settings.sender_password_file:
            return str(typer.prompt(word(Text.of("cli.password", keystore=keystore)), hide_input=True, err=True))
        try:
            return Path(settings.sender_password_file).read_text().rstrip("\r\n")
        except OSError as error:
            raise SigningKeyError.of(
                "relay.key.no_password", quoted=repr(settings.sender_password_file), reason=str(error.strerror)
            ) from error

    return ask
