"""How a list is cut into calls: each batch is one `airdrop(address[],uint16)`, so it has one tier."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from relay.sending.contract import ContractOnNode
from relay.sending.records import PlannedCall
from symbia.rules.member_list import Row

BATCH = "batch "  # begins the key of each call


@dataclass(frozen=True, slots=True)
class AirdropBatch:
    """One call's worth of members, numbered from 1."""

    number: int
    tier_id: int
    accounts: tuple[str, ...]

    def call(self, membership: ContractOnNode) -> PlannedCall:
        """As the relay sends it."""
        data = membership.encode("airdrop", self.accounts, self.tier_id)
        return PlannedCall(f"{BATCH}{self.number}", membership.address, data)


def batches(rows: Sequence[Row], size: int) -> list[AirdropBatch]:
    """Tier by tier in the order of their ids, members in the order of the list, at most `size` in one."""
    return [AirdropBatch(number, *content) for number, content in enumerate(_by_tier(rows, size), 1)]


def _by_tier(rows: Sequence[Row], size: int) -> Iterator[tuple[int, tuple[str, ...]]]:
    tiers: dict[int, list[str]] = {}
    for row in rows:
        tiers.setdefault(row.tier_id, []).append(row.account)
    for tier_id, accounts in sorted(tiers.items()):
        for start in range(0, len(accounts), size):
            yield tier_id, tuple(accounts[start : start + size])
