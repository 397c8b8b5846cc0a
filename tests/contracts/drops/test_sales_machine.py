"""Random sales against the model: who is refused, limits, times, and that all that was paid is with the treasury.

Invariant 5 of docs/invariants.md.

Played from seeds, not by Hypothesis: of the few examples that a chain has time for, most are its shortest ones again.
"""

from collections import Counter
from random import Random
from typing import Any

import pytest
from brownie import accounts
from support.chain import attempt_at, move_to, now, rewound, send
from support.market import LAPSED, Drop, Market
from support.shop import ETH, FEW, LIFE, MONTH, MONTHLY, URI, YEAR, Shop, ether_of, terms
from support.signing import signer
from support.vouchers import signed, voucher

PEOPLE, FIRST, MOST_DROPS = 3, 20, 8
ALICE = signer("alice, issuer")
TIERS = (LIFE, YEAR, MONTH, FEW)
WEALTH = 10**24  # more tokens than anyone can spend
STEPS = {
    "define": 2,
    "claim": 6,
    "redeem": 3,
    "renew": 3,
    "change": 5,
    "give": 2,
    "lapse": 1,
    "transfer": 2,
    "close": 1,
    "turn_the_token": 1,
    "wait": 3,
}
SALES = ("claim", "redeemVoucher", "renew", "changeTier")


