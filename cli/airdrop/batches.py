"""How a list is cut into calls: each batch is one `airdrop(address[],uint16)`, so it has one tier."""

from collections.abc import Mapping, Sequence
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


def by_tier(rows: Sequence[Row]) -> dict[int, list[str]]:
    """Accounts in the order of the list, by tier in the order of their ids."""
    tiers: dict[int, list[str]] = {}
    for row in rows:
        tiers.setdefault(row.tier_id, []).append(row.account)
    return dict(sorted(tiers.items()))


def batches(rows: Sequence[Row], sizes: Mapping[int, int]) -> list[AirdropBatch]:
    """Tier by tier, members in the order of the list, in one at most as many as `sizes` says of the tier."""
    parts = [
        (tier_id, tuple(accounts[start : start + sizes[tier_id]]))
        for tier_id, accounts in by_tier(rows).items()
        for start in range(0, len(accounts), sizes[tier_id])
    ]
    return [AirdropBatch(number, *content) for number, content in enumerate(parts, 1)]


def halves(call: PlannedCall, membership: ContractOnNode) -> list[PlannedCall]:
    """A batch as two, none if it is of one member. Their keys are that of the batch, and which half."""
    accounts, tier_id = membership.arguments_in("airdrop", call.data)
    middle = len(accounts) // 2
    if not middle:
        return []
    return [
        PlannedCall(f"{call.key}.{number}", call.to, membership.encode("airdrop", some, tier_id))
        for number, some in enumerate((accounts[:middle], accounts[middle:]), 1)
    ]
