"""Memberships: issue, airdrop, transfer, soulbound, royalty, interfaces, receivers that call back."""

from typing import Any

import pytest
from brownie import ReentrantReceiver, accounts
from support.chain import NOBODY, create, move_to, now, pass_time, refusal, rewound, send, send_at
from support.members import ACTIVE, expiry, issue
from support.plan import GROVE, GUEST, HOUR, LEAF, RECEIVER, ROOT, SEED, TRIAL, UNITS

ACCEPT, REFUSE, WRONG_ANSWER, CALL_BACK = range(4)
SAFE = "address,address,uint256"


@pytest.mark.parametrize("call", ["issue", "airdrop"])
def test_only_issuer_issues(membership: Any, team: Any, deployer: Any, guardian: Any, people: Any, call: str) -> None:
    to = people[0].address
    for account in (team, deployer, guardian, people[0]):
        arguments = (to, SEED) if call == "issue" else ([to], SEED)
        unauthorized = ("AccessManagedUnauthorized", account.address)
        assert refusal(getattr(membership, call), *arguments, sender=account) == unauthorized


@pytest.mark.parametrize("tier_id", [SEED, ROOT, GROVE, GUEST, LEAF, TRIAL])
def test_issue(membership: Any, issuer: Any, people: Any, tier_id: int) -> None:
    to = people[0].address
    receipt = send(membership.issue, to, tier_id, sender=issuer)
    issued = receipt.one("MembershipsIssued")
    assert issued == {"tierId": tier_id, "firstTokenId": 1, "count": 1, "units": UNITS[tier_id]}
    assert tuple(receipt.one("Transfer").values()) == (NOBODY, to, 1)
    assert (membership.memberNumberOf(to), membership.memberCount()) == (1, 1)
    assert receipt.all("Locked") == ([{"tokenId": 1}] if tier_id in (GROVE, TRIAL) else [])
    assert membership.locked(1) is (tier_id in (GROVE, TRIAL))
    issued_at = receipt.timestamp
    expected = (to, tier_id, issued_at, issued_at, UNITS[tier_id], expiry(tier_id, issued_at), 0, ACTIVE, 0)
    assert membership.membershipOf(1) == expected
    assert membership.getVotes(to) == membership.heldUnits(to) == membership.totalUnits() == UNITS[tier_id]
    assert (membership.ownerOf(1), membership.balanceOf(to), membership.delegates(to)) == (to, 1, to)


def test_airdrop_numbers_without_a_gap_and_takes_repeats(membership: Any, issuer: Any, people: Any) -> None:
    issue(membership, issuer, people[5], SEED)
    first, second, third = (people[index].address for index in range(3))
    receipt = send(membership.airdrop, [first, second, first, third, first], ROOT, sender=issuer)
    issued = {"tierId": ROOT, "firstTokenId": 2, "count": 5, "units": 10}
    assert receipt.one("MembershipsIssued") == issued
    transfers = [(to, token) for _, to, token in (event.values() for event in receipt.all("Transfer"))]
    assert transfers == [(first, 2), (second, 3), (first, 4), (third, 5), (first, 6)]
    assert [membership.getVotes(account) for account in (first, second, third)] == [30, 10, 10]
    assert membership.balanceOf(first) == 3
    assert [membership.memberNumberOf(account) for account in (first, second, third)] == [2, 3, 4]
    assert membership.issuedCount() == 6


def test_nobody_and_the_zero_address_are_refused(membership: Any, issuer: Any, people: Any) -> None:
    assert refusal(membership.airdrop, [], SEED, sender=issuer) == ("BrandMembership_NoRecipients",)
    assert refusal(membership.issue, NOBODY, SEED, sender=issuer) == ("TransferToZeroAddress",)
    recipients = [people[0].address, NOBODY]
    assert refusal(membership.airdrop, recipients, SEED, sender=issuer) == ("TransferToZeroAddress",)
    token = issue(membership, issuer, people[0], SEED)
    send_to_zero = (membership.transferFrom, people[0].address, NOBODY, token)
    assert refusal(*send_to_zero, sender=people[0]) == ("TransferToZeroAddress",)


def test_unknown_memberships_are_named(membership: Any, stranger: Any) -> None:
    for token in (0, 1, 2**256 - 1):
        for view in (membership.membershipOf, membership.locked, membership.tokenURI):
            assert refusal(view, token, sender=stranger) == ("BrandMembership_UnknownMembership", token)
        assert refusal(membership.royaltyInfo, token, 1, sender=stranger)[0] == "BrandMembership_UnknownMembership"
        assert refusal(membership.ownerOf, token, sender=stranger) == ("TokenDoesNotExist",)


