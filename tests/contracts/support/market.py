"""What a shop should sell and for how much, in plain Python."""

from dataclasses import dataclass, field

from support.plan import GRACE
from support.proration import Priced, change, credit
from support.shop import CENTURY, TIERS

ACTIVE, EXPIRED, LAPSED = range(3)


@dataclass
class Drop:
    """One drop. `start` and `end` are unix seconds, 0 for no bound; `supply` and `per_wallet` 0 for no limit."""

    tier_id: int
    start: int
    end: int
    supply: int
    per_wallet: int
    in_tokens: bool
    price: int
    closed: bool = False
    claimed: dict[int, int] = field(default_factory=dict)  # by person

    @property
    def total(self) -> int:
        """How many it has issued."""
        return sum(self.claimed.values())

    def sells(self, time: int, person: int, quantity: int) -> bool:
        """Whether its own terms let a person receive this quantity."""
        in_time = self.start <= time and (not self.end or time < self.end)
        enough = not self.supply or self.total + quantity <= self.supply
        mine = self.claimed.get(person, 0) + quantity
        return in_time and enough and not self.closed and (not self.per_wallet or mine <= self.per_wallet)

    def issue(self, person: int, quantity: int) -> None:
        """Count a claim."""
        self.claimed[person] = self.claimed.get(person, 0) + quantity


@dataclass
class Stretch:
    """A part of a membership's time, in unix seconds, and whether somebody paid its tier's price for it."""

    start: int
    end: int
    paid: bool
    fixed: bool = False  # sold when it was issued: a gift comes after it


@dataclass
class Held:
    """One membership. `time` has what there ever was of its present tier, in order; none for life.

    `backing` is what was paid for the time there is: with it the tests see that nothing is had for less than its price.
    """

    person: int
    tier_id: int
    acquired: int
    time: list[Stretch]
    paid_for_life: bool = False
    lapsed: bool = False
    given: bool = True
    backing: int = 0
    spent: int = 0  # of what was paid: on time that is over, and on other tiers
    paid_in: int = 0  # all that was ever paid for it

    @property
    def expiry(self) -> int:
        """Unix seconds, 0 for never."""
        return self.time[-1].end if self.time else 0

    def active(self, time: int) -> bool:
        """Whether its time is not over."""
        return not self.lapsed and (not self.expiry or time < self.expiry)

    def paid(self, time: int) -> int:
        """Seconds to come that are paid for; 1 for life."""
        if not self.time:
            return int(self.paid_for_life)
        return sum(max(0, one.end - max(one.start, time)) for one in self.time if one.paid)

    def paid_now(self, time: int) -> bool:
        """Whether what it has at this second was paid for: a gift that came later is used up before."""
        return not self.time or any(one.paid and one.start <= time < one.end for one in self.time)

    def add(self, time: int, start: int, seconds: int, paid: bool) -> None:
        """More time. What is paid for comes last: gifts are used up before it."""
        if paid or self.expiry <= time:
            self.time.append(Stretch(start, start + seconds, paid))
            return
        at = max(time, *(one.end for one in self.time if one.fixed), 0)
        earlier, later = [], []
        for one in self.time:
            if one.end <= at or not one.paid:
                earlier.append(one)
                continue
            if one.start < at:
                earlier.append(Stretch(one.start, at, True))
            later.append(one.end - max(one.start, at))
        end = max(at, earlier[-1].end) if earlier else at
        self.time = [*earlier, Stretch(end, end + seconds, False)]
        for length in later:
            self.time.append(Stretch(self.expiry, self.expiry + length, True))


