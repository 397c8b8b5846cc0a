"""What signed ballots may cost whoever brings them: gas by day, proposal, account and ballot. Pure.

A kind of ballots is `member`, of a key, or `wallet`, of a contract (EIP-1271). Ballots of keys travel together, at
about 12,000 gas each. A contract wallet's is a transaction of its own whose gas the wallet decides. So the two have
budgets of their own: however much wallets spend, keys lose nothing.
"""

from dataclasses import dataclass
from typing import Self

from symbia.settings import Settings
from symbia.units import DAY

KEY_BALLOT_GAS = 12_000  # expected of a key's ballot in a batch with others
BATCH_GAS = 75_000  # expected of a batch besides its ballots; a ballot with a deadline of its own pays it alone


@dataclass(frozen=True, slots=True)
class Budget:
    """Most gas for the ballots of one kind: on one day (UTC), and on one proposal over all days."""

    day: int
    proposal: int


@dataclass(frozen=True, slots=True)
class GasRules:
    """`ballot`: most for one ballot of a contract wallet. `account`: most that one account's ballots of 24 hours may
    take."""

    member: Budget
    wallet: Budget
    ballot: int
    account: int

    @classmethod
    def load(cls, settings: Settings) -> Self:
        """As the settings say."""
        return cls(
            member=Budget(settings.relay_day_gas, settings.relay_proposal_gas),
            wallet=Budget(settings.relay_wallet_day_gas, settings.relay_wallet_proposal_gas),
            ballot=settings.relay_wallet_gas,
            account=settings.relay_account_gas,
        )

    def of(self, kind: str) -> Budget:
        """The budget of a kind."""
        return self.wallet if kind == "wallet" else self.member


def expected_gas(kind: str, ballots: int, wallets: int) -> int:
    """Of a batch of so many ballots; `wallets`: what the contract wallet's ballot took when it was tried."""
    return wallets if kind == "wallet" else BATCH_GAS + ballots * KEY_BALLOT_GAS


def day_of(now: int) -> int:
    """First second of the day (UTC) of a unix second: gas of a day comes back then."""
    return now - now % DAY


def leaves_at(now: int, budget: int, spent: int, before: int, gas: int) -> int:
    """When a ballot's turn comes by the day's budget: `now`, or the first second of the day that has gas for it.

    `spent`: gas of today. `before`: of ballots that wait and come first. `gas`: of the ballot itself.
    """
    if budget < 1:
        return day_of(now) + DAY
    days = max(0, spent + before + gas - 1) // budget
    return day_of(now) + days * DAY if days else now


def until(now: int, left: int, budget: int, spent: int) -> int:
    """Gas that may still be spent within `left` seconds: what is left today, and a day's budget at each midnight."""
    midnights = max(0, (now + left) // DAY - now // DAY)
    return max(0, budget - spent) + midnights * budget


def room_in_batch(left: int) -> int:
    """Ballots of keys that a batch may hold which may take `left` gas."""
    return max(0, (left - BATCH_GAS) // KEY_BALLOT_GAS)
