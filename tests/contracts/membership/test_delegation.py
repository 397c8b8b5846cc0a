"""Delegation: back to oneself, signatures and how they are attacked, member numbers."""

from typing import Any

import pytest
from brownie import BrandMembership, accounts
from support.chain import (
    NOBODY,
    create,
    impersonated,
    move_to,
    now,
    one_block_at,
    pass_time,
    refusal,
    rpc,
    send,
    send_at,
    submit,
)
from support.members import issue
from support.plan import APPEAL_WINDOW, GRACE, GUEST, ROOT, SEED, WIDE
from support.signing import CURVE_ORDER, DELEGATION, Signature, domain_of, sign, signer

ALICE = signer("alice")
FOREVER = 2**256 - 1


def delegate_by_sig(
    membership: Any, signature: Signature, delegatee: str, nonce: int = 0, expiry: int = FOREVER
) -> Any:
    """Function and arguments of the call."""
    return (membership.delegateBySig, delegatee, nonce, expiry, *signature.vrs)


def signed(membership: Any, delegatee: str, nonce: int = 0, expiry: int = FOREVER, **domain: Any) -> Signature:
    """Alice's signature; `domain` changes what she signs it for."""
    message = {"delegatee": delegatee, "nonce": nonce, "expiry": expiry}
    return sign(ALICE, domain_of(membership, **domain), DELEGATION, **message)


def test_delegating_to_zero_means_back_to_oneself(membership: Any, issuer: Any, people: Any) -> None:
    """Nouns #110: votes delegated to zero were burnt."""
    alice, bob = people[0], people[1]
    issue(membership, issuer, alice, ROOT)
    for chosen in (bob.address, NOBODY, NOBODY, bob.address, alice.address):
        send(membership.delegate, chosen, sender=alice)
        owner = bob.address if chosen == bob.address else alice.address
        assert membership.delegates(alice) == owner
        assert [membership.getVotes(bob), membership.getVotes(alice)] == ([10, 0] if owner == bob.address else [0, 10])


def test_delegating_says_who_had_the_votes(membership: Any, issuer: Any, people: Any) -> None:
    alice, bob, carol = (people[index].address for index in range(3))
    issue(membership, issuer, alice, ROOT)
    send(membership.delegate, bob, sender=alice)
    receipt = send(membership.delegate, carol, sender=alice)
    changed = {"delegator": alice, "fromDelegate": bob, "toDelegate": carol}
    assert receipt.one("DelegateChanged") == changed
    assert [tuple(event.values()) for event in receipt.all("DelegateVotesChanged")] == [(bob, 10, 0), (carol, 0, 10)]


def test_a_choice_made_before_the_first_membership_holds(membership: Any, issuer: Any, people: Any) -> None:
    alice, bob = people[0], people[1]
    receipt = send(membership.delegate, bob, sender=alice)
    assert receipt.all("DelegateVotesChanged") == []
    assert membership.memberCount() == 0
    issue(membership, issuer, alice, ROOT)
    assert [membership.getVotes(alice), membership.getVotes(bob)] == [0, 10]
    assert (membership.memberNumberOf(alice), membership.memberNumberOf(bob)) == (1, 2)


def test_a_delegate_s_own_choice_moves_only_what_it_holds(membership: Any, issuer: Any, people: Any) -> None:
    alice, bob, carol = people[0], people[1], people[2]
    issue(membership, issuer, alice, ROOT)
    issue(membership, issuer, bob, SEED)
    send(membership.delegate, bob, sender=alice)
    send(membership.delegate, carol, sender=bob)
    assert [membership.getVotes(account) for account in (alice, bob, carol)] == [0, 10, 1]


def test_a_buyer_who_delegates_gives_what_it_buys(membership: Any, issuer: Any, people: Any) -> None:
    seller, buyer, delegate = people[0], people[1], people[2]
    token = issue(membership, issuer, seller, ROOT)
    send(membership.delegate, delegate, sender=buyer)
    send(membership.delegate, delegate, sender=seller)
    receipt = send(membership.transferFrom, seller, buyer, token, sender=seller)
    assert receipt.all("DelegateVotesChanged") == []  # the same delegate before and after
    assert membership.getVotes(delegate) == 10
    assert (membership.heldUnits(seller), membership.heldUnits(buyer)) == (0, 10)


