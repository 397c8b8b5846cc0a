"""Service tables: what the API owns. No log can rebuild them; neither `--reindex` nor a reorg touches them."""

from typing import Any

from sqlalchemy import BigInteger, Index, Integer, String, UniqueConstraint
from sqlmodel import Field, SQLModel

from indexer.models.types import address, text, wei, whole


def _sha256(**options: Any) -> Any:
    """64 hex digits. Of a secret only this is kept: whoever reads the table cannot use it."""
    return Field(sa_type=String(64), **options)


class SignInNonce(SQLModel, table=True):
    """A number that one sign-in message carries. Times in unix seconds of the server's clock."""

    __tablename__ = "sign_in_nonce"

    nonce_hash: str = _sha256(primary_key=True)
    expires_at: int = whole(index=True)
    used_at: int | None = whole(default=None, nullable=True)


class SignInSession(SQLModel, table=True):
    """Who signed in, and until when. Never what they may do: roles are read from the chain's tables."""

    __tablename__ = "sign_in_session"

    token_hash: str = _sha256(primary_key=True)
    account: str = address(index=True)
    created_at: int = whole()
    expires_at: int = whole(index=True)


class Voucher(SQLModel, table=True):
    """A signed voucher, as its issuer handed it in. `valid_from`, `valid_until` and `stored_at` in unix seconds."""

    __tablename__ = "voucher"
    __table_args__ = (
        UniqueConstraint("issuer", "uid", name="uq_voucher_issuer_uid"),
        Index("ix_voucher_recipient_seq", "recipient", "seq"),
    )

    # SQLite numbers rows by itself only in an INTEGER key.
    seq: int | None = Field(default=None, primary_key=True, sa_type=BigInteger().with_variant(Integer, "sqlite"))
    issuer: str = address()
    uid: str = wei()
    recipient: str = address()
    tier_id: int = whole()
    currency: str = address()
    price: str = wei()
    valid_from: int = whole()
    valid_until: int = whole()
    signature: str = text()  # 0x and hex digits
    stored_at: int = whole()
