"""Vouchers: what is signed is what is issued, once, here, in time, by somebody who may."""

from typing import Any

import pytest
from brownie import ContractWallet, MembershipDrops
from support.chain import NOBODY, create, move_to, now, refusal, rpc, send, send_at
from support.shop import MONTH, Shop
from support.signing import domain_of, sign, signer
from support.vouchers import VOUCHER, signed, voucher

ISSUER = 2
ALICE, MALLORY = signer("alice, issuer"), signer("mallory")


@pytest.fixture(autouse=True)
def _alice_issues(shop: Shop) -> None:
    send(shop.access.grantRole, ISSUER, ALICE.address, 0, sender=shop.admin)


def redeem(shop: Shop, *arguments: Any, sender: Any, value: int = 0) -> dict[str, Any]:
    """Redeem; must go through. Values of the event."""
    return send(shop.drops.redeemVoucher, *arguments, sender=sender, value=value).one("VoucherRedeemed")


def test_whoever_redeems_pays_and_the_recipient_receives(shop: Shop, buyer: Any, friend: Any) -> None:
    shop.prices(Month=50)
    signed_one = signed(shop.drops, ALICE, voucher(friend.address, uid=2**256 - 1, tierId=MONTH, price=50))
    event = redeem(shop, *signed_one, sender=buyer, value=50)
    assert list(event.values()) == [ALICE.address, 2**256 - 1, friend.address, buyer.address, 1, NOBODY, 50]
    assert shop.membership.ownerOf(1) == friend.address
    assert shop.membership.membershipOf(1)[1] == MONTH
    assert shop.drops.voucherUsed(ALICE.address, 2**256 - 1)


def test_once(shop: Shop, buyer: Any, friend: Any) -> None:
    first = signed(shop.drops, ALICE, voucher(friend.address, uid=7))
    same_uid = signed(shop.drops, ALICE, voucher(buyer.address, uid=7, tierId=MONTH))
    redeem(shop, *first, sender=buyer)
    for again in (first, same_uid):
        error = ("MembershipDrops_VoucherUsed", ALICE.address, 7)
        assert refusal(shop.drops.redeemVoucher, *again, sender=buyer) == error


def test_uids_of_two_issuers_are_apart(shop: Shop, buyer: Any) -> None:
    send(shop.access.grantRole, ISSUER, MALLORY.address, 0, sender=shop.admin)
    for issuer in (ALICE, MALLORY):
        redeem(shop, *signed(shop.drops, issuer, voucher(buyer.address, uid=7)), sender=buyer)
    assert not shop.drops.voucherUsed(ALICE.address, 8)


@pytest.mark.parametrize(
    "change",
    [{"uid": 2}, {"recipient": "0x" + "22" * 20}, {"tierId": MONTH}, {"price": 1}, {"validUntil": 2**64 - 1}],
    ids=lambda change: next(iter(change)),
)
def test_nothing_of_it_can_be_changed(shop: Shop, buyer: Any, friend: Any, change: dict[str, Any]) -> None:
    fields = voucher(friend.address, price=5)
    _, issuer, signature = signed(shop.drops, ALICE, fields)
    changed = tuple((fields | change).values())
    error = ("MembershipDrops_InvalidSignature", ALICE.address)
    assert refusal(shop.drops.redeemVoucher, changed, issuer, signature, sender=buyer, value=5) == error


def test_nor_its_currency_and_its_start(shop: Shop, buyer: Any) -> None:
    fields = voucher(buyer.address)
    _, issuer, signature = signed(shop.drops, ALICE, fields)
    for change in ({"currency": str(shop.token)}, {"validFrom": fields["validFrom"] - 1}):
        changed = tuple((fields | change).values())
        refused = refusal(shop.drops.redeemVoucher, changed, issuer, signature, sender=buyer)
        assert refused == ("MembershipDrops_InvalidSignature", ALICE.address)


def test_only_on_this_chain_and_this_contract(shop: Shop, buyer: Any) -> None:
    fields = voucher(buyer.address)
    for domain in (
        {"chainId": 1},
        {"verifyingContract": str(shop.membership)},
        {"name": "Symbia"},
        {"version": "2"},
    ):
        elsewhere = signed(shop.drops, ALICE, fields, **domain)
        error = ("MembershipDrops_InvalidSignature", ALICE.address)
        assert refusal(shop.drops.redeemVoucher, *elsewhere, sender=buyer) == error


