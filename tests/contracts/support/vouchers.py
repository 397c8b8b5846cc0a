"""Vouchers in tests."""

from typing import Any

from eth_account.signers.local import LocalAccount
from support.chain import now
from support.shop import ETH, LIFE
from support.signing import domain_of, sign

VOUCHER = {
    "Voucher": [
        ("uid", "uint256"),
        ("recipient", "address"),
        ("tierId", "uint16"),
        ("currency", "address"),
        ("price", "uint256"),
        ("validFrom", "uint64"),
        ("validUntil", "uint64"),
    ]
}


def voucher(recipient: str, **changes: Any) -> dict[str, Any]:
    """The fields of a free voucher for life, good for the next thousand seconds, except for `changes`."""
    usual = {"uid": 1, "tierId": LIFE, "currency": ETH, "price": 0, "validFrom": now(), "validUntil": now() + 1_000}
    found = usual | {"recipient": recipient} | changes
    return {name: found[name] for name, _ in VOUCHER["Voucher"]}


def signed(drops: Any, signer: LocalAccount, fields: dict[str, Any], **domain: Any) -> tuple[Any, ...]:
    """What `redeemVoucher` takes: the voucher, who signed, the signature; `domain` changes what is signed for."""
    signature = sign(signer, domain_of(drops, **domain), VOUCHER, **fields)
    return tuple(fields.values()), signer.address, signature.packed
