"""What an airdrop asks the chain before it sends anything."""

from collections.abc import Sequence, Set
from dataclasses import dataclass

from eth_utils.address import to_checksum_address

from cli.airdrop.batches import AirdropBatch, batches, by_tier
from cli.airdrop.errors import AirdropError
from relay.sending.contract import BrandOnChain
from relay.sending.errors import CallTooLargeError, WouldRevertError
from relay.sending.node import SendingNode, needs_too_much
from relay.sending.outbox import GAS_MARGIN
from symbia.chain.calls import decode_answer
from symbia.chain.reverts import revert_text
from symbia.errors import LogRangeError, RevertedCallError, RpcError
from symbia.rules.member_remarks import UnitsToday, next_day, remarks
from symbia.rules.member_rows import Code, Row, RowProblem, TierRoom
from symbia.text import Text
from symbia.units import BATCH

LOOKED_AT = 500  # memberships in one request


@dataclass(frozen=True, slots=True)
class Estimate:
    """Gas of all batches, and wei it costs at the price of now."""

    gas: int
    cost: int


@dataclass(frozen=True, slots=True)
class AirdropPlan:
    """What is to be sent. `smaller`: members in a batch where fewer fit than were asked for, else None; `gas_limit`:
    most gas of a transaction."""

    parts: list[AirdropBatch]
    estimate: Estimate
    smaller: int | None
    gas_limit: int


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
            (units, supply, *_, name), issued, *_ = answer
            found.append(TierRoom(tier_id, name, supply - issued, units))
        return found

    def require_issuer(self, account: str) -> None:
        """Raise AirdropError, with who may, unless `account` holds ISSUER and can use it at once."""
        role = self.brand.access.read("ISSUER")
        holds, delay = self.brand.access.read("hasRole", role, account)
        if holds and delay == 0:
            return
        lacks = Text.of("cli.airdrop.issuer.lacks")
        why = Text.of("cli.airdrop.issuer.waits", seconds=delay) if holds else lacks
        holders = self.issuers()
        if holders is None:
            raise AirdropError.of("cli.airdrop.issuer.unknown", account=account, why=why)
        these = Text.of("cli.airdrop.issuer.these", accounts=holders)
        who = these if holders else Text.of("cli.airdrop.issuer.nobody")
        raise AirdropError.of("cli.airdrop.issuer.none", account=account, why=why, holders=who)

    def issuers(self) -> list[str] | None:
        """Who holds ISSUER, whoever can use it soonest first; None if the node does not look through so many blocks."""
        access = self.brand.access
        role = access.read("ISSUER")
        wanted = (access.topic("RoleGranted"), f"0x{role:064x}")
        try:
            logs = self._node.logs([access.address], self.brand.deployment.start_block, self._node.head().number)
        except LogRangeError:
            return None
        granted = [log.topics[2] for log in logs if log.topics[:2] == wanted]
        accounts = [to_checksum_address(f"0x{one[-40:]}") for one in dict.fromkeys(granted)]
        held = access.read_each("hasRole", [(role, account) for account in accounts])
        found = [(delay, account) for account, (holds, delay) in zip(accounts, held, strict=True) if holds]
        return [account for _, account in sorted(found, key=lambda one: one[0])]

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

    def remarks(self, rows: Sequence[Row], tiers: Sequence[TierRoom], members: Sequence[RowProblem]) -> list[Text]:
        """As `POST /v1/memberships/import` makes them of the same list. `members`: what `members_among` says of it."""
        asked = {row.account for row in rows}
        held = self._tiers_held({one.account for one in members} & asked)
        units = {tier.tier_id: tier.units for tier in tiers}
        given, most = self.membership.read("givenToday")
        again = next_day(self._node.head().timestamp, self.membership.read("launchEndsAt"))
        return remarks(rows, units, held, UnitsToday(max(0, most - given), again))

    def _tiers_held(self, accounts: Set[str]) -> dict[str, set[int]]:
        """Tiers of the memberships that accounts (lower case) hold; each holds one at least. No view lists them, so the
        memberships are looked through, the newest first, until all of theirs are found."""
        balances = self.membership.read_each("balanceOf", [(account,) for account in sorted(accounts)])
        left, held = sum(balances), {account: set[int]() for account in accounts}
        block, last = self._node.head().number, self.membership.read("issuedCount") if accounts else 0
        while left > 0 and last > 0:
            first = max(1, last - LOOKED_AT + 1)
            asked = [
                (self.membership.address, self.membership.encode("membershipOf", one)) for one in range(first, last + 1)
            ]
            for answer in self._node.calls_at(asked, block):
                if answer is None:  # burnt or revoked
                    continue
                ((holder, tier_id, *_),) = decode_answer("BrandMembership", "membershipOf", answer)
                if holder.lower() in held:
                    held[holder.lower()].add(tier_id)
                    left -= 1
            last = first - 1
        return held

    def plan(self, account: str, rows: Sequence[Row], most: int) -> AirdropPlan:
        """Batches of at most `most` members, and no more than fit into a transaction with room to spare. Raises
        WouldRevertError, and CallTooLargeError if a single membership does not fit."""
        look = self._node.look(account, [], 0)
        tiers = by_tier(rows)
        each = {tier: self._gas_each(account, tier, accounts[: min(most, BATCH)]) for tier, accounts in tiers.items()}
        # What a membership costs in a larger batch is less, never more.
        room = look.gas_limit * GAS_MARGIN[1] // GAS_MARGIN[0]
        sizes = {tier: min(most, max(1, int(room / gas))) for tier, gas in each.items()}
        gas = int(sum(each[tier] * len(accounts) for tier, accounts in tiers.items()))
        estimate = Estimate(gas, gas * (look.base_fee + self._node.tip()))
        smaller = min((size for tier, size in sizes.items() if size < min(most, len(tiers[tier]))), default=None)
        return AirdropPlan(batches(rows, sizes), estimate, smaller, look.gas_limit)

    def _gas_each(self, account: str, tier: int, accounts: Sequence[str]) -> float:
        """Of one membership in a batch of these accounts, or of as many as the node can estimate."""
        while True:
            batch = AirdropBatch(1, tier, tuple(accounts))
            try:
                return self._gas(account, batch) / len(accounts)
            except (CallTooLargeError, RpcError):  # the limits of a node have many words
                if len(accounts) == 1:
                    raise
                accounts = accounts[: len(accounts) // 2]

    def _gas(self, account: str, batch: AirdropBatch) -> int:
        call = batch.call(self.membership)
        try:
            return self._node.estimate(account, call.to, call.data, 0)
        except RpcError as error:
            if needs_too_much(error):
                limit = self._node.look(account, [], 0).gas_limit
                raise CallTooLargeError.of("relay.error.needs_too_much", call=call.key, limit=limit) from error
            if not isinstance(error, RevertedCallError):
                raise
            raise WouldRevertError.of(
                "relay.error.batch_would_fail",
                n=len(batch.accounts),
                tier=batch.tier_id,
                reason=revert_text(error.data, str(error)),
            ) from error
