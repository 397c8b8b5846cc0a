"""A membership contract whose units are bounded by a share of a day; its launch begins when it is made."""

from typing import Any

from brownie import BrandMembership, accounts
from support.chain import NOBODY, create, impersonated, move_to, send
from support.plan import APPEAL_WINDOW, DAY, GRACE

from scripts.deploy import ROLE_IDS

MAX_UNITS, MAX_TIER_UNITS, LEAST, GIVEN_BPS, SOLD_BPS = 50, 2_000, 10, 500, 1_000
BOUNDS = (MAX_UNITS, MAX_TIER_UNITS, LEAST, GIVEN_BPS, SOLD_BPS)
LAUNCH, LAUNCH_UNITS, LAUNCH_SOLD = 3 * DAY, 1_000, 1_100
UNBOUNDED = 2**256 - 1
URIS = ("ipfs://document", "ipfs://image")
BIG, SMALL, DAILY = 1, 2, 3  # tiers of 50 units, of 1, and of 10 for a day
DAILY_UNITS = 10


def terms(units: int, supply: int, duration: int = 0) -> tuple[Any, ...]:
    """The Solidity struct TierTerms."""
    return (units, supply, duration, True, 0, NOBODY, f"{units} units")


def open_bounded(access: Any, brand: Any, timelock: Any, launch: tuple[int, int, int]) -> Any:
    """Deploy it with these bounds and three tiers; account 8 holds DROPS."""
    arguments = ("Bounded", "BND", access.address, brand.renderer.address, APPEAL_WINDOW, GRACE, BOUNDS)
    found = create(BrandMembership, *arguments, launch, sender=accounts[0])
    for role, functions in (
        ("BRAND", ("defineTier",)),
        ("ISSUER", ("issue", "airdrop", "renew")),
        ("DROPS", ("sell", "changeTier", "sellTime")),
    ):
        selectors = [found.signatures[name] for name in functions]
        send(access.setTargetFunctionRole, str(found), selectors, ROLE_IDS[role], sender=impersonated(timelock.address))
    send(access.grantRole, ROLE_IDS["DROPS"], accounts[8].address, 0, sender=impersonated(timelock.address))
    for tier in (terms(MAX_UNITS, 40), terms(1, 2_000), terms(DAILY_UNITS, 150, DAY)):
        send(found.defineTier, tier, *URIS, sender=accounts[1])
    return found


def move_to_midnight_after(second: int) -> int:
    """Move the chain to the first second of the day after `second`, and return it."""
    midnight = (second // DAY + 1) * DAY
    move_to(midnight)
    return midnight