def test_member_numbers_are_first_seen_and_never_reused(membership: Any, issuer: Any, people: Any) -> None:
    alice, bob, carol, dave = people[0], people[1], people[2], people[3]
    token = issue(membership, issuer, alice, SEED)
    send(membership.delegate, carol, sender=alice)
    send(membership.transferFrom, alice, bob, token, sender=alice)
    send(membership.transferFrom, bob, alice, token, sender=bob)
    issue(membership, issuer, dave, GUEST)  # a membership without a vote still makes a member
    numbers = [membership.memberNumberOf(account) for account in (alice, carol, bob, dave)]
    assert numbers == [1, 2, 3, 4]
    assert membership.memberCount() == 4
    assert membership.memberNumberOf(people[4]) == 0
    assert membership.heldUnits(bob) == membership.getVotes(bob) == 0


def test_a_member_without_a_vote_stays_the_same_member(membership: Any, issuer: Any, people: Any) -> None:
    """Its account holds a number and a balance and nothing else; that must not look like an account never seen."""
    alice, bob = people[0], people[1]
    guest = issue(membership, issuer, alice, GUEST)
    issue(membership, issuer, bob, GUEST)
    for tier_id, balance, votes in ((GUEST, 2, 0), (ROOT, 3, 10), (SEED, 4, 11)):
        issue(membership, issuer, alice, tier_id)
        assert (membership.balanceOf(alice), membership.getVotes(alice)) == (balance, votes)
        assert (membership.memberNumberOf(alice), membership.memberCount()) == (1, 2)
    send(membership.transferFrom, alice, bob, guest, sender=alice)
    assert (membership.balanceOf(alice), membership.balanceOf(bob), membership.memberNumberOf(bob)) == (3, 2, 2)


def test_power_for_a_ballot_in_one_call(membership: Any, issuer: Any, people: Any) -> None:
    alice, bob = people[0], people[1]
    issue(membership, issuer, alice, ROOT)
    first = now()
    send_at(first + 10, membership.delegate, bob, sender=alice)
    move_to(first + 11)
    assert membership.ballotPower(alice, first) == (1, 10)
    assert membership.ballotPower(alice, first + 10) == (1, 0)
    assert membership.ballotPower(bob, first + 9) == (2, 0)
    assert membership.ballotPower(bob, first + 10) == (2, 10)
    assert membership.ballotPower(people[2], first + 10) == (0, 0)


def test_the_present_and_the_future_cannot_be_looked_up(membership: Any, issuer: Any, people: Any) -> None:
    issue(membership, issuer, people[0], ROOT)
    time = now()
    for asked in (time, time + 1, 2**48, 2**256 - 1):
        future = ("ERC5805FutureLookup", asked, time)
        assert refusal(membership.getPastVotes, people[0].address, asked, sender=people[0]) == future
        assert refusal(membership.ballotPower, people[0].address, asked, sender=people[0]) == future
        assert refusal(membership.getPastTotalSupply, asked, sender=people[0]) == future
    assert membership.getPastTotalSupply(time - 1) == membership.getPastVotes(people[0], 0) == 0


def test_clock(membership: Any) -> None:
    pass_time(7)
    assert (membership.clock(), membership.CLOCK_MODE()) == (now(), "mode=timestamp")


def test_several_changes_in_one_second_count_as_the_last(membership: Any, issuer: Any, people: Any) -> None:
    alice, bob = people[0], people[1]
    time = now() + 10
    with one_block_at(time):
        sent = [
            submit(membership.airdrop, [alice.address] * 3, ROOT, sender=issuer),
            submit(membership.delegate, bob, sender=alice),
            submit(membership.transferFrom, alice, bob, 1, sender=alice),
            submit(membership.delegate, NOBODY, sender=alice),
        ]
    assert {rpc("eth_getTransactionReceipt", one)["status"] for one in sent} == {"0x1"}
    move_to(time + 1)
    assert [membership.getPastVotes(account, time) for account in (alice, bob)] == [20, 10]
    assert [membership.getPastVotes(account, time - 1) for account in (alice, bob)] == [0, 0]
    assert (membership.getPastTotalSupply(time - 1), membership.getPastTotalSupply(time)) == (0, 30)


def test_nobody_delegates_to_an_account_that_takes_no_part(
    membership: Any, issuer: Any, timelock: Any, people: Any, stranger: Any
) -> None:
    """Seen before: 75 of 238 units hidden there while a proposal was made lowered its quorum, and voted on it."""
    alice, bob, brand = people[0], people[1], people[2]
    admin = impersonated(timelock.address)
    for one in (alice, bob, brand, ALICE):
        issue(membership, issuer, one, ROOT)
    send(membership.delegate, brand, sender=bob)
    send(membership.bindVotes, brand.address, sender=admin)
    error = ("MembershipVotes_DelegateeBound", brand.address)
    assert refusal(membership.delegate, brand.address, sender=alice) == error
    expiry = now() + 100
    by_sig = delegate_by_sig(membership, signed(membership, brand.address, expiry=expiry), brand.address, expiry=expiry)
    assert refusal(*by_sig, sender=stranger) == error
    assert membership.getVotes(brand.address) == 20  # what bob passed on before it was bound stays until he moves it
    send(membership.delegate, NOBODY, sender=bob)
    assert membership.getVotes(brand.address) == 10
    assert refusal(membership.delegate, brand.address, sender=bob) == error
    send(membership.releaseVotes, brand.address, sender=admin)
    send(membership.delegate, brand.address, sender=alice)
    assert membership.getVotes(brand.address) == 20


