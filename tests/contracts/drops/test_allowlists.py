"""Merkle allowlists: whose proof, for how many, in which drop."""

from typing import Any

import pytest
from support.chain import refusal, send
from support.merkle import Allowlist
from support.shop import Shop


@pytest.fixture
def allowlist(people: Any) -> Allowlist:
    """Ten people; the n-th may have n."""
    return Allowlist([(people[index].address, index) for index in range(10)])


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8])
def test_everyone_on_a_list_of_any_size_gets_what_it_grants(shop: Shop, people: Any, size: int) -> None:
    entries = [(people[index].address, index + 1) for index in range(size)]
    tree = Allowlist(entries)
    drop = shop.define(allowlistRoot=tree.root)
    for account, allowance in entries:
        proof = tree.proof(account, allowance)
        event = send(shop.drops.claim, drop, account, allowance, allowance, proof, sender=people[0]).one("DropClaimed")
        assert (event["recipient"], event["quantity"]) == (account, allowance)
        error = ("MembershipDrops_WalletLimit", account, allowance, allowance + 1)
        assert refusal(shop.drops.claim, drop, account, 1, allowance, proof, sender=people[0]) == error


def test_an_allowance_of_nothing(shop: Shop, allowlist: Allowlist, people: Any) -> None:
    account = people[0].address
    drop = shop.define(allowlistRoot=allowlist.root)
    call = (shop.drops.claim, drop, account, 1, 0, allowlist.proof(account, 0))
    assert refusal(*call, sender=people[0]) == ("MembershipDrops_WalletLimit", account, 0, 1)


def test_the_lower_limit_counts(shop: Shop, allowlist: Allowlist, people: Any) -> None:
    drop = shop.define(allowlistRoot=allowlist.root, perWallet=4)
    for index, limit in ((3, 3), (4, 4), (9, 4)):
        account = people[index].address
        call = (shop.drops.claim, drop, account)
        proof = allowlist.proof(account, index)
        error = ("MembershipDrops_WalletLimit", account, limit, limit + 1)
        assert refusal(*call, limit + 1, index, proof, sender=people[0]) == error
        send(*call, limit, index, proof, sender=people[0])


def test_a_proof_is_of_one_account_and_one_number(shop: Shop, allowlist: Allowlist, people: Any, stranger: Any) -> None:
    drop = shop.define(allowlistRoot=allowlist.root)
    own, other = people[2].address, people[3].address
    for account, allowance, proof in (
        (own, 3, allowlist.proof(own, 2)),
        (own, 3, allowlist.proof(other, 3)),
        (own, 2, allowlist.proof(other, 3)),
        (own, 2, allowlist.proof(own, 2)[:-1]),
        (own, 2, [*allowlist.proof(own, 2), allowlist.root]),
        (own, 2, []),
        (stranger.address, 2, allowlist.proof(own, 2)),
        (own, 2**256 - 1, allowlist.proof(own, 2)),
    ):
        error = ("MembershipDrops_NotAllowlisted", account, allowance)
        assert refusal(shop.drops.claim, drop, account, 1, allowance, proof, sender=people[2]) == error


def test_an_inner_node_is_no_leaf(shop: Shop, people: Any) -> None:
    """Whoever could choose what is hashed would read the two children of a node as an account and an allowance.

    The leaves are hashed twice, so that no 64 bytes hash to a leaf that way.
    """
    tree = Allowlist([(people[index].address, 5) for index in range(4)])
    drop = shop.define(allowlistRoot=tree.root)
    for index in (1, 2):
        low, high = sorted((tree.nodes[2 * index + 1], tree.nodes[2 * index + 2]))
        account, allowance = "0x" + low[12:].hex(), int.from_bytes(high, "big")
        refused = refusal(shop.drops.claim, drop, account, 1, allowance, tree.path(index), sender=people[0])
        assert refused[0] == "MembershipDrops_NotAllowlisted"
    refused = refusal(shop.drops.claim, drop, people[0].address, 1, 5, [], sender=people[0])
    assert refused[0] == "MembershipDrops_NotAllowlisted"


def test_another_drop_s_allowance_is_worth_nothing(shop: Shop, people: Any) -> None:
    account = people[0].address
    small, large = (Allowlist([(account, granted), (people[1].address, 1)]) for granted in (1, 9))
    first, second = shop.define(allowlistRoot=small.root), shop.define(allowlistRoot=large.root)
    error = ("MembershipDrops_NotAllowlisted", account, 9)
    assert refusal(shop.drops.claim, first, account, 1, 9, large.proof(account, 9), sender=people[0]) == error
    send(shop.drops.claim, second, account, 9, 9, large.proof(account, 9), sender=people[0])
    send(shop.drops.claim, first, account, 1, 1, small.proof(account, 1), sender=people[0])
    assert [shop.drops.claimedBy(drop, account) for drop in (first, second)] == [1, 9]


def test_a_listed_drop_is_still_paid_for(shop: Shop, allowlist: Allowlist, people: Any) -> None:
    account = people[5].address
    drop = shop.define(allowlistRoot=allowlist.root, price=10)
    call = (shop.drops.claim, drop, account, 2, 5, allowlist.proof(account, 5))
    assert refusal(*call, sender=people[5], value=19) == ("MembershipDrops_Underpaid", 20, 19)
    assert send(*call, sender=people[5], value=20).one("DropClaimed")["paid"] == 20
