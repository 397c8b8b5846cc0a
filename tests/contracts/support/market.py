"""What a shop should sell and for how much, in plain Python."""

from dataclasses import dataclass, field

from support.proration import Priced, change
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
class Held:
    """One membership; `expiry` is unix seconds, 0 for never."""

    person: int
    tier_id: int
    expiry: int

    def active(self, time: int) -> bool:
        """Whether its time is not over."""
        return not self.expiry or time < self.expiry


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
        """Whether the tier has this number of places left."""
        return sum(one.tier_id == tier_id for one in self.held) + quantity <= TIERS[tier_id - 1][1]

    def add(self, time: int, person: int, tier_id: int, quantity: int = 1) -> None:
        """New memberships."""
        duration = TIERS[tier_id - 1][2]
        self.held += [Held(person, tier_id, time + duration if duration else 0) for _ in range(quantity)]

    def renewal(self, time: int, one: Held, periods: int) -> tuple[int, int] | None:
        """Cost and expiry; None if it must be refused."""
        duration = TIERS[one.tier_id - 1][2]
        until = max(one.expiry, time) + periods * duration
        if not duration or periods == 0 or until > time + CENTURY:
            return None
        return self.prices[one.tier_id] * periods, until

    def change(self, time: int, one: Held, tier_id: int) -> tuple[int, int] | None:
        """Cost and expiry; None if it must be refused."""
        if tier_id == one.tier_id or not one.active(time) or not self.room(tier_id, 1):
            return None
        remaining = one.expiry - time if one.expiry else 0
        cost, left = change(self.priced(one.tier_id), self.priced(tier_id), remaining, CENTURY)
        return cost, time + left if left else 0

    def priced(self, tier_id: int) -> Priced:
        """A tier with its price."""
        return Priced(self.prices[tier_id], TIERS[tier_id - 1][2])