class Sales:
    """Each step is one transaction in a block of its own, a second after the one before."""

    def __init__(self, shop: Shop, seed: int) -> None:
        """Prices in both currencies, everyone with tokens, an issuer, and a drop to begin with."""
        self.shop, self.chance = shop, Random(seed)
        self.people = accounts[FIRST : FIRST + PEOPLE]
        self.market = Market({LIFE: 1_000, YEAR: 360, MONTH: 45, FEW: 5_000})
        self.before = ether_of(shop.treasury)
        self.seen: Counter[tuple[str, bool]] = Counter()  # sales that went through, and that were refused
        for currency in (ETH, shop.token):
            shop.prices(currency, Life=1_000, Year=360, Month=45, Few=5_000)
        for person in self.people:
            shop.fund(person, WEALTH)
        send(shop.access.grantRole, 2, ALICE.address, 0, sender=shop.admin)
        self.define()

    def play(self, steps: int) -> None:
        """Random steps; after each of them everything is as the model says."""
        for name in self.chance.choices([*STEPS], [*STEPS.values()], k=steps):
            getattr(self, name)()
            self.all_that_was_paid_is_with_the_treasury()
            self.drops_and_memberships_are_as_the_model_says()

    def person(self) -> int:
        """Anyone."""
        return self.chance.randrange(PEOPLE)

    def flip(self) -> bool:
        """Yes or no."""
        return self.chance.random() < 0.5

    def sell(
        self,
        name: str,
        arguments: tuple[Any, ...],
        payer: int,
        in_tokens: bool,
        cost: int,
        expected: bool,
        surplus: int = 0,
    ) -> bool:
        """Send a sale that the model puts at this cost; ETH with a surplus. It must go through exactly if expected."""
        value = 0 if in_tokens else max(cost + surplus, 0)
        function, sender = getattr(self.shop.drops, name), self.people[payer]
        receipt = attempt_at(now() + 1, function, *arguments, sender=sender, value=value)
        assert (receipt is not None) == expected, f"{name}{arguments} by {payer} with {value}: expected {expected}"
        self.seen[name, expected] += 1
        if receipt is not None:
            assert [event.values["paid"] for event in receipt.events if "paid" in event.values] == [cost]
            self.market.takings[in_tokens] += cost
        return expected

    def currency(self, in_tokens: bool) -> str:
        """Its address."""
        return str(self.shop.token) if in_tokens else ETH

    def define(self) -> None:
        """A drop; one for tokens has a price, and they are allowed."""
        if len(self.market.drops) == MOST_DROPS:
            return
        chance, price = self.chance, self.chance.choice((0, 1, 10**18))
        in_tokens = self.flip() and price > 0 and self.market.token_allowed
        wait, lasts = chance.choice((0, 0, 3)), chance.choice((0, 0, 9))
        start = now() + wait if wait else 0
        end = now() + wait + 2 + lasts if lasts else 0
        new = Drop(chance.choice(TIERS), start, end, chance.randrange(9), chance.randrange(5), in_tokens, price)
        struct = terms(
            tierId=new.tier_id,
            startsAt=start,
            endsAt=end,
            supply=new.supply,
            perWallet=new.per_wallet,
            currency=self.currency(in_tokens),
            price=price,
        )
        assert attempt_at(now() + 1, self.shop.drops.defineDrop, struct, URI, sender=self.shop.team)
        self.market.drops.append(new)

    def claim(self) -> None:
        """Refused exactly when the model says so, or when too little ETH comes along."""
        index = self.chance.randrange(len(self.market.drops))
        chosen, time, to, payer = self.market.drops[index], now() + 1, self.person(), self.person()
        quantity = self.chance.choices((1, 2, 3, 0, 101), (6, 3, 2, 1, 1))[0]
        surplus = self.chance.choice((0, 0, 7, -1))
        cost = chosen.price * quantity
        expected = (
            0 < quantity <= 100
            and chosen.sells(time, to, quantity)
            and self.market.room(chosen.tier_id, quantity)
            and self.market.accepts(chosen.in_tokens)
            and (chosen.in_tokens or surplus >= 0 or cost == 0)
            and self.may_take(payer, to, chosen.tier_id, chosen.price)
        )
        arguments = (index + 1, self.people[to].address, quantity, 0, [])
        if self.sell("claim", arguments, payer, chosen.in_tokens, cost, expected, surplus):
            chosen.issue(to, quantity)
            self.market.add(time, to, chosen.tier_id, quantity, price=chosen.price)

    def redeem(self) -> None:
        """Each uid once."""
        uid, to, tier, in_tokens = self.chance.randrange(12), self.person(), self.chance.choice(TIERS), self.flip()
        price, time, payer = self.chance.choice((0, 3, 45, 5_000)), now() + 1, self.person()
        currency = self.currency(in_tokens)
        fields = voucher(self.people[to].address, uid=uid, tierId=tier, currency=currency, price=price)
        expected = uid not in self.market.used and self.market.room(tier, 1) and self.market.accepts(in_tokens)
        expected = expected and self.may_take(payer, to, tier, price)
        ticket = signed(self.shop.drops, ALICE, fields)
        if self.sell("redeemVoucher", ticket, payer, in_tokens, price, expected):
            self.market.used.add(uid)
            self.market.add(time, to, tier, price=price)

    def may_take(self, payer: int, to: int, tier: int, price: int) -> bool:
        """What is given away and begins at once is for the recipient to take."""
        return price >= self.market.prices[tier] or payer == to or tier in (LIFE, FEW)

    def renew(self) -> None:
        """By anyone."""
        if not self.market.held:
            return
        index, in_tokens, time = self.chance.randrange(len(self.market.held)), self.flip(), now() + 1
        one, periods = self.market.held[index], self.chance.choice((0, 1, 1, 2, 3, 2_000))
        quote = self.market.renewal(time, one, periods) if self.market.accepts(in_tokens) else None
        cost = quote[0] if quote else 10**18
        arguments = (index + 1, periods, self.currency(in_tokens), cost)
        if self.sell("renew", arguments, self.person(), in_tokens, cost, quote is not None, 5) and quote:
            self.market.renew(time, one, periods, paid=True)
            assert one.expiry == quote[1]

    def change(self) -> None:
        """By the holder, mostly."""
        if not self.market.held:
            return
        index, in_tokens, time = self.chance.randrange(len(self.market.held)), self.flip(), now() + 1
        one, tier = self.market.held[index], self.chance.choice(TIERS)
        by = one.person if self.chance.random() < 0.9 else self.person()
        quote = self.market.change(time, one, tier) if self.market.accepts(in_tokens) else None
        cost = quote[0] if quote else 10**18
        arguments = (index + 1, tier, self.currency(in_tokens), cost)
        expected = quote is not None and by == one.person
        if self.sell("changeTier", arguments, by, in_tokens, cost, expected, 3) and quote:
            self.market.move(time, one, tier)
            assert one.expiry == quote[1]

    def give(self) -> None:
        """The issuer gives a membership, or periods of one, away."""
        time, index = now() + 1, self.chance.randrange(len(self.market.held) + 1)
        if index == len(self.market.held):
            to, tier = self.person(), self.chance.choice(TIERS)
            receipt = attempt_at(
                time, self.shop.membership.issue, self.people[to].address, tier, sender=self.shop.admin
            )
            assert (receipt is not None) == self.market.room(tier, 1)
            if receipt is not None:
                self.market.add(time, to, tier)
            return
        one, periods = self.market.held[index], self.chance.choice((1, 2))
        quote = self.market.renewal(time, one, periods)
        call = (self.shop.membership.renew, index + 1, periods)
        assert (attempt_at(time, *call, sender=self.shop.admin) is not None) == (quote is not None)
        if quote is not None:
            self.market.renew(time, one, periods, paid=False)
            assert one.expiry == quote[1]

    def lapse(self) -> None:
        """By anyone, once the grace time is over."""
        time = now() + 1
        for index, one in enumerate(self.market.held):
            if self.chance.random() < 0.3:
                call = (self.shop.membership.lapse, index + 1)
                receipt = attempt_at(now() + 1, *call, sender=self.people[self.person()])
                assert (receipt is not None) == self.market.lapses(now(), one), (index, time)
                one.lapsed = one.lapsed or receipt is not None

    def transfer(self) -> None:
        """A membership goes to somebody, or to its holder again."""
        if not self.market.held:
            return
        index, time = self.chance.randrange(len(self.market.held)), now() + 1
        one, to = self.market.held[index], self.person()
        sender = self.people[one.person]
        call = (self.shop.membership.transferFrom, sender.address, self.people[to].address, index + 1)
        receipt = attempt_at(time, *call, sender=sender)
        assert (receipt is not None) == (one.tier_id != FEW)
        if receipt is not None:
            self.market.transfer(time, one, to)

    def close(self) -> None:
        """Twice is refused."""
        index = self.chance.randrange(len(self.market.drops))
        chosen = self.market.drops[index]
        receipt = attempt_at(now() + 1, self.shop.drops.closeDrop, index + 1, sender=self.shop.team)
        assert (receipt is not None) == (not chosen.closed)
        chosen.closed = True

    def turn_the_token(self) -> None:
        """Allowed, or not any more."""
        self.market.token_allowed = not self.market.token_allowed
        call = (self.shop.drops.allowCurrency, str(self.shop.token), self.market.token_allowed)
        assert attempt_at(now() + 1, *call, sender=self.shop.team)

    def wait(self) -> None:
        """Some memberships expire."""
        move_to(now() + self.chance.choice((1, 5, 3_600, 86_400, 5 * 86_400, MONTHLY)))

    def all_that_was_paid_is_with_the_treasury(self) -> None:
        """And nothing is left behind."""
        drops, treasury = self.shop.drops, self.shop.treasury
        assert ether_of(treasury) - self.before == self.market.takings[False]
        assert self.shop.token.balanceOf(str(treasury)) == self.market.takings[True]
        assert (ether_of(drops), self.shop.token.balanceOf(str(drops))) == (0, 0)

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
            assert (found[0], found[1], found[3]) == (self.people[one.person].address, one.tier_id, one.acquired)
            assert (found[5], found[7] == LAPSED) == (one.expiry, one.lapsed)
            paid = one.paid(now()) if one.active(now()) else 0
            assert self.shop.drops.paidSecondsOf(token) == paid
            assert not one.active(now()) or one.given or one.backing >= self.market.prices[one.tier_id]
            assert one.backing + one.spent <= one.paid_in
        for tier in TIERS:
            assert self.shop.membership.tier(tier)[1] == sum(
                one.tier_id == tier and not one.lapsed for one in self.market.held
            )


def play(shop: Shop, seeds: range, steps: int) -> None:
    """Play each seed, and see that every kind of sale was both made and refused."""
    seen: Counter[tuple[str, bool]] = Counter()
    for seed in seeds:
        with rewound():
            sales = Sales(shop, seed)
            sales.play(steps)
            seen += sales.seen
    assert set(seen) == {(name, sold) for name in SALES for sold in (True, False)}


def test_random_sales(shop: Shop) -> None:
    play(shop, range(3), 50)


@pytest.mark.long
@pytest.mark.timeout(3_600)
def test_many_random_sales(shop: Shop) -> None:
    play(shop, range(100, 140), 200)
