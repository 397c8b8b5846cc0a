"""Transactions about vouchers: redeeming one, and making some worthless."""

from api.auth.access import SignedIn
from api.kit.services import Services
from api.prepare.transactions import Prepared, prepare
from api.vouchers.queries import find_voucher
from api.vouchers.schemas import IssuedVoucher, VoucherCancellationDraft, VoucherRedemptionDraft
from api.vouchers.typed import CONTRACT, drops_address, struct_of
from symbia.rules.addresses import ZERO, checksum


def prepare_redemption(services: Services, draft: VoucherRedemptionDraft) -> Prepared:
    """The transaction by which `account` pays for a voucher; its recipient gets the membership. Raises problems."""
    with services.read() as reading:
        voucher, head = find_voucher(reading, draft.issuer, draft.uid), reading.head
        drops_address(head)
    return prepare(
        services.chain,
        head,
        sender=draft.account,
        contract=CONTRACT,
        function="redeemVoucher",
        arguments={
            "voucher": tuple(struct_of(voucher).values()),
            "issuer": voucher.issuer,
            "signature": bytes.fromhex(voucher.signature[2:]),
        },
        text=_words(voucher, draft.account),
        value=int(voucher.price) if voucher.currency == ZERO else 0,
    )


def prepare_cancellation(services: Services, who: SignedIn, draft: VoucherCancellationDraft) -> Prepared:
    """The transaction by which the signed-in issuer makes uids of its own worthless. Raises problems."""
    with services.read() as reading:
        head = reading.head
        drops_address(head)
    count = len(draft.uids)
    return prepare(
        services.chain,
        head,
        sender=who.account,
        contract=CONTRACT,
        function="cancelVouchers",
        arguments={"uids": [int(uid) for uid in draft.uids]},
        text=f"Make {count} voucher{'' if count == 1 else 's'} of {checksum(who.account)} worthless, for ever.",
    )


def _words(voucher: IssuedVoucher, account: str) -> str:
    text = f"Get a membership of tier {voucher.tier_id} for {voucher.recipient} with a voucher of {voucher.issuer}"
    if voucher.price == "0":
        return f"{text}, for nothing."
    if voucher.currency == ZERO:
        return f"{text}, for {voucher.price} wei from {checksum(account)}."
    return (
        f"{text}, for {voucher.price} of the smallest unit of {voucher.currency}, which {checksum(account)} has let "
        f"{CONTRACT} take."
    )
