"""Votes, places, perks and time are paid for at least one period at their tier's price, whatever people do in turn.

Random chains are played in the model of `support.market`, which `test_sales_machine` plays against the contracts.
"""

from dataclasses import dataclass
from random import Random
from typing import Any

import pytest
from brownie import PerkRegistry
from hypothesis import given, settings
from hypothesis import strategies as st
from support.chain import create, move_to, now, pass_time, refusal, send
from support.market import Held, Market
from support.plan import DAY, GRACE
from support.shop import ETH, FEW, LIFE, MONTH, MONTHLY, TIERS, URI, YEAR, YEARLY, Shop

PEOPLE, STEPS = 3, 40
EVERY_TIER = range(1, len(TIERS) + 1)
CHEAP, DEAR = 100, 10_000  # of a month and of a place in Few, which is dearer and has more units


@pytest.fixture
def prices(shop: Shop) -> None:
    """A cheap month, a dear year."""
    shop.prices(Month=CHEAP, Year=DEAR, Life=DEAR)


def bought(shop: Shop, buyer: Any, tier_id: int, price: int) -> int:
    """A membership of a drop at this price."""
    drop = shop.define(tierId=tier_id, price=price)
    return int(shop.claim(drop, buyer, sender=buyer, value=price).one("DropClaimed")["firstTokenId"])


# --- the cases that were seen


