"""What the API says about signing in."""

from datetime import datetime
from typing import Literal

from pydantic import ConfigDict, Field

from api.auth.roles import HeldRole
from api.auth.signatures import SignatureText
from api.kit.inputs import Address
from api.kit.reading import Answer
from api.kit.taking import Taken
from api.sign_in.message import MAX_LENGTH


class NonceRequest(Taken):
    """Who is going to sign in."""

    model_config = ConfigDict(json_schema_extra={"example": {"account": "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"}})

    account: Address


class NonceAnswer(Answer):
    """A nonce, and a message with it that is ready to be signed."""

    nonce: str
    message: str = Field(description="EIP-4361; sign it as it is, by `personal_sign`")
    chain_id: int
    expires_at: datetime


class SignInRequest(Taken):
    """A message and its signature."""

    message: str = Field(max_length=MAX_LENGTH, description="EIP-4361, with the nonce, letter by letter as signed")
    signature: SignatureText
    deliver: Literal["token", "cookie"] = Field(
        default="token", description="`cookie`, for pages of this site: the token is kept from scripts"
    )


class SessionAnswer(Answer):
    """Who is signed in, and what the chain lets them do at `as_of`."""

    account: str
    roles: list[HeldRole]
    expires_at: datetime


class SignInAnswer(SessionAnswer):
    """A new session."""

    token: str | None = Field(description="For `Authorization: Bearer ...`; null if it went into the cookie")
