"""What issuers sign of a voucher (EIP-712), and the digest that the contract computes of it."""

from typing import Any

from api.kit.problems import ProblemError
from api.kit.reading import Head
from api.vouchers.schemas import IssuedVoucher, Voucher
from symbia.rules.addresses import checksum
from symbia.rules.typed_data import SigningDomain, Struct
from symbia.text import Text

CONTRACT = "MembershipDrops"
_NAME = "Symbia Membership Drops"
# The struct Voucher of contracts/interfaces/IMembershipDrops.sol, in its order.
_VOUCHER = {
    "uid": "uint256",
    "recipient": "address",
    "tierId": "uint16",
    "currency": "address",
    "price": "uint256",
    "validFrom": "uint64",
    "validUntil": "uint64",
}


def drops_address(head: Head) -> str:
    """Where vouchers are redeemed, lower case. Raises `not_found` for a deployment without it."""
    if CONTRACT not in head.addresses:
        raise ProblemError("not_found", Text.of("vouchers.problem.no_drops", contract=CONTRACT))
    return head.addresses[CONTRACT]


def struct_of(voucher: Voucher | IssuedVoucher) -> dict[str, Any]:
    """The contract's struct: whole numbers, addresses checksummed, seconds."""
    return {
        "uid": int(voucher.uid),
        "recipient": checksum(voucher.recipient),
        "tierId": voucher.tier_id,
        "currency": checksum(voucher.currency),
        "price": int(voucher.price),
        "validFrom": int(voucher.valid_from.timestamp()),
        "validUntil": int(voucher.valid_until.timestamp()),
    }


def typed_data(voucher: Voucher, head: Head) -> dict[str, Any]:
    """For `eth_signTypedData_v4`. Raises what `drops_address` raises."""
    return _signed(voucher).typed_data(_domain(head))


def digest_of(voucher: Voucher, head: Head) -> bytes:
    """What is signed, 32 bytes; `voucherDigest` of the contract says the same. Raises what `drops_address` raises."""
    return _signed(voucher).digest(_domain(head))


def _signed(voucher: Voucher) -> Struct:
    return Struct("Voucher", _VOUCHER, struct_of(voucher))


def _domain(head: Head) -> SigningDomain:
    return SigningDomain(_NAME, head.chain_id, drops_address(head))