@pytest.mark.usefixtures("prices")
def test_votes_for_a_moment_cost_a_whole_period(shop: Shop, buyer: Any) -> None:
    """Two minutes before its month is over, a year's votes used to cost two minutes of a year."""
    token = bought(shop, buyer, MONTH, CHEAP)
    move_to(shop.expiry(token) - 120)
    cost, expiry = shop.drops.quoteChange(token, YEAR, ETH)
    assert (cost, expiry) == (DEAR - CHEAP * 120 // MONTHLY, now() + YEARLY)
    error = ("MembershipDrops_TooExpensive", cost, cost - 1)
    assert refusal(shop.drops.changeTier, token, YEAR, ETH, cost - 1, sender=buyer, value=cost) == error


@pytest.mark.usefixtures("prices")
def test_days_in_another_tier_do_not_count_for_a_perk(shop: Shop, buyer: Any) -> None:
    perks = create(PerkRegistry, str(shop.membership), str(shop.access), sender=shop.admin)
    terms = (0, 0, 7 * DAY, 0, 0, 0, [YEAR])
    send(perks.definePerk, terms, URI, sender=shop.admin)
    token = bought(shop, buyer, MONTH, CHEAP)
    pass_time(20 * DAY)
    send(shop.drops.changeTier, token, YEAR, ETH, DEAR, sender=buyer, value=DEAR)
    since = now()
    move_to(since + 7 * DAY - 1)
    refused = refusal(perks.redeem, 1, token, sender=buyer)
    assert (refused[0], refused[4:]) == ("PerkRegistry_Refused", (7 * DAY - 1, 7 * DAY))
    move_to(since + 7 * DAY)
    send(perks.redeem, 1, token, sender=buyer)


@pytest.mark.usefixtures("prices")
def test_places_are_taken_for_as_long_as_they_are_paid_for(shop: Shop, buyer: Any, friend: Any) -> None:
    """Three of three places, and after time and grace all of them are free again."""
    terms = (9, 3, MONTHLY, True, 0, ETH, "Gold")
    tier = send(shop.membership.defineTier, terms, URI, URI, sender=shop.team).one("TierDefined")["tierId"]
    send(shop.drops.setTierPrice, tier, ETH, DEAR, sender=shop.team)
    tokens = [bought(shop, buyer, MONTH, CHEAP) for _ in range(3)]
    for token in tokens:
        cost, _ = shop.drops.quoteChange(token, tier, ETH)
        assert cost >= DEAR - CHEAP
        most = cost + CHEAP  # a second later there is less credit
        send(shop.drops.changeTier, token, tier, ETH, most, sender=buyer, value=most)
    sold_out = ("BrandMembership_TierSoldOut", tier, 3, 1)
    assert refusal(shop.membership.issue, friend.address, tier, sender=shop.admin) == sold_out
    move_to(shop.expiry(tokens[-1]) + GRACE)
    send(shop.membership.lapseBatch, tokens, sender=friend)
    for _ in range(3):
        shop.issue(friend, tier)
    call = (shop.drops.renew, tokens[0], 1, ETH, DEAR)
    assert refusal(*call, sender=buyer, value=DEAR) == sold_out


def test_nobody_makes_another_s_change_dearer(shop: Shop, buyer: Any, stranger: Any) -> None:
    """A stranger used to renew a free membership for a century: 1,216 periods of the dear tier were due then."""
    shop.prices(Month=0, Year=DEAR)
    token = shop.issue(buyer, MONTH)
    error = ("MembershipDrops_FreeForHolderOnly", token, stranger.address)
    assert refusal(shop.drops.renew, token, 1_216, ETH, 0, sender=stranger) == error
    before = shop.drops.quoteChange(token, YEAR, ETH)[0]
    send(shop.drops.renew, token, 1_216, ETH, 0, sender=buyer)
    assert shop.drops.quoteChange(token, YEAR, ETH)[0] == before == DEAR


@pytest.mark.usefixtures("prices")
def test_what_others_pay_counts_for_the_holder(shop: Shop, buyer: Any, stranger: Any) -> None:
    token = shop.issue(buyer, MONTH)
    before = shop.drops.quoteChange(token, YEAR, ETH)[0]
    send(shop.drops.renew, token, 2, ETH, 2 * CHEAP, sender=stranger, value=2 * CHEAP)
    assert (before, shop.drops.quoteChange(token, YEAR, ETH)[0]) == (DEAR, DEAR - 2 * CHEAP)


@pytest.mark.usefixtures("prices")
@pytest.mark.parametrize("how", ["issued", "free drop", "cheap drop"])
def test_what_was_given_away_is_no_credit(shop: Shop, buyer: Any, how: str) -> None:
    """A membership for life that was given away used to be worth centuries of months."""
    if how == "issued":
        token = shop.issue(buyer, LIFE)
    else:
        token = bought(shop, buyer, LIFE, 0 if how == "free drop" else DEAR - 1)
    assert shop.drops.paidSecondsOf(token) == 0
    assert shop.drops.quoteChange(token, MONTH, ETH) == (CHEAP, now() + MONTHLY)
    send(shop.drops.changeTier, token, MONTH, ETH, CHEAP, sender=buyer, value=CHEAP)
    assert shop.drops.quoteChange(token, LIFE, ETH)[0] == DEAR - CHEAP


# --- more of their kind


@pytest.mark.usefixtures("prices")
def test_there_and_back_does_not_bring_the_credit_of_the_first_sale_back(shop: Shop, buyer: Any) -> None:
    """In one second: what was paid at the issue is spent once."""
    token = bought(shop, buyer, LIFE, DEAR)
    send(shop.drops.changeTier, token, YEAR, ETH, DEAR, sender=buyer, value=DEAR)
    assert shop.drops.quoteChange(token, MONTH, ETH) == (CHEAP, now() + MONTHLY)
    pass_time(YEARLY // 2)
    cost, _ = shop.drops.quoteChange(token, LIFE, ETH)
    assert cost == DEAR  # no dearer than a year, so the year that has begun is spent
    send(shop.drops.changeTier, token, LIFE, ETH, cost, sender=buyer, value=cost)
    assert shop.drops.paidSecondsOf(token) == 1


@pytest.mark.parametrize("other", [YEAR, FEW], ids=["for a year", "for life too"])
@pytest.mark.parametrize("price", [DEAR, DEAR * 9 // 10], ids=["equally dear", "cheaper"])
def test_a_tier_for_life_and_another_one_in_turn_are_paid_for_each_time(
    shop: Shop, buyer: Any, other: int, price: int
) -> None:
    """Seen before: Life and a cheaper Gold of more units, a minute each, five times for 0.0002 ETH."""
    shop.prices(Life=DEAR, **{"Year" if other == YEAR else "Few": price})
    token = bought(shop, buyer, LIFE, DEAR)
    entered = {LIFE: 1, other: 0}
    paid = DEAR
    for tier in (other, LIFE) * 3:
        pass_time(60)
        cost, _ = shop.drops.quoteChange(token, tier, ETH)
        send(shop.drops.changeTier, token, tier, ETH, cost, sender=buyer, value=cost)
        entered[tier] += 1
        paid += cost
        # Up to what is dearer, the rest of what was just paid for counts: Life is the dearer one, never the other.
        assert cost == price if tier == other else cost >= DEAR - price
    assert paid >= entered[LIFE] * DEAR + (0 if price < DEAR else entered[other] * price)


def test_a_tier_is_free_in_every_currency_or_in_none(shop: Shop) -> None:
    """Else its time is had for nothing in one, and is worth something in the other."""
    shop.prices(Month=CHEAP)
    call = (shop.drops.setTierPrice, MONTH, str(shop.token), 0)
    assert refusal(*call, sender=shop.team) == ("MembershipDrops_MixedPrices", MONTH, str(shop.token), 0)
    shop.prices(shop.token, Month=7)
    error = ("MembershipDrops_MixedPrices", MONTH, ETH, 0)
    assert refusal(shop.drops.setTierPrice, MONTH, ETH, 0, sender=shop.team) == error
    shop.prices(Month=CHEAP - 1)
    shop.prices(Year=5)
    shop.prices(Year=0)
    shop.prices(shop.token, Year=0)
    error = ("MembershipDrops_MixedPrices", FEW, str(shop.token), 9)
    shop.prices(Few=0)
    assert refusal(shop.drops.setTierPrice, FEW, str(shop.token), 9, sender=shop.team) == error


# --- random chains, in the model


@dataclass
class Chain:
    """People who do everything there is to do; after each step the rules hold."""

    chance: Random
    now: int = 1_000_000

    def __post_init__(self) -> None:
        chance = self.chance
        amounts = (0, 1, 7, 45, 360, 1_000, 10**18, chance.randrange(10**6))
        self.market = Market({tier: chance.choice(amounts) for tier in EVERY_TIER})

    def play(self, steps: int) -> None:
        """As many steps."""
        for _ in range(steps):
            self.chance.choice((self.buy, self.give, self.renew, self.move, self.move, self.pass_on, self.wait))()
            self.every_period_was_paid_for()

    def buy(self) -> None:
        """At the tier's price, or below."""
        tier, chance = self.chance.choice(EVERY_TIER), self.chance
        if self.market.room(tier, 1):
            price = self.market.prices[tier]
            self.market.add(
                self.now, chance.randrange(PEOPLE), tier, price=chance.choice((price, price // 2, price + 1))
            )

    def give(self) -> None:
        """The issuer gives a membership or periods away."""
        if self.chance.random() < 0.5 or not self.market.held:
            tier = self.chance.choice(EVERY_TIER)
            if self.market.room(tier, 1):
                self.market.add(self.now, self.chance.randrange(PEOPLE), tier)
            return
        self._renew(paid=False)

    def renew(self) -> None:
        """Anybody, where it has a price."""
        self._renew(paid=True)

    def _renew(self, *, paid: bool) -> None:
        if not self.market.held:
            return
        one, periods = self.chance.choice(self.market.held), self.chance.choice((1, 1, 2, 9))
        paid = paid and self.market.prices[one.tier_id] > 0
        if self.market.renewal(self.now, one, periods) is None:
            return
        before = self.quotes(one)
        self.market.renew(self.now, one, periods, paid=paid)
        self.no_worse(before, self.quotes(one))

    def move(self) -> None:
        """A holder changes tier."""
        if not self.market.held:
            return
        one, tier = self.chance.choice(self.market.held), self.chance.choice(EVERY_TIER)
        if self.market.change(self.now, one, tier):
            self.market.move(self.now, one, tier)

    def pass_on(self) -> None:
        """A holder gives it to another, or somebody lapses it."""
        if not self.market.held:
            return
        one = self.chance.choice(self.market.held)
        if self.market.lapses(self.now, one):
            one.lapsed = True
        elif one.tier_id != FEW:
            self.market.transfer(self.now, one, self.chance.randrange(PEOPLE))

    def wait(self) -> None:
        """Mostly short."""
        self.now += self.chance.choice((1, 60, DAY, GRACE, MONTHLY - 1, MONTHLY, YEARLY))

    def quotes(self, one: Held) -> dict[int, tuple[int, int]]:
        """Of every change it could make."""
        found = {tier: self.market.change(self.now, one, tier) for tier in EVERY_TIER}
        return {tier: quote for tier, quote in found.items() if quote is not None}

    def no_worse(self, before: dict[int, tuple[int, int]], after: dict[int, tuple[int, int]]) -> None:
        """What anyone can do to another's membership takes no change away and makes none dearer or shorter."""
        for tier, (cost, expiry) in before.items():
            assert after[tier][0] <= cost
            assert after[tier][1] >= expiry

    def every_period_was_paid_for(self) -> None:
        """Whatever counts, at its tier's price; and nothing is counted as paid that was not."""
        for one in self.market.held:
            assert one.backing + one.spent <= one.paid_in
            if one.active(self.now) and not one.given:
                assert one.backing >= self.market.prices[one.tier_id]
                assert one.paid_in >= self.market.prices[one.tier_id]


@settings(max_examples=150)
@given(st.randoms(use_true_random=False))
def test_random_chains(chance: Random) -> None:
    Chain(chance).play(STEPS)


@pytest.mark.long
def test_many_random_chains() -> None:
    for seed in range(20_000):
        Chain(Random(seed)).play(STEPS)