def test_a_key_signs_for_its_account_though_that_has_code(shop: Shop, buyer: Any) -> None:
    """As after a delegation of EIP-7702: what the code says of signatures is asked only where the key did not sign."""
    refuses_all = "0x600060005260206000f3"  # answers every call with a zero
    rpc("evm_setAccountCode", ALICE.address, refuses_all)
    redeem(shop, *signed(shop.drops, ALICE, voucher(buyer.address, uid=1)), sender=buyer)
    fields, issuer, _ = signed(shop.drops, ALICE, voucher(buyer.address, uid=2))
    for signature in (signed(shop.drops, MALLORY, voucher(buyer.address, uid=2))[2], b"", b"\x01" * 65):
        refused = refusal(shop.drops.redeemVoucher, fields, issuer, signature, sender=buyer)
        assert refused == ("MembershipDrops_InvalidSignature", ALICE.address)


def test_not_in_another_shop_with_the_same_issuer(shop: Shop, buyer: Any) -> None:
    parts = (str(shop.membership), str(shop.treasury), str(shop.access), 1)
    twin = create(MembershipDrops, *parts, sender=shop.admin)
    send(shop.access.grantRole, ISSUER, str(twin), 0, sender=shop.admin)
    one = signed(shop.drops, ALICE, voucher(buyer.address))
    assert refusal(twin.redeemVoucher, *one, sender=buyer) == ("MembershipDrops_InvalidSignature", ALICE.address)
    redeem(shop, *one, sender=buyer)


def test_the_chain_in_the_domain_is_the_chain_s(shop: Shop) -> None:
    """Ganache can report one chain id by RPC and another to contracts."""
    assert shop.drops.eip712Domain()[3] == int(rpc("eth_chainId"), 16)


def test_the_window_to_the_second(shop: Shop, buyer: Any) -> None:
    start = now() + 1_000
    early, late, last = (
        signed(shop.drops, ALICE, voucher(buyer.address, uid=uid, validFrom=start, validUntil=start + 50))
        for uid in (1, 2, 3)
    )
    error = ("MembershipDrops_VoucherNotValid", start, start + 50)
    move_to(start - 1)
    assert refusal(shop.drops.redeemVoucher, *early, sender=buyer) == error
    send_at(start, shop.drops.redeemVoucher, *early, sender=buyer)
    send_at(start + 49, shop.drops.redeemVoucher, *late, sender=buyer)
    move_to(start + 50)
    assert refusal(shop.drops.redeemVoucher, *last, sender=buyer) == error


def test_the_issuer_must_hold_the_role_when_it_is_redeemed(shop: Shop, buyer: Any) -> None:
    one = signed(shop.drops, ALICE, voucher(buyer.address))
    send(shop.access.revokeRole, ISSUER, ALICE.address, sender=shop.admin)
    error = ("MembershipDrops_NotIssuer", ALICE.address)
    assert refusal(shop.drops.redeemVoucher, *one, sender=buyer) == error
    send(shop.access.grantRole, ISSUER, ALICE.address, 60, sender=shop.admin)  # may issue, but only after a delay
    assert refusal(shop.drops.redeemVoucher, *one, sender=buyer) == error
    send(shop.access.revokeRole, ISSUER, ALICE.address, sender=shop.admin)
    send(shop.access.grantRole, ISSUER, ALICE.address, 0, sender=shop.admin)
    redeem(shop, *one, sender=buyer)


def test_a_signature_of_somebody_else(shop: Shop, buyer: Any) -> None:
    fields = voucher(buyer.address)
    own = signed(shop.drops, MALLORY, fields)
    assert refusal(shop.drops.redeemVoucher, *own, sender=buyer) == ("MembershipDrops_NotIssuer", MALLORY.address)
    forged = (own[0], ALICE.address, own[2])
    error = ("MembershipDrops_InvalidSignature", ALICE.address)
    assert refusal(shop.drops.redeemVoucher, *forged, sender=buyer) == error


def test_spoilt_signatures(shop: Shop, buyer: Any) -> None:
    fields = voucher(buyer.address)
    good = sign(ALICE, domain_of(shop.drops), VOUCHER, **fields)
    for bad in (good.mirrored().packed, good.packed[:-1], good.packed + b"\0", good.packed[:64] + b"\x05", b""):
        error = ("MembershipDrops_InvalidSignature", ALICE.address)
        call = (shop.drops.redeemVoucher, tuple(fields.values()), ALICE.address, bad)
        assert refusal(*call, sender=buyer) == error


