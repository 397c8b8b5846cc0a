"""What the API says about vouchers, and what it is told."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field, WrapValidator

from api.auth.signatures import SignatureText
from api.kit.inputs import Address, Moment, Wei
from api.kit.page import Page
from api.kit.reading import Answer
from api.kit.taking import Taken
from api.prepare.clients import Signable
from symbia.rules.addresses import ZERO

MAX_VOUCHERS = 500  # of one request
MAX_TIER = 127

VoucherState = Literal["usable", "not_yet", "expired", "redeemed", "canceled", "issuer_lost_role"]


# Rows are checked one by one later on, so that every problem of every row can be named.
_Unread = WrapValidator(lambda row, _: row)
Uid = Annotated[Wei, Field(description="uint256 as decimal text", examples=["7"])]


class VoucherTerms(Taken):
    """What a voucher is worth, and to whom."""

    recipient: Address
    tier_id: int = Field(ge=1, le=MAX_TIER, examples=[1])
    currency: Address = Field(default=ZERO, description="Zero for ETH, else an ERC-20 that the brand allowed")
    price: Wei = Field(description="What the redeemer pays, in wei or the ERC-20's smallest unit")
    valid_from: Moment = Field(description="First second at which it can be redeemed")
    valid_until: Moment = Field(description="First second at which it cannot any more")


class Voucher(VoucherTerms):
    """A voucher as it is signed."""

    uid: Uid = Field(description="A number the issuer has not used before")


class SignedVoucher(Voucher):
    """A voucher and its issuer's signature."""

    signature: SignatureText


class VouchersDraft(Taken):
    """Vouchers to be made."""

    vouchers: list[Annotated[VoucherTerms, _Unread]] = Field(min_length=1, max_length=MAX_VOUCHERS)


class SignedVouchers(Taken):
    """Vouchers with their signatures, all by the account that is signed in."""

    vouchers: list[Annotated[SignedVoucher, _Unread]] = Field(min_length=1, max_length=MAX_VOUCHERS)


class PreparedVoucher(Signable):
    """A voucher, and what its issuer signs."""

    voucher: Voucher


class PreparedVouchers(Answer):
    """In the order of the draft."""

    issuer: str
    vouchers: list[PreparedVoucher]


class StoredVouchers(Answer):
    """How many are new; the rest were stored before."""

    issuer: str
    stored: int
    known: int


class IssuedVoucher(BaseModel):
    """A voucher that can be, or could have been, redeemed."""

    issuer: str
    uid: str
    recipient: str
    tier_id: int
    currency: str = Field(description="Zero for ETH")
    price: str
    valid_from: datetime
    valid_until: datetime
    signature: str
    state: VoucherState = Field(
        description="`issuer_lost_role`: worth something again once the issuer holds ISSUER without a delay again"
    )
    token_id: int | None = Field(description="The membership it became")
    used_at: datetime | None = Field(description="When it was redeemed or canceled")
    tx_hash: str | None
    stored_at: datetime


class VoucherPage(Answer):
    """Vouchers, newest first."""

    vouchers: list[IssuedVoucher]
    page: Page


class VoucherAnswer(Answer):
    """One voucher."""

    voucher: IssuedVoucher