def test_delegate_by_signature(membership: Any, issuer: Any, people: Any, stranger: Any) -> None:
    bob = people[1].address
    issue(membership, issuer, ALICE, ROOT)
    expiry = now() + 100
    call = delegate_by_sig(membership, signed(membership, bob, expiry=expiry), bob, expiry=expiry)
    receipt = send_at(expiry, *call, sender=stranger)  # the last second is still good
    assert receipt.one("DelegateChanged")["delegator"] == ALICE.address
    assert (membership.getVotes(bob), membership.nonces(ALICE.address)) == (10, 1)
    assert refusal(*call, sender=stranger) == ("InvalidAccountNonce", ALICE.address, 1)


def test_delegate_by_signature_to_zero_means_back_to_oneself(
    membership: Any, issuer: Any, people: Any, stranger: Any
) -> None:
    bob = people[1].address
    issue(membership, issuer, ALICE, ROOT)
    send(*delegate_by_sig(membership, signed(membership, bob), bob), sender=stranger)
    send(*delegate_by_sig(membership, signed(membership, NOBODY, 1), NOBODY, 1), sender=stranger)
    assert (membership.getVotes(bob), membership.getVotes(ALICE.address)) == (0, 10)


def test_an_expired_signature_is_refused(membership: Any, people: Any, stranger: Any) -> None:
    bob, expiry = people[1].address, now() + 50
    call = delegate_by_sig(membership, signed(membership, bob, expiry=expiry), bob, expiry=expiry)
    move_to(expiry + 1)
    assert refusal(*call, sender=stranger) == ("VotesExpiredSignature", expiry)


@pytest.fixture(scope="module")
def other(access: Any, brand: Any) -> Any:
    """Another brand's membership with the same name."""
    arguments = ("Test Brand Membership", "TEST", access.address, brand.renderer.address, APPEAL_WINDOW, GRACE, *WIDE)
    return create(BrandMembership, *arguments, sender=accounts[0])


def test_a_signature_for_elsewhere_or_something_else_is_not_alice_s(
    membership: Any, issuer: Any, people: Any, stranger: Any, other: Any
) -> None:
    issue(membership, issuer, ALICE, ROOT)
    bob, mallory = people[1].address, people[2].address
    wrong = {
        "another chain": (signed(membership, bob, chainId=1), bob),
        "another contract": (signed(other, bob), bob),
        "another version": (signed(membership, bob, version="2"), bob),
        "another delegatee": (signed(membership, bob), mallory),
    }
    for signature, delegatee in wrong.values():
        # Recovery gives some other account; it does no harm that this account has delegated, but Alice must not have.
        send(*delegate_by_sig(membership, signature, delegatee), sender=stranger)
        assert membership.delegates(ALICE.address) == ALICE.address
        assert membership.nonces(ALICE.address) == 0


def test_a_skipped_nonce_is_refused(membership: Any, people: Any, stranger: Any) -> None:
    bob = people[1].address
    call = delegate_by_sig(membership, signed(membership, bob, 1), bob, 1)
    assert refusal(*call, sender=stranger) == ("InvalidAccountNonce", ALICE.address, 0)


def test_a_mirrored_signature_is_refused(membership: Any, people: Any, stranger: Any) -> None:
    bob = people[1].address
    mirrored = signed(membership, bob).mirrored()
    s = mirrored.s.to_bytes(32, "big")
    assert refusal(*delegate_by_sig(membership, mirrored, bob), sender=stranger) == ("ECDSAInvalidSignatureS", s)


@pytest.mark.parametrize("signature", [Signature(27, 0, 0), Signature(0, 1, 1), Signature(27, CURVE_ORDER, 1)])
def test_a_signature_of_nobody_is_refused(membership: Any, people: Any, stranger: Any, signature: Signature) -> None:
    call = delegate_by_sig(membership, signature, people[1].address)
    assert refusal(*call, sender=stranger) == ("ECDSAInvalidSignature",)
