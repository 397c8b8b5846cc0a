"""Gas of what holders pay for, on a shop like the demo's: a month's tier and a dearer one for life, sold for ETH that
goes to a timelock.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from web3 import Web3

from symbia.rules.roles import ROLE_IDS
from symbia.units import DAY, ETHER, ZERO

APPEAL_WINDOW, PERIOD = 30 * DAY, 30 * DAY
REGULAR, SEASON = 2, 4  # tiers, as in the demo
REGULAR_PRICE, SEASON_PRICE = ETHER // 4, ETHER // 50
OWNER, FIRST_GUEST = 0, 20  # accounts
FUNCTIONS = {
    "ISSUER": ("issue", "airdrop", "renew"),
    "DROPS": ("changeTier", "sell", "sellTime"),
    "BRAND": ("defineTier",),
}


class SalesBench(Protocol):
    """What this needs of the bench."""

    web3: Any
    accounts: Any

    def deploy(self, name: str, *arguments: Any) -> Any: ...
    def measure(self, call: Any, account: int, value: int = 0) -> int: ...
    def permit(self, access: Any, target: Any, names: Sequence[str], role: int, holder: str) -> None: ...


class Sales:
    """A drop from which four guests bought; two members came before them, and one after."""

    def __init__(self, bench: SalesBench, grace: int, bounds: tuple[int, ...]) -> None:
        """Deploy and wire a brand of its own, with four tiers and prices for two of them."""
        self._bench = bench
        owner = bench.accounts[OWNER]
        access = bench.deploy("BrandAccess", owner)
        renderer, timelock = bench.deploy("MembershipRenderer"), bench.deploy("BrandTimelock", 1, 1, owner)
        times = (APPEAL_WINDOW, grace, bounds, (0, 0, 0))
        self._membership = bench.deploy("BrandMembership", "Sales", "SALE", access.address, renderer.address, *times)
        self._drops = bench.deploy("MembershipDrops", self._membership.address, timelock.address, access.address, 1)
        for role, names in FUNCTIONS.items():
            for holder in (owner, self._drops.address):
                bench.permit(access, self._membership, names, ROLE_IDS[role], holder)
        bench.permit(access, self._drops, ("setTierPrice", "defineDrop"), ROLE_IDS["BRAND"], owner)
        for name, units, duration, transferable in (
            ("Friend", 1, 0, True),
            ("Regular", 5, 0, True),
            ("Founder", 25, 0, False),
            ("Season", 1, PERIOD, True),
        ):
            terms = (units, 1_000, duration, transferable, 0, ZERO, name)
            self._do(self._membership, "defineTier", terms, "ipfs://document", "ipfs://image")
        for tier, price in ((REGULAR, REGULAR_PRICE), (SEASON, SEASON_PRICE)):
            self._do(self._drops, "setTierPrice", tier, ZERO, price)
        self._do(self._drops, "defineDrop", (SEASON, 0, 0, 100, 2, ZERO, SEASON_PRICE, bytes(32)), "ipfs://drop")

    def gas(self) -> Iterator[tuple[str, int, int]]:
        """Names, gas and budgets, of whole transactions. The last claim is measured: the first writes slots for all."""
        self._do(self._membership, "airdrop", [self._bench.accounts[one] for one in (30, 31)], REGULAR)
        claims = [self._pay(guest, "claim", 1, self._guest(guest), 1, 0, [], value=SEASON_PRICE) for guest in range(4)]
        self._do(self._membership, "issue", self._bench.accounts[32], REGULAR)
        first = 3
        yield "claim_paid", claims[-1], 163_800
        renewal = (first, 1, ZERO, SEASON_PRICE)
        yield "renew_first", self._pay(0, "renew", *renewal, value=SEASON_PRICE), 95_400
        yield "renew_again", self._pay(0, "renew", *renewal, value=SEASON_PRICE), 75_700
        change = (first + 1, REGULAR, ZERO, REGULAR_PRICE)
        yield "change_tier", self._pay(1, "changeTier", *change, value=REGULAR_PRICE), 135_800

    def _do(self, contract: Any, name: str, *arguments: Any) -> None:
        self._bench.measure(contract.functions[name](*arguments), OWNER)

    def _pay(self, guest: int, name: str, *arguments: Any, value: int) -> int:
        return self._bench.measure(self._drops.functions[name](*arguments), FIRST_GUEST + guest, value)

    def _guest(self, number: int) -> str:
        return Web3.to_checksum_address(self._bench.accounts[FIRST_GUEST + number])
