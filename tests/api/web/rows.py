"""Rows of a small brand as an indexer would leave them, one maker a table; each takes what a test is about."""

import time
from collections.abc import Sequence
from typing import Any

from symbia.tables.ballots import Ballot
from symbia.tables.bookkeeping import Block, Cursor, IndexedChain
from symbia.tables.brand import ContractSetting, FunctionPermission, Role, RoleMember, TreasuryEntry
from symbia.tables.drops import TierPrice
from symbia.tables.members import Member, UnitChange, VotesCheckpoint
from symbia.tables.memberships import Membership, MembershipTransfer, Tier
from symbia.tables.perks import Perk, Redemption
from symbia.tables.proposals import ExcludedAccount, Proposal, ProposalAction, ProposalOption, ProposalType
from symbia.tables.relay import BallotBatch, RelayStatus, SignedBallot
from symbia.tables.types import to_wei_text

DAY = 86_400
NOW = int(time.time())
BLOCK = 100
HASH = "0x" + "ab" * 32
CONTRACTS = {
    name: "0x" + f"{index:02x}" * 20
    for index, name in enumerate(
        ("BrandAccess", "BrandGovernor", "BrandMembership", "BrandTimelock", "PerkRegistry"), start=0xA0
    )
}


def account(number: int) -> str:
    """The address of the member with this number, lower case."""
    return f"0x{number:040x}"


def head(*, chain_head: int = BLOCK, at: int = NOW, chain_id: int = 1337) -> list[Any]:
    """A head at `BLOCK`, `at` in unix seconds."""
    return [
        IndexedChain(chain_id=chain_id, start_block=1, start_block_hash=HASH, addresses=CONTRACTS),
        Cursor(block_number=BLOCK, block_hash=HASH, block_timestamp=at, chain_head=chain_head),
        Block(number=BLOCK, hash=HASH, parent_hash=HASH, timestamp=at),
        ContractSetting(contract="BrandGovernor", name="action_window", value=str(14 * DAY), block_number=1),
        ContractSetting(contract="BrandTimelock", name="min_delay", value=str(2 * DAY), block_number=1),
        ContractSetting(contract="BrandGovernor", name="late_quorum_extension", value=str(DAY), block_number=1),
    ]


def proposal_type(type_id: int = 1, name: str = "Product direction", *, binding: bool = False) -> ProposalType:
    """Rules of a type."""
    return ProposalType(
        type_id=type_id,
        voting_delay=DAY,
        voting_period=5 * DAY,
        proposal_threshold=1,
        quorum_bps=2000,
        approval_bps=5000,
        proposer_rule="brand_or_members",
        binding=binding,
        active=True,
        name=name,
        block_number=1,
    )


def proposal(number: int, **changed: Any) -> Proposal:
    """An advisory proposal whose vote is open for three more days."""
    fields: dict[str, Any] = {
        "proposer": account(1),
        "type_id": 1,
        "quorum_bps": 2000,
        "quorum_base": 15,
        "approval_bps": 5000,
        "binding": False,
        "title": f"Proposal about {number}",
        "content_uri": None,
        "description": f"# Proposal about {number}",
        "snapshot_at": NOW - 2 * DAY,
        "deadline_at": NOW + 3 * DAY,
        "created_at": NOW - 3 * DAY,
        "block_number": 10 + number,
        "tx_hash": HASH,
    }
    return Proposal(number=number, **{**fields, **changed})


def ballot(number: int, voter: int, *, support: int = 1, votes: int = 5, reason: str = "") -> Ballot:
    """The ballot of a member, for, against or abstaining."""
    return Ballot(
        proposal_number=number,
        account=account(voter),
        support=support,
        votes=votes,
        reason=reason,
        at=NOW - DAY,
        block_number=50,
        log_index=voter,
        tx_hash=HASH,
    )


def choice(number: int, voter: int, choice_number: int, *, votes: int = 5) -> Ballot:
    """The ballot of a member between options; `choice_number` as it is signed."""
    row = ballot(number, voter, support=0, votes=votes)
    row.params = f"0x{choice_number:064x}"
    return row


def question(number: int, method: str, labels: Sequence[str], **changed: Any) -> list[Any]:
    """A proposal between options whose vote is open, each option without actions unless `actions` says."""
    actions = changed.pop("actions", 0)
    options = [
        ProposalOption(proposal_number=number, number=place, label=label, actions=actions, block_number=10)
        for place, label in enumerate(labels, start=1)
    ]
    return [proposal(number, method=method, option_count=len(labels), **changed), *options]


def signed_ballot(number: int, voter: int, choice_number: int, **changed: Any) -> SignedBallot:
    """A ballot that waits for the relay."""
    fields: dict[str, Any] = {
        "receipt": f"{number:02x}{voter:02x}{choice_number:060x}",
        "kind": "member",
        "deadline": NOW + 3 * DAY,
        "signature": "0x" + "11" * 64,
        "votes": 5,
        "received_at": NOW,
        "changed_at": NOW,
    }
    return SignedBallot(
        proposal_number=number,
        account=account(voter),
        member_number=voter,
        choice=to_wei_text(choice_number),
        **{**fields, **changed},
    )


