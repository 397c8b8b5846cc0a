"""What the relay could pay now: whether gas is below the cap, and for how many ballots the purse lasts."""

from collections.abc import Sequence
from dataclasses import dataclass

from relay.sending.fees import offer
from relay.sending.records import Sent
from symbia.text import Text
from symbia.units import ETHER, GWEI

# Limits of a batch, with room; what is not used is not paid.
FIXED_GAS = 120_000  # whatever its size: the transaction, and the quorum when it is a proposal's first
BALLOT_GAS = 20_000  # for each ballot


@dataclass(frozen=True, slots=True)
class Means:
    """`fee`: wei a gas that would be offered, or that it costs when that is above the cap. `gas`: most that the next
    batch may take. `state` and `told` as in RelayStatus."""

    balance: int
    fee: int
    gas: int
    state: str
    told: Text

    @property
    def affordable(self) -> int:
        """Ballots of keys that the next batch may hold."""
        return ballots_within(self.gas)


def ballots_within(gas: int) -> int:
    """Ballots of keys whose batch has a limit of at most `gas`."""
    return max(0, (gas - FIXED_GAS) // BALLOT_GAS)


def means(*, account: str, balance: int, base_fee: int, tip: int, cap: int, under_way: Sequence[Sent]) -> Means:
    """Amounts in wei; fees in wei a gas."""
    fees = offer(base_fee, tip, cap)
    if fees is None:
        fee = base_fee + tip
        told = Text.of("relay.told.fee", fee=f"{fee / GWEI:.2f}", cap=f"{cap / GWEI:.2f}")
        return Means(balance, fee, 0, "waiting_for_fee", told)
    spoken_for = sum(one.last.gas * one.last.fees.max_fee + one.call.value for one in under_way)
    gas = (balance - spoken_for) // max(1, fees.max_fee)
    found = Means(balance, fees.max_fee, gas, "working", Text("relay.told.working"))
    if found.affordable or under_way:
        return found
    return Means(balance, fees.max_fee, 0, "empty_purse", empty_purse(account, balance))


def empty_purse(account: str, balance: int) -> Text:
    """What members and the brand are told."""
    return Text.of("relay.told.empty_purse", account=account, balance=f"{balance / ETHER:.6f}")
