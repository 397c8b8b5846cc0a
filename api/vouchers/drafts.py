"""What people do with vouchers on chain: redeem one, or make some worthless."""

from typing import ClassVar

from pydantic import ConfigDict, Field

from api.kit.inputs import Address
from api.kit.openapi import Answered
from api.kit.taking import Taken
from api.prepare.actions import Call, Draft, Known
from api.vouchers.queries import find_voucher
from api.vouchers.schemas import IssuedVoucher, Uid
from api.vouchers.typed_data import CONTRACT, drops_address, struct_of
from symbia.rules.addresses import ZERO, checksum
from symbia.text import Text, Value

MAX_CANCELED = 200  # of one transaction: each takes a slot of its own


class VoucherRedemptionDraft(Draft):
    """Which voucher, and who pays for it; the membership goes to the voucher's recipient."""

    action: ClassVar[str] = "redeem"
    contract: ClassVar[str] = CONTRACT
    codes: ClassVar[tuple[Answered, ...]] = ("not_found", "insufficient_funds")
    functions: ClassVar[tuple[str, ...]] = ("redeemVoucher",)

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "issuer": "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed",
                "uid": "7",
                "account": "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed",
            }
        }
    )

    issuer: Address
    uid: Uid

    def call(self, known: Known) -> Call:
        """`redeemVoucher`. Raises `not_found`."""
        with known.services.read() as reading:
            voucher = find_voucher(reading, self.issuer, self.uid)
        drops_address(known.head)
        arguments = {
            "voucher": tuple(struct_of(voucher).values()),
            "issuer": voucher.issuer,
            "signature": bytes.fromhex(voucher.signature[2:]),
        }
        value = int(voucher.price) if voucher.currency == ZERO else 0
        return Call("redeemVoucher", arguments, _redemption(voucher, self.account), value, whole=True)


class VoucherCancellationDraft(Taken):
    """Uids of the signed-in issuer's, stored here or not."""

    uids: list[Uid] = Field(min_length=1, max_length=MAX_CANCELED)


class CancelVouchersDraft(VoucherCancellationDraft, Draft):
    """Makes uids of an issuer's own worthless. `account` is the issuer."""

    action: ClassVar[str] = "cancel"
    contract: ClassVar[str] = CONTRACT
    codes: ClassVar[tuple[Answered, ...]] = ("not_found",)
    functions: ClassVar[tuple[str, ...]] = ("cancelVouchers",)

    def call(self, known: Known) -> Call:
        """`cancelVouchers`. Raises `not_found` for a deployment without vouchers."""
        drops_address(known.head)
        text = Text.of("vouchers.prepare.cancel", n=len(self.uids), issuer=checksum(self.account))
        return Call("cancelVouchers", {"uids": [int(uid) for uid in self.uids]}, text, whole=True)


def _redemption(voucher: IssuedVoucher, account: str) -> Text:
    terms: dict[str, Value] = {"tier": voucher.tier_id, "recipient": voucher.recipient, "issuer": voucher.issuer}
    if voucher.price == "0":
        return Text("vouchers.prepare.redeem_free", terms)
    paid: dict[str, Value] = {**terms, "price": int(voucher.price), "account": checksum(account)}
    if voucher.currency == ZERO:
        return Text("vouchers.prepare.redeem_for_ether", paid)
    return Text("vouchers.prepare.redeem_for_tokens", {**paid, "currency": voucher.currency, "contract": CONTRACT})