@dataclass
class Market:
    """Drops, memberships, prices per tier (the same in ETH and tokens), and what each currency brought in."""

    prices: dict[int, int]
    drops: list[Drop] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    used: set[int] = field(default_factory=set)  # uids of vouchers
    takings: dict[bool, int] = field(default_factory=lambda: {False: 0, True: 0})  # by "in tokens"
    token_allowed: bool = True

    def accepts(self, in_tokens: bool) -> bool:
        """Whether anything is sold for it."""
        return self.token_allowed or not in_tokens

    def room(self, tier_id: int, quantity: int) -> bool:
        """Whether the tier has this number of places left; what has lapsed takes none."""
        return sum(one.tier_id == tier_id and not one.lapsed for one in self.held) + quantity <= TIERS[tier_id - 1][1]

    def add(self, time: int, person: int, tier_id: int, quantity: int = 1, *, price: int = 0) -> None:
        """New memberships, sold one at `price`."""
        duration, usual = TIERS[tier_id - 1][2], self.prices[tier_id]
        at_price = 0 < price >= usual
        for _ in range(quantity):
            stretch = [Stretch(time, time + duration, at_price, fixed=at_price)] if duration else []
            self.held.append(
                Held(
                    person,
                    tier_id,
                    time,
                    stretch,
                    paid_for_life=at_price and not duration,
                    given=not at_price,
                    backing=usual if at_price else 0,
                    paid_in=price,
                )
            )

    def renewal(self, time: int, one: Held, periods: int) -> tuple[int, int] | None:
        """Cost and expiry; None if it must be refused."""
        duration = TIERS[one.tier_id - 1][2]
        if not duration or periods == 0 or max(one.expiry, time) + periods * duration > time + CENTURY:
            return None
        if one.lapsed and not self.room(one.tier_id, 1):
            return None
        start = time if self.too_late(time, one) else one.expiry
        return self.prices[one.tier_id] * periods, start + periods * duration

    def renew(self, time: int, one: Held, periods: int, *, paid: bool) -> None:
        """Carry a renewal out, a gift or for its price."""
        seconds = periods * TIERS[one.tier_id - 1][2]
        start = one.expiry
        if self.too_late(time, one):
            start, one.acquired, one.time = time, time, []
            one.spent += one.backing
            one.backing, one.given = 0, not paid
        one.lapsed = False
        one.add(time, start, seconds, paid)
        if paid:
            one.backing += self.prices[one.tier_id] * periods
            one.paid_in += self.prices[one.tier_id] * periods

    def too_late(self, time: int, one: Held) -> bool:
        """Whether its time and the grace time are over."""
        return bool(one.expiry) and time >= one.expiry + min(GRACE, TIERS[one.tier_id - 1][2])

    def change(self, time: int, one: Held, tier_id: int) -> tuple[int, int] | None:
        """Cost and expiry; None if it must be refused."""
        if tier_id == one.tier_id or not one.active(time) or not self.room(tier_id, 1):
            return None
        cost, left = change(self.priced(one.tier_id), self.priced(tier_id), one.paid(time), to_come(time, one), CENTURY)
        return cost, time + left if left else 0

    def move(self, time: int, one: Held, tier_id: int) -> None:
        """Carry a change out."""
        quote = self.change(time, one, tier_id)
        assert quote is not None
        cost, expiry = quote
        counted = credit(self.priced(one.tier_id), self.priced(tier_id), one.paid(time), to_come(time, one))
        assert counted <= one.backing, "more counts than was paid for the time there was"
        if self.prices[tier_id] <= self.prices[one.tier_id] and not one.given and one.paid_now(time):
            begun = self.prices[one.tier_id]
            assert counted <= one.backing - begun, "what was paid for this stay in the tier pays for another one"
        one.paid_in += cost
        one.spent += one.backing - counted
        paid = self.prices[tier_id] > 0
        one.tier_id, one.acquired, one.given = tier_id, time, False
        one.time = [Stretch(time, expiry, paid)] if expiry else []
        one.paid_for_life, one.backing = paid and not expiry, cost + counted

    def lapses(self, time: int, one: Held) -> bool:
        """Whether anybody may lapse it now."""
        return not one.lapsed and self.too_late(time, one)

    def transfer(self, time: int, one: Held, person: int) -> None:
        """To somebody, who may be its holder; what has expired lapses on the way."""
        if one.expiry and time >= one.expiry:
            one.lapsed = True
        if person != one.person:
            one.person, one.acquired = person, time

    def priced(self, tier_id: int) -> Priced:
        """A tier with its price."""
        return Priced(self.prices[tier_id], TIERS[tier_id - 1][2])


def to_come(time: int, one: Held) -> int:
    """Seconds paid for after the period that has begun, counted from when its holder came into its tier; 0 for life."""
    duration = TIERS[one.tier_id - 1][2]
    if not duration:
        return 0
    end = one.acquired
    while end <= time:
        end += duration
    return sum(max(0, part.end - max(part.start, end)) for part in one.time if part.paid)
