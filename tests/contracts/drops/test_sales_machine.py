"""Random sales against the model: who is refused, limits, times, and that all that was paid is with the treasury."""

from typing import Any

import pytest
from brownie import accounts
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from support.chain import attempt_at, move_to, now, rpc, send
from support.market import Drop, Market
from support.shop import ETH, FEW, LIFE, MONTH, MONTHLY, URI, YEAR, Shop, ether_of, terms
from support.signing import signer
from support.vouchers import signed, voucher

PEOPLE, FIRST = 3, 20
ALICE = signer("alice, issuer")
PERSON = st.integers(0, PEOPLE - 1)
ANY = st.integers(0, 60)  # reduced to what exists
TIER = st.sampled_from((LIFE, YEAR, MONTH, FEW))
QUANTITY = st.sampled_from((1, 1, 2, 3, 0, 101))
LIMIT = st.integers(0, 4)
PURSE = 10**24  # more tokens than anyone can spend


class Sales(RuleBasedStateMachine):
    """Each step is one transaction in a block of its own, a second after the one before."""

    shop: Shop

    def __init__(self) -> None:
        """Rewinds when it is torn down."""
        super().__init__()
        self.chain_snapshot = rpc("evm_snapshot")
        self.people = accounts[FIRST : FIRST + PEOPLE]
        self.market = Market({LIFE: 1_000, YEAR: 360, MONTH: 45, FEW: 5_000})
        self.before = ether_of(self.shop.treasury)

    def teardown(self) -> None:
        """Undo everything."""
        assert rpc("evm_revert", self.chain_snapshot)

    @initialize()
    def begin(self) -> None:
        """Prices in both currencies, everyone with tokens, an issuer, and a drop to begin with."""
        names = {"Life": 1_000, "Year": 360, "Month": 45, "Few": 5_000}
        self.shop.prices(**names)
        self.shop.prices(self.shop.token, **names)
        for person in self.people:
            self.shop.fund(person, PURSE)
        send(self.shop.access.grantRole, 2, ALICE.address, 0, sender=self.shop.admin)
        self.define(MONTH, 0, 0, 0, 0, False, 10)

    def sell(self, name: str, arguments: tuple[Any, ...], payer: int, in_tokens: bool, cost: int, surplus: int) -> bool:
        """Send a sale that the model puts at this cost; ETH with a surplus. Whether it went through."""
        value = 0 if in_tokens else max(cost + surplus, 0)
        function = getattr(self.shop.drops, name)
        receipt = attempt_at(now() + 1, function, *arguments, sender=self.people[payer], value=value)
        if receipt is None:
            return False
        assert [event.values["paid"] for event in receipt.events if "paid" in event.values] == [cost]
        self.market.takings[in_tokens] += cost
        return True

    def currency(self, in_tokens: bool) -> str:
        """Its address."""
        return str(self.shop.token) if in_tokens else ETH

    @precondition(lambda self: len(self.market.drops) < 5)
    @rule(
        tier=TIER, wait=st.integers(0, 5), lasts=st.integers(0, 9), supply=LIMIT, per_wallet=LIMIT,
        in_tokens=st.booleans(), price=st.sampled_from((0, 1, 10**18)),
    )  # fmt: skip
    def define(
        self, tier: int, wait: int, lasts: int, supply: int, per_wallet: int, in_tokens: bool, price: int
    ) -> None:
        """A drop; one for tokens has a price, and they are allowed."""
        in_tokens = in_tokens and price > 0 and self.market.token_allowed
        start = now() + wait if wait else 0
        end = now() + wait + 2 + lasts if lasts else 0
        new = terms(
            tierId=tier, startsAt=start, endsAt=end, supply=supply, perWallet=per_wallet, price=price,
            currency=self.currency(in_tokens),
        )  # fmt: skip
        assert attempt_at(now() + 1, self.shop.drops.defineDrop, new, URI, sender=self.shop.team)
        self.market.drops.append(Drop(tier, start, end, supply, per_wallet, in_tokens, price))

    @rule(drop=ANY, payer=PERSON, to=PERSON, quantity=QUANTITY, surplus=st.sampled_from((0, 0, 7, -1)))
    def claim(self, drop: int, payer: int, to: int, quantity: int, surplus: int) -> None:
        """Refused exactly when the model says so, or when too little ETH comes along."""
        index = drop % len(self.market.drops)
        chosen, time = self.market.drops[index], now() + 1
        cost = chosen.price * quantity
        expected = (
            0 < quantity <= 100
            and chosen.sells(time, to, quantity)
            and self.market.room(chosen.tier_id, quantity)
            and self.market.accepts(chosen.in_tokens)
            and (chosen.in_tokens or surplus >= 0 or cost == 0)
        )
        arguments = (index + 1, self.people[to].address, quantity, 0, [])
        assert self.sell("claim", arguments, payer, chosen.in_tokens, cost, surplus) == expected
        if expected:
            chosen.issue(to, quantity)
            self.market.add(time, to, chosen.tier_id, quantity)

    @rule(uid=st.integers(0, 5), payer=PERSON, to=PERSON, tier=TIER, in_tokens=st.booleans(), price=st.integers(0, 9))
    def redeem(self, uid: int, payer: int, to: int, tier: int, in_tokens: bool, price: int) -> None:
        """Each uid once."""
        currency = self.currency(in_tokens)
        fields = voucher(self.people[to].address, uid=uid, tierId=tier, currency=currency, price=price)
        room, accepted = self.market.room(tier, 1), self.market.accepts(in_tokens)
        expected, time = uid not in self.market.used and room and accepted, now() + 1
        ticket = signed(self.shop.drops, ALICE, fields)
        assert self.sell("redeemVoucher", ticket, payer, in_tokens, price, 0) == expected
        if expected:
            self.market.used.add(uid)
            self.market.add(time, to, tier)

    @precondition(lambda self: self.market.held)
    @rule(token=ANY, payer=PERSON, periods=st.sampled_from((0, 1, 1, 2, 3, 2_000)), in_tokens=st.booleans())
    def renew(self, token: int, payer: int, periods: int, in_tokens: bool) -> None:
        """By anyone."""
        index = token % len(self.market.held)
        one, time = self.market.held[index], now() + 1
        quote = self.market.renewal(time, one, periods) if self.market.accepts(in_tokens) else None
        cost = quote[0] if quote else 10**18
        arguments = (index + 1, periods, self.currency(in_tokens), cost)
        assert self.sell("renew", arguments, payer, in_tokens, cost, 5) == (quote is not None)
        if quote:
            one.expiry = quote[1]

    @precondition(lambda self: self.market.held)
    @rule(token=ANY, by=PERSON, holder=st.booleans(), tier=TIER, in_tokens=st.booleans())
    def change(self, token: int, by: int, holder: bool, tier: int, in_tokens: bool) -> None:
        """By the holder, mostly."""
        index = token % len(self.market.held)
        one, time = self.market.held[index], now() + 1
        by = one.person if holder else by
        quote = self.market.change(time, one, tier) if self.market.accepts(in_tokens) else None
        cost = quote[0] if quote else 10**18
        arguments = (index + 1, tier, self.currency(in_tokens), cost)
        expected = quote is not None and by == one.person
        assert self.sell("changeTier", arguments, by, in_tokens, cost, 3) == expected
        if expected and quote:
            one.tier_id, one.expiry = tier, quote[1]

    @rule(drop=ANY)
    def close(self, drop: int) -> None:
        """Twice is refused."""
        index = drop % len(self.market.drops)
        chosen = self.market.drops[index]
        receipt = attempt_at(now() + 1, self.shop.drops.closeDrop, index + 1, sender=self.shop.team)
        assert (receipt is not None) == (not chosen.closed)
        chosen.closed = True

    @rule()
    def turn_the_token(self) -> None:
        """Allowed, or not any more."""
        self.market.token_allowed = not self.market.token_allowed
        call = (self.shop.drops.allowCurrency, str(self.shop.token), self.market.token_allowed)
        assert attempt_at(now() + 1, *call, sender=self.shop.team)

    @rule(seconds=st.sampled_from((1, 5, 86_400, MONTHLY // 2, MONTHLY)))
    def wait(self, seconds: int) -> None:
        """Some memberships expire."""
        move_to(now() + seconds)

    @invariant()
    def all_that_was_paid_is_with_the_treasury(self) -> None:
        """And nothing is left behind."""
        drops, treasury = self.shop.drops, self.shop.treasury
        assert ether_of(treasury) - self.before == self.market.takings[False]
        assert self.shop.token.balanceOf(str(treasury)) == self.market.takings[True]
        assert (ether_of(drops), self.shop.token.balanceOf(str(drops))) == (0, 0)

    @invariant()
    def drops_and_memberships_are_as_the_model_says(self) -> None:
        """Counts, limits, holders, tiers, times."""
        for number, drop in enumerate(self.market.drops, start=1):
            assert self.shop.drops.drop(number)[1:3] == (drop.total, drop.closed)
            assert not drop.supply or drop.total <= drop.supply
            for person, received in drop.claimed.items():
                assert self.shop.drops.claimedBy(number, self.people[person].address) == received
                assert not drop.per_wallet or received <= drop.per_wallet
        assert self.shop.membership.issuedCount() == len(self.market.held)
        for token, one in list(enumerate(self.market.held, start=1))[-8:]:
            found = self.shop.membership.membershipOf(token)
            assert (found[0], found[1], found[5]) == (self.people[one.person].address, one.tier_id, one.expiry)


def play(shop: Shop, examples: int, steps: int) -> None:
    """Run the machine on this shop."""
    machine = type("SalesHere", (Sales,), {"shop": shop})
    run_state_machine_as_test(machine, settings=settings(max_examples=examples, stateful_step_count=steps))


def test_random_sales(shop: Shop) -> None:
    play(shop, 10, 25)


@pytest.mark.long
@pytest.mark.timeout(3_600)
def test_many_random_sales(shop: Shop) -> None:
    play(shop, 120, 60)