def test_only_holder_or_approved_moves(membership: Any, issuer: Any, people: Any, stranger: Any) -> None:
    holder, buyer = people[0], people[1]
    token = issue(membership, issuer, holder, SEED)
    move = (membership.transferFrom, holder.address, buyer.address, token)
    for account in (stranger, issuer, buyer):
        assert refusal(*move, sender=account) == ("NotOwnerNorApproved",)
    wrong = (membership.transferFrom, stranger.address, buyer.address, token)
    assert refusal(*wrong, sender=stranger) == ("TransferFromIncorrectOwner",)
    send(membership.approve, stranger.address, token, sender=holder)
    send(*move, sender=stranger)
    assert (membership.ownerOf(token), membership.getApproved(token)) == (buyer.address, NOBODY)


def test_ether_sent_along_is_refused(membership: Any, issuer: Any, people: Any) -> None:
    """It would lie in the contract for ever."""
    holder, buyer = people[0], people[1]
    token = issue(membership, issuer, holder, SEED)
    error = ("BrandMembership_ValueNotAccepted", 1)
    for function in (membership.transferFrom, membership.safeTransferFrom[SAFE]):
        assert refusal(function, holder.address, buyer.address, token, sender=holder, value=1) == error
    data = (membership.safeTransferFrom["address,address,uint256,bytes"], holder.address, buyer.address, token, b"")
    assert refusal(*data, sender=holder, value=1) == error
    assert refusal(membership.approve, buyer.address, token, sender=holder, value=1) == error


def test_soulbound_stays(membership: Any, issuer: Any, people: Any) -> None:
    holder = people[0]
    token = issue(membership, issuer, holder, GROVE)
    soulbound = ("BrandMembership_Soulbound", token)
    send(membership.approve, people[1].address, token, sender=holder)
    for sender in (holder, people[1]):
        for to in (people[1].address, holder.address):
            assert refusal(membership.transferFrom, holder.address, to, token, sender=sender) == soulbound
            safely = (membership.safeTransferFrom[SAFE], holder.address, to, token)
            assert refusal(*safely, sender=sender) == soulbound


def test_acquired_at_follows_the_holder_not_a_send_to_oneself(membership: Any, issuer: Any, people: Any) -> None:
    first, second = people[0], people[1]
    token = issue(membership, issuer, first, SEED)
    issued = now()
    send_at(issued + HOUR, membership.transferFrom, first, first, token, sender=first)
    assert membership.membershipOf(token)[2:4] == (issued, issued)
    send_at(issued + 2 * HOUR, membership.transferFrom, first, second, token, sender=first)
    assert membership.membershipOf(token)[2:4] == (issued, issued + 2 * HOUR)
    send_at(issued + 3 * HOUR, membership.transferFrom, second, first, token, sender=second)
    assert membership.membershipOf(token)[2:4] == (issued, issued + 3 * HOUR)


def test_a_transfer_moves_votes_with_the_units(membership: Any, issuer: Any, people: Any) -> None:
    seller, buyer = people[0], people[1]
    token = issue(membership, issuer, seller, ROOT)
    receipt = send(membership.transferFrom, seller, buyer, token, sender=seller)
    assert [tuple(event.values()) for event in receipt.all("DelegateVotesChanged")] == [
        (seller.address, 10, 0),
        (buyer.address, 0, 10),
    ]
    assert (membership.getVotes(seller), membership.heldUnits(seller), membership.balanceOf(seller)) == (0, 0, 0)
    assert (membership.getVotes(buyer), membership.heldUnits(buyer), membership.balanceOf(buyer)) == (10, 10, 1)


def test_royalty(membership: Any, issuer: Any, people: Any) -> None:
    seed, root = (issue(membership, issuer, people[0], tier) for tier in (SEED, ROOT))
    assert membership.royaltyInfo(seed, 1_000) == (RECEIVER, 50)
    assert membership.royaltyInfo(seed, 19) == (RECEIVER, 0)
    assert membership.royaltyInfo(root, 1_000) == (NOBODY, 0)