def batch(key: str, *, gas: int, gas_price: int) -> BallotBatch:
    """A batch that was mined, `gas_price` in wei."""
    return BallotBatch(
        key=key,
        proposal_number=1,
        deadline=NOW + 3 * DAY,
        kind="member",
        state="settled",
        opened_at=NOW,
        tx_hash=HASH,
        block_number=BLOCK,
        block_hash=HASH,
        gas=gas,
        gas_price=to_wei_text(gas_price),
    )


def relay(**changed: Any) -> RelayStatus:
    """A relay that works."""
    fields: dict[str, Any] = {"state": "working", "told": "It works.", "heartbeat_at": int(time.time())}
    return RelayStatus(
        instance="one",
        account=account(99),
        started_at=NOW,
        balance=to_wei_text(10**18),
        fee=to_wei_text(10**9),
        fee_cap=to_wei_text(10**11),
        batch=100,
        flush_seconds=30,
        **{**fields, **changed},
    )


def excluded(version: int, *numbers: int) -> list[Any]:
    """A list of accounts that take no part."""
    return [ExcludedAccount(version=version, account=account(number), block_number=1) for number in numbers]


def action(number: int, **changed: Any) -> ProposalAction:
    """A payment of 1.5 ether to member 9."""
    fields: dict[str, Any] = {"target": account(9), "value": to_wei_text(15 * 10**17), "calldata": "0x", "position": 0}
    return ProposalAction(proposal_number=number, block_number=10, **{**fields, **changed})


def tier(
    tier_id: int = 1, name: str = "Regular", *, units: int = 5, uri: str = "ipfs://nowhere", duration: int = 0
) -> Tier:
    """A tier with places for 40, for life or for `duration` seconds."""
    return Tier(
        tier_id=tier_id,
        units=units,
        supply=40,
        duration=duration,
        transferable=True,
        royalty_bps=0,
        royalty_receiver=account(0),
        name=name,
        uri=uri,
        image_uri="ipfs://nowhere",
        defined_at=NOW - 40 * DAY,
        block_number=1,
    )


def member(number: int, *, tokens: int = 1, units: int = 5) -> list[Any]:
    """A member with memberships of tier 1, ten a day apart ago, who votes directly."""
    rows: list[Any] = [
        Member(account=account(number), number=number, registered_at=NOW - 30 * DAY, block_number=5),
        VotesCheckpoint(
            block_number=5,
            log_index=number,
            account=account(number),
            previous_votes=0,
            votes=units * tokens,
            at=NOW - 30 * DAY,
        ),
    ]
    for token_id in range(number * 100, number * 100 + tokens):
        rows.append(membership(token_id, number, units=units))
        rows.append(
            MembershipTransfer(
                block_number=5,
                log_index=token_id,
                token_id=token_id,
                sender=account(0),
                recipient=account(number),
                at=NOW - 30 * DAY,
                tx_hash=HASH,
            )
        )
        rows.append(UnitChange(block_number=5, log_index=token_id, token_id=token_id, delta=units, at=NOW - 30 * DAY))
    return rows


def membership(token_id: int, holder: int, *, units: int = 5, tier_id: int = 1, **changed: Any) -> Membership:
    """A membership held for 30 days."""
    return Membership(
        token_id=token_id,
        tier_id=tier_id,
        holder=account(holder),
        units=units,
        issued_at=NOW - 30 * DAY,
        acquired_at=NOW - 30 * DAY,
        block_number=5,
        **changed,
    )


def price(tier_id: int, amount: int, currency: str = account(0)) -> TierPrice:
    """What a period of a tier costs, in wei or the smallest unit of `currency`."""
    return TierPrice(
        tier_id=tier_id, currency=currency, price=to_wei_text(amount), since=NOW - 20 * DAY, block_number=2
    )


def perk(perk_id: int, **changed: Any) -> Perk:
    """A perk of every tier, twice a wallet."""
    fields: dict[str, Any] = {
        "starts_at": 0,
        "ends_at": 0,
        "min_holding_seconds": 0,
        "supply": 10,
        "per_membership": 1,
        "per_wallet": 2,
        "tier_ids": [],
        "uri": "ipfs://nowhere",
        "defined_at": NOW - 20 * DAY,
        "block_number": 6,
    }
    return Perk(perk_id=perk_id, **{**fields, **changed})


def redemption(redemption_id: int, perk_id: int, token_id: int, holder: int) -> Redemption:
    """One redemption, yesterday."""
    return Redemption(
        redemption_id=redemption_id,
        perk_id=perk_id,
        token_id=token_id,
        account=account(holder),
        at=NOW - DAY,
        block_number=60,
        tx_hash=HASH,
    )


def treasury_entry(index: int, ether: int, *, incoming: bool = True) -> TreasuryEntry:
    """Whole ether into or out of the treasury."""
    return TreasuryEntry(
        block_number=20,
        log_index=index,
        incoming=incoming,
        counterparty=account(9),
        amount=to_wei_text(ether * 10**18),
        at=NOW - 9 * DAY,
        tx_hash=HASH,
    )


def role(role_id: int, label: str, holder: int | None = None) -> list[Any]:
    """A role that may define tiers, held by a member."""
    rows: list[Any] = [
        Role(role_id=str(role_id), label=label),
        FunctionPermission(target=CONTRACTS["BrandMembership"], selector=f"0x{role_id:08x}", role_id=str(role_id)),
    ]
    if holder is not None:
        rows.append(
            RoleMember(
                role_id=str(role_id), account=account(holder), execution_delay=0, since=NOW - 40 * DAY, block_number=2
            )
        )
    return rows
