"""Random fortunes of memberships: renewed, lapsed, moved, noticed, ended. The API says what the contracts say."""

import random
from typing import Any

import pytest

from tests.api.chain.comparing import MEMBERS, same_members, same_memberships, same_perks

DAY = 86_400
BRAND, ISSUER, SELLER = 1, 2, 4
DROPS = 5  # role of whoever may change tiers
LONGEST = 85 * DAY  # the chain's clock starts that long ago
TIERS = (1, 2, 3, 4)  # gold, silver, yearly, and a trial of 30 days that cannot be given away


class Fortunes:
    """Tries things that may be refused; what the contract accepts has happened."""

    def __init__(self, house: Any, seed: int) -> None:
        self.house = house
        self.chance = random.Random(seed)
        self.travelled = 0
        self.done: set[str] = set()
        house.send("BrandAccess", "grantRole", DROPS, house.accounts[SELLER], 0)

    def step(self) -> None:
        often = (self.issue, self.renew, self.lapse, self.change_tier, self.wait) * 2
        self.chance.choice((*often, self.transfer, self.delegate, self.notice, self.revoke, self.burn, self.drop))()

    def issue(self) -> None:
        self._try("issue", self._member(), self.chance.choice(TIERS), sender=ISSUER)

    def renew(self) -> None:
        periods = self.chance.randrange(1, 3)
        any(self._renew(token, periods) for token in self._tokens())

    def _renew(self, token: int, periods: int) -> bool:
        if self.chance.random() < 0.5:
            return self._try("sellTime", token, periods, True, sender=SELLER)
        return self._try("renew", token, periods, sender=ISSUER)

    def lapse(self) -> None:
        for token in self._tokens():
            self._try("lapse", token, sender=0)

    def change_tier(self) -> None:
        expires = self.house.now() + self.chance.randrange(1, 40) * DAY
        tier = self.chance.choice(TIERS)
        any(self._try("changeTier", token, tier, expires, True, True, sender=SELLER) for token in self._tokens())

    def transfer(self) -> None:
        token, to = self._tokens()[0], self._member()
        any(self._try("transferFrom", self.house.accounts[one], to, token, sender=one) for one in MEMBERS)

    def delegate(self) -> None:
        self._try("delegate", self._member(), sender=self.chance.choice(MEMBERS))

    def notice(self) -> None:
        any(self._try("noticeRevocation", token, "ipfs://reason", sender=BRAND) for token in self._tokens())

    def drop(self) -> None:
        if self.chance.random() < 0.5:
            any(self._try("withdrawRevocation", token, sender=BRAND) for token in self._tokens())
        else:  # goes through where there is no notice, too
            for token in self._tokens():
                self._try("dismissRevocation", token, sender=0)

    def revoke(self) -> None:
        for token in self._tokens():
            self._try("revoke", token, sender=BRAND)

    def burn(self) -> None:
        token = self._tokens()[0]
        any(self._try("burn", token, sender=holder) for holder in MEMBERS)

    def wait(self) -> None:
        seconds = self.chance.choice((61, DAY, 11 * DAY, 31 * DAY))
        if self.travelled + seconds < LONGEST:
            self.travelled += seconds
            self.house.travel(seconds)

    def _try(self, function: str, *arguments: Any, sender: int) -> bool:
        if not self.house.would_pass("BrandMembership", function, *arguments, sender=sender):
            return False
        self.house.send("BrandMembership", function, *arguments, sender=sender)
        self.done.add(function)
        return True

    def _member(self) -> str:
        account: str = self.house.accounts[self.chance.choice(MEMBERS)]
        return account

    def _tokens(self) -> list[int]:
        """All memberships ever issued, in an order of chance."""
        issued = int(self.house.call("BrandMembership", "issuedCount"))
        return self.chance.sample(range(1, issued + 1), issued)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_api_says_what_became_of_every_membership(house: Any, seed: int) -> None:
    for terms in ((0, 0, 0, 0, 0, 0, []), (0, 0, 5 * DAY, 0, 0, 0, [3, 4])):
        house.send("PerkRegistry", "definePerk", terms, "ipfs://perk", sender=BRAND)
    fortunes = Fortunes(house, seed)
    for tier in TIERS * 2:
        house.send("BrandMembership", "issue", house.accounts[5 + tier], tier, sender=ISSUER)
    for _ in range(3):
        for _ in range(20):
            fortunes.step()
        same_memberships(house)
        same_members(house, [])
        same_perks(house, 2)
        same_past(house, fortunes.chance)
    assert fortunes.done >= {"renew", "sellTime", "lapse", "changeTier", "noticeRevocation", "burn"}


def same_past(house: Any, chance: random.Random) -> None:
    """Power of every member at past seconds: the contract's, and reasons that add up to it."""
    now = house.now()
    house.travel(1)  # all of it is past now; Anvil's blocks may share a second
    house.index()
    for holder in MEMBERS:
        account = house.accounts[holder]
        for at in (now, *(chance.randrange(now - 30 * DAY, now) for _ in range(3))):
            power = house.power_at(account.lower(), at)
            assert power.units == house.call("BrandMembership", "getPastVotes", account, at)
            assert sum(reason.units for reason in power.reasons) == power.units
