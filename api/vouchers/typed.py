"""Vouchers as EIP-712 typed data: what wallets show and sign, and the digest that the contract computes."""

from typing import Any

from eth_account.messages import encode_typed_data
from eth_utils.crypto import keccak

from api.kit.problems import ProblemError
from api.kit.reading import Head
from api.vouchers.schemas import IssuedVoucher, Voucher
from symbia.rules.addresses import checksum

CONTRACT = "MembershipDrops"
_NAME, _VERSION = "Symbia Membership Drops", "1"
_DOMAIN = {"name": "string", "version": "string", "chainId": "uint256", "verifyingContract": "address"}
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
        raise ProblemError(
            "not_found",
            f"This deployment has no {CONTRACT}, so no voucher could be redeemed. Deploy with this release of Symbia.",
        )
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
    """For `eth_signTypedData_v4`: numbers above 2^53 would not survive JavaScript, so all of the struct's are text."""
    struct = struct_of(voucher)
    return _document(head, {name: str(value) if isinstance(value, int) else value for name, value in struct.items()})


def digest_of(voucher: Voucher, head: Head) -> bytes:
    """What is signed; `voucherDigest` of the contract says the same."""
    message = encode_typed_data(full_message=_document(head, struct_of(voucher)))
    return keccak(b"\x19" + message.version + message.header + message.body)


def _document(head: Head, struct: dict[str, Any]) -> dict[str, Any]:
    domain = {
        "name": _NAME,
        "version": _VERSION,
        "chainId": head.chain_id,
        "verifyingContract": checksum(drops_address(head)),
    }
    types = {"EIP712Domain": _fields(_DOMAIN), "Voucher": _fields(_VOUCHER)}
    return {"types": types, "primaryType": "Voucher", "domain": domain, "message": struct}


def _fields(types: dict[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "type": kind} for name, kind in types.items()]
