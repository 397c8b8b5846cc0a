"""Where the demo's story plays: the brand, its chain, the people by account number, and how they act."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scripts.deploy import DeployedBrand
from scripts.local.time_travel import TimeTravelChain
from symbia.content import ContentStore, ipfs_uri
from symbia.units import DAY

DATA = Path(__file__).resolve().parent / "seed_data"
SEED = 7  # the same brand every time

BRAND, ISSUER, GUARDIAN = 1, 2, 3  # account numbers, as in plans/demo.toml
PATRON = 5  # pays into the treasury; a wallet of the brand's, so its membership has no vote, see the plan
SUPPLIER = 6  # is paid by it
GARDENS = (7, 8, 9)  # may be paid by it
FIRST_MEMBER = 10
MEMBERS = 60
FIRST_GUEST = FIRST_MEMBER + MEMBERS  # of the tier Season; guests vote in nothing here
GUESTS = 6
PRODUCT, MARKETING, TREASURY, POLICY = 1, 2, 3, 4  # proposal types, as in plans/demo.toml


class Stage:
    """What every act needs."""

    def __init__(
        self,
        brand: DeployedBrand,
        chain: TimeTravelChain,
        accounts: list[Any],
        content: ContentStore,
        say: Callable[[str], None],
    ) -> None:
        """`accounts` are the node's unlocked accounts, at least 80."""
        self.brand = brand
        self.chain = chain
        self.accounts = accounts
        self.members = accounts[FIRST_MEMBER : FIRST_MEMBER + MEMBERS]
        self.guests = accounts[FIRST_GUEST : FIRST_GUEST + GUESTS]
        self.content = content
        self.say = say
        self.random = random.Random(SEED)  # noqa: S311 - a story, not a secret
        self.begin = chain.now()

    def _day(self, number: float) -> None:
        self.chain.travel_to(self.begin + int(number * DAY))

    def _pin(self, text: str) -> str:
        return ipfs_uri(self.content.put(text.encode()))

    def _send(self, contract: Any, method: str, *arguments: Any, sender: int) -> None:
        self.chain.send(contract, method, *arguments, sender=self.accounts[sender])
