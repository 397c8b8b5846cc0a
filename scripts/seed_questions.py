"""What the demo's members are asked beyond yes and no, and how the answers reach the chain: some by wallet, most by
signature, carried in one batch.
"""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from scripts.deploy import DeployedBrand
from scripts.local.time_travel import TimeTravelChain
from scripts.seed_stage import MARKETING, PRODUCT, TREASURY
from symbia.rules.ballots.choices import Choice, encode
from symbia.rules.ballots.names import METHODS, PARTS, Method
from symbia.rules.ballots.typed_data import UnsignedBallot, governor_name, packed
from symbia.rules.signatures import compact
from symbia.rules.typed_data import SigningDomain
from symbia.units import ETHER


class NotSignedError(RuntimeError):
    """The node's signature is none that a batch can carry."""


@dataclass(frozen=True, slots=True)
class SeedQuestion:
    """One proposal between options. `document`: its file in seed_data/proposals; `tastes`: what members answer, each as
    likely as the others; `pays`: wei that the winner's account, one for each option but the last, is paid."""

    document: str
    type_id: int
    method: Method
    labels: tuple[str, ...]
    tastes: tuple[Choice, ...]
    pays: int = 0

    @property
    def options(self) -> tuple[int, tuple[str, ...], tuple[int, ...]]:
        """The Solidity struct Options: one action for each option but the last, which says no to all; or none."""
        paying = (int(self.pays > 0),) * (len(self.labels) - 1)
        return METHODS.index(self.method), self.labels, (*paying, 0)

    def number_of(self, choice: Choice) -> int:
        """The choice as it is signed."""
        return encode(self.method, len(self.labels), choice)


@dataclass(frozen=True, slots=True)
class SeedAnswer:
    """An account's choice, as a number."""

    account: Any
    choice: int


SCENT = SeedQuestion(
    "9-next-scent",
    PRODUCT,
    "ranked",
    ("Juniper smoke", "Rye crust", "Spruce tip", "Black tea"),
    ([3], [4, 3], [3, 1, 2, 4], [2, 3, 1], [1], [2, 4], [1, 2], [4, 2, 3], [3, 2], [1, 3]),
)
GARDEN = SeedQuestion(
    "10-school-gardens",
    TREASURY,
    "approval",
    ("Lana", "Eppan", "Brixen", "None of these"),
    ([1, 2], [2], [2], [2, 3], [2], [1, 2, 3], [3], [4]),
    pays=3 * ETHER,
)
COLOUR = SeedQuestion(
    "11-label-colour",
    MARKETING,
    "single_choice",
    ("Bottle green", "Ochre", "Ink blue", "Unbleached"),
    (1, 1, 2, 3, 3, 3, 3, 4),
)
CAMPAIGN = SeedQuestion(
    "12-spring-campaign",
    MARKETING,
    "split",
    ("Open bakery days", "Market stalls", "Radio", "Posters", "Free samples by post"),
    (
        {1: PARTS},
        {1: 5_000, 2: 5_000},
        {1: 4_000, 2: 3_000, 5: 3_000},
        {3: 2_500, 4: 7_500},
        {2: 3_334, 3: 3_333, 5: 3_333},
        {1: 2_000, 2: 2_000, 3: 2_000, 4: 2_000, 5: 2_000},
    ),
)


def answers(question: SeedQuestion, accounts: Iterable[Any], chance: random.Random, turnout: float) -> list[SeedAnswer]:
    """What a random part of the accounts thinks."""
    taken = [account for account in accounts if chance.random() < turnout]
    return [SeedAnswer(account, question.number_of(chance.choice(question.tastes))) for account in taken]


class BallotBox:
    """Brings answers to the governor."""

    def __init__(self, brand: DeployedBrand, chain: TimeTravelChain) -> None:
        self._governor = brand.governor
        self._chain = chain
        plan = brand.deployment
        self._domain = SigningDomain(governor_name(plan.brand), plan.chain_id, brand.governor.address)

    def by_wallet(
        self, number: int, given: Sequence[SeedAnswer], reasons: Sequence[str], chance: random.Random
    ) -> None:
        """One transaction each."""
        for one in given:
            terms = (number, 0, chance.choice(reasons), one.choice.to_bytes(32))
            self._chain.send(self._governor, "castVoteWithReasonAndParams", *terms, sender=one.account)

    def by_signature(self, number: int, method: Method, given: Sequence[SeedAnswer], *, carrier: Any) -> None:
        """All in one transaction of `carrier`; what cannot count is passed over."""
        deadline = int(self._governor.proposalDeadline(number))
        batch = b"".join(self._signed(number, method, one, deadline) for one in given)
        self._chain.send(self._governor, "castBallots", number, deadline, batch, sender=carrier)

    def _signed(self, number: int, method: Method, one: SeedAnswer, deadline: int) -> bytes:
        typed_data = UnsignedBallot(number, one.choice, deadline).typed_data(self._domain)
        signature = compact(bytes.fromhex(self._chain.sign_typed(typed_data, signer=one.account).removeprefix("0x")))
        if signature is None:
            raise NotSignedError(f"The node's signature of {one.account} is not one of 65 bytes with a low s.")
        return packed(method, signature, one.choice)