@pytest.mark.parametrize("price", [2**256 - 1, 2**250])
def test_royalty_of_any_price(membership: Any, issuer: Any, people: Any, price: int) -> None:
    token = issue(membership, issuer, people[0], SEED)
    assert membership.royaltyInfo(token, price) == (RECEIVER, price * 500 // 10_000)


def test_interfaces(membership: Any) -> None:
    known = {
        "ERC-165": "0x01ffc9a7",
        "ERC-721": "0x80ac58cd",
        "ERC-721 metadata": "0x5b5e139f",
        "ERC-2981": "0x2a55205a",
        "ERC-4906": "0x49064906",
        "ERC-5192": "0xb45a3c0e",
        "ERC-6372": "0xda287a1d",
        "IVotes": "0xe90fb3f6",
    }
    assert {name: membership.supportsInterface(identifier) for name, identifier in known.items()} == dict.fromkeys(
        known, True
    )
    assert not membership.supportsInterface("0xffffffff")
    assert not membership.supportsInterface("0x12345678")


@pytest.fixture(scope="module")
def receiver() -> Any:
    """A contract that can receive memberships, in whatever mood."""
    return create(ReentrantReceiver, sender=accounts[0])


def test_a_receiver_cannot_stop_an_issue(membership: Any, issuer: Any, receiver: Any) -> None:
    send(receiver.prepare, REFUSE, NOBODY, b"", sender=issuer)
    send(membership.airdrop, [receiver.address] * 2, SEED, sender=issuer)
    assert membership.balanceOf(receiver) == 2


@pytest.mark.parametrize(
    ("mood", "error"), [(REFUSE, ("Error", "not today")), (WRONG_ANSWER, ("TransferToNonERC721ReceiverImplementer",))]
)
def test_a_safe_transfer_hears_the_receiver(
    membership: Any, issuer: Any, people: Any, receiver: Any, mood: int, error: Any
) -> None:
    holder = people[0]
    token = issue(membership, issuer, holder, SEED)
    send(receiver.prepare, mood, NOBODY, b"", sender=issuer)
    safely = (membership.safeTransferFrom[SAFE], holder.address, receiver.address, token)
    assert refusal(*safely, sender=holder) == error
    send(receiver.prepare, ACCEPT, NOBODY, b"", sender=issuer)
    send(*safely, sender=holder)
    assert membership.ownerOf(token) == receiver.address


def test_a_contract_that_knows_no_memberships_gets_none_safely(
    membership: Any, access: Any, issuer: Any, people: Any
) -> None:
    token = issue(membership, issuer, people[0], SEED)
    safely = (membership.safeTransferFrom[SAFE], people[0].address, access.address, token)
    assert refusal(*safely, sender=people[0]) == ("TransferToNonERC721ReceiverImplementer",)


def test_a_receiver_that_sends_it_on_at_once_leaves_no_votes_behind(
    membership: Any, issuer: Any, people: Any, receiver: Any
) -> None:
    holder, last = people[0], people[1]
    token = issue(membership, issuer, holder, ROOT)
    onwards = membership.transferFrom.encode_input(receiver.address, last.address, token)
    send(receiver.prepare, CALL_BACK, membership.address, onwards, sender=issuer)
    receipt = send(membership.safeTransferFrom[SAFE], holder, receiver.address, token, sender=holder)
    votes = [membership.getVotes(account) for account in (holder, receiver, last)]
    held = [membership.heldUnits(account) for account in (holder, receiver, last)]
    assert votes == held == [0, 0, 10]
    pass_time(1)
    past = [membership.getPastVotes(account, receipt.timestamp) for account in (holder, receiver, last)]
    assert past == [0, 0, 10]


def test_a_receiver_that_sends_it_back_at_once_restores_everything(
    membership: Any, issuer: Any, people: Any, receiver: Any
) -> None:
    holder = people[0]
    token = issue(membership, issuer, holder, ROOT)
    back = membership.transferFrom.encode_input(receiver.address, holder.address, token)
    send(receiver.prepare, CALL_BACK, membership.address, back, sender=issuer)
    send(membership.safeTransferFrom[SAFE], holder, receiver.address, token, sender=holder)
    assert membership.ownerOf(token) == holder.address
    assert (membership.getVotes(holder), membership.getVotes(receiver), membership.totalUnits()) == (10, 0, 10)


def test_after_34_years_nothing_is_issued_and_everything_else_goes_on(
    membership: Any, issuer: Any, people: Any
) -> None:
    token = issue(membership, issuer, people[0], SEED)
    born = membership.membershipOf(token)[2]
    with rewound():
        move_to(born + 2**30)
        closed = refusal(membership.issue, people[1].address, SEED, sender=issuer)
        assert closed[0] == "BrandMembership_Closed"
        assert closed[1] < now()
        send(membership.transferFrom, people[0].address, people[1].address, token, sender=people[0])
        assert membership.membershipOf(token)[:4] == (people[1].address, SEED, born, closed[1])
        assert membership.getVotes(people[1]) == membership.totalUnits() == UNITS[SEED]


def test_after_32_bits_of_seconds_votes_stand_still_rather_than_spill(
    membership: Any, issuer: Any, people: Any
) -> None:
    token = issue(membership, issuer, people[0], SEED)
    with rewound():
        move_to(2**32 + 10)
        overflow = refusal(membership.transferFrom, people[0].address, people[1].address, token, sender=people[0])
        assert overflow[0] == "UnitTrace_Overflow"
        assert membership.getVotes(people[0]) == UNITS[SEED]
