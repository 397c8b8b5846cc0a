"""Nonces and sessions of sign-ins."""

from symbia.tables.kinds import Service
from symbia.tables.types import address, digest, whole


class SignInNonce(Service, table=True):
    """A number that one sign-in message carries. Times in unix seconds of the server's clock."""

    nonce_hash: str = digest(primary_key=True)
    expires_at: int = whole(index=True)
    used_at: int | None = whole(default=None, nullable=True)


class SignInSession(Service, table=True):
    """Who signed in, and until when. Never what they may do: roles are read from the chain's tables."""

    token_hash: str = digest(primary_key=True)
    account: str = address(index=True)
    created_at: int = whole()
    expires_at: int = whole(index=True)