def test_a_recovery_to_nobody_is_nobody_s_signature(shop: Shop, buyer: Any) -> None:
    """A signature that recovers to no account yields the zero address; it must not pass for one that holds the role."""
    fields = tuple(voucher(buyer.address).values())
    call = (shop.drops.redeemVoucher, fields, NOBODY, bytes(64) + b"\x1b")
    assert refusal(*call, sender=buyer) == ("MembershipDrops_NotIssuer", NOBODY)
    send(shop.access.grantRole, ISSUER, NOBODY, 0, sender=shop.admin)
    assert refusal(*call, sender=buyer) == ("MembershipDrops_InvalidSignature", NOBODY)


def test_nobody_receives_nothing(shop: Shop, buyer: Any) -> None:
    one = signed(shop.drops, ALICE, voucher(NOBODY))
    assert refusal(shop.drops.redeemVoucher, *one, sender=buyer) == ("TransferToZeroAddress",)


def test_a_wallet_that_is_a_contract_issues_too(shop: Shop, buyer: Any) -> None:
    wallet = create(ContractWallet, ALICE.address, sender=shop.admin)
    fields, _, signature = signed(shop.drops, ALICE, voucher(buyer.address))
    call = (shop.drops.redeemVoucher, fields, str(wallet))
    assert refusal(*call, signature, sender=buyer) == ("MembershipDrops_NotIssuer", str(wallet))
    send(shop.access.grantRole, ISSUER, str(wallet), 0, sender=shop.admin)
    foreign = signed(shop.drops, MALLORY, voucher(buyer.address))[2]
    assert refusal(*call, foreign, sender=buyer) == ("MembershipDrops_InvalidSignature", str(wallet))
    assert redeem(shop, fields, str(wallet), signature, sender=buyer)["issuer"] == str(wallet)
    assert refusal(*call, signature, sender=buyer) == ("MembershipDrops_VoucherUsed", str(wallet), 1)


def test_a_contract_that_knows_no_signatures_is_no_issuer(shop: Shop, buyer: Any) -> None:
    fields, _, signature = signed(shop.drops, ALICE, voucher(buyer.address))
    call = (shop.drops.redeemVoucher, fields, str(shop.drops), signature)
    assert refusal(*call, sender=buyer) == ("MembershipDrops_InvalidSignature", str(shop.drops))


def test_canceled_vouchers_are_worthless(shop: Shop, buyer: Any, friend: Any) -> None:
    """The admin issues and cancels with an account that the node holds."""
    issuer = shop.admin
    events = send(shop.drops.cancelVouchers, [5, 6, 5, 2**256 - 1], sender=issuer).all("VoucherCanceled")
    assert [tuple(event.values()) for event in events] == [(issuer.address, uid) for uid in (5, 6, 2**256 - 1)]
    fields = tuple(voucher(friend.address, uid=6).values())
    error = ("MembershipDrops_VoucherUsed", issuer.address, 6)
    assert refusal(shop.drops.redeemVoucher, fields, issuer.address, b"", sender=buyer) == error
    assert not shop.drops.voucherUsed(ALICE.address, 6)


def test_what_was_redeemed_is_not_canceled(shop: Shop, buyer: Any) -> None:
    send(shop.drops.cancelVouchers, [], sender=buyer)
    send(shop.drops.cancelVouchers, [1], sender=buyer)  # the buyer's own, which nobody minds
    redeem(shop, *signed(shop.drops, ALICE, voucher(buyer.address)), sender=buyer)
    rpc("evm_addAccount", ALICE.address, "")
    rpc("personal_unlockAccount", ALICE.address, "", 0)
    rpc("evm_setAccountBalance", ALICE.address, hex(10**18))
    events = send(shop.drops.cancelVouchers, [1, 2], sender=ALICE.address).all("VoucherCanceled")
    assert [event["uid"] for event in events] == [2]


def test_the_digest_is_the_one_that_is_signed(shop: Shop, buyer: Any) -> None:
    fields = voucher(buyer.address, price=2**256 - 1)
    digest = shop.drops.voucherDigest(tuple(fields.values()))
    signature = sign(ALICE, domain_of(shop.drops), VOUCHER, **fields)
    wallet = create(ContractWallet, ALICE.address, sender=shop.admin)
    assert wallet.isValidSignature(digest, signature.packed) == bytes.fromhex("1626ba7e")
