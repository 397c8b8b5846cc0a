"""What an airdrop asks the chain before it sends anything."""

from collections.abc import Sequence
from dataclasses import dataclass

from eth_utils.address import to_checksum_address

from cli.airdrop.batches import AirdropBatch
from cli.airdrop.errors import AirdropError
from relay.sending.contract import BrandOnChain
from relay.sending.errors import CallTooLargeError, WouldRevertError
from relay.sending.node import SendingNode
from symbia.chain.reverts import revert_text
from symbia.errors import LogRangeError, RevertedCallError, RpcError
from symbia.rules.member_rows import Code, Row, RowProblem, TierRoom
from symbia.text import Text


@dataclass(frozen=True, slots=True)
class Estimate:
    """Gas of all batches, and wei it costs at the price of now."""

    gas: int
    cost: int


class AirdropChain:
    """A brand as an airdrop sees it."""

    def __init__(self, node: SendingNode, brand: BrandOnChain) -> None:
        self._node = node
        self.brand = brand
        self.membership = brand.membership

    def tiers(self) -> list[TierRoom]:
        """All tiers, with what their supply still allows."""
        count = self.membership.read("tierCount")
        found = []
        for tier_id, answer in enumerate(self.membership.read_each("tier", [(one,) for one in range(1, count + 1)]), 1):
            (_units, supply, *_, name), issued, *_ = answer
            found.append(TierRoom(tier_id, name, supply - issued))
        return found

    def require_issuer(self, account: str) -> None:
        """Raise AirdropError, with who may, unless `account` holds ISSUER and can use it at once."""
        role = self.brand.access.read("ISSUER")
        holds, delay = self.brand.access.read("hasRole", role, account)
        if holds and delay == 0:
            return
        lacks = Text.of("cli.airdrop.issuer.lacks")
        why = Text.of("cli.airdrop.issuer.waits", seconds=delay) if holds else lacks
        holders = self._holders(role)
        if holders is None:
            raise AirdropError.of("cli.airdrop.issuer.unknown", account=account, why=why)
        these = Text.of("cli.airdrop.issuer.these", accounts=holders)
        who = these if holders else Text.of("cli.airdrop.issuer.nobody")
        raise AirdropError.of("cli.airdrop.issuer.none", account=account, why=why, holders=who)

    def _holders(self, role: int) -> list[str] | None:
        """None from a node that does not look through so many blocks."""
        access = self.brand.access
        wanted = (access.topic("RoleGranted"), f"0x{role:064x}")
        try:
            logs = self._node.logs([access.address], self.brand.deployment.start_block, self._node.head().number)
        except LogRangeError:
            return None
        granted = [log.topics[2] for log in logs if log.topics[:2] == wanted]
        accounts = [to_checksum_address(f"0x{one[-40:]}") for one in dict.fromkeys(granted)]
        held = access.read_each("hasRole", [(role, account) for account in accounts])
        return [account for account, (holds, _) in zip(accounts, held, strict=True) if holds]

    def members_among(self, rows: Sequence[Row]) -> list[RowProblem]:
        """A problem for each row whose account holds a membership already."""
        balances = self.membership.read_each("balanceOf", [(row.account,) for row in rows])
        return [
            RowProblem(
                row.row,
                Code.IS_MEMBER,
                Text.of("memberships.list.holds_some", n=balance),
                row.account,
                str(row.tier_id),
            )
            for row, balance in zip(rows, balances, strict=True)
            if balance
        ]

    def estimate(self, account: str, parts: Sequence[AirdropBatch]) -> Estimate:
        """From the largest batch of each tier. Raises WouldRevertError and CallTooLargeError."""
        largest: dict[int, AirdropBatch] = {}
        for batch in parts:
            if len(batch.accounts) > len(largest.get(batch.tier_id, AirdropBatch(0, 0, ())).accounts):
                largest[batch.tier_id] = batch
        each = {tier: self._gas(account, batch) / len(batch.accounts) for tier, batch in largest.items()}
        gas = int(sum(each[batch.tier_id] * len(batch.accounts) for batch in parts))
        base_fee = self._node.look(account, [], 0).base_fee
        return Estimate(gas, gas * (base_fee + self._node.tip()))

    def _gas(self, account: str, batch: AirdropBatch) -> float:
        call = batch.call(self.membership)
        try:
            gas = self._node.estimate(account, call.to, call.data, 0)
        except RevertedCallError as error:
            raise WouldRevertError.of(
                "relay.error.batch_would_fail",
                number=batch.number,
                n=len(batch.accounts),
                tier=batch.tier_id,
                reason=revert_text(error.data, str(error)),
            ) from error
        except RpcError as error:
            raise CallTooLargeError.of("relay.error.batch_gas_unknown", why=error.text) from error
        limit = self._node.look(account, [], 0).gas_limit
        if gas > limit:
            raise CallTooLargeError.of("relay.error.batch_too_large", gas=gas, limit=limit)
        return gas
