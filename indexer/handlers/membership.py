"""BrandMembership: tiers, memberships, votes.

Order within an issue: MembershipsIssued for all, then Transfer, DelegateVotesChanged and Locked for each. No event
tells member numbers: they go by the order in which accounts first receive a Transfer or have votes.
"""

from indexer import events
from indexer.models import (
    Delegation,
    DelegationChange,
    Membership,
    MembershipTransfer,
    OperatorApproval,
    Tier,
    TokenApproval,
    UnitChange,
    VotesCheckpoint,
)
from indexer.write import Writer

ZERO_ADDRESS = "0x" + "00" * 20


def on_tier_defined(write: Writer, event: events.TierDefined) -> None:
    """A tier can be issued from now on."""
    write.put(
        Tier,
        tier_id=event.tier_id,
        units=event.units,
        supply=event.supply,
        transferable=event.transferable,
        royalty_bps=event.royalty_bps,
        royalty_receiver=event.royalty_receiver,
        name=event.name,
        uri=event.uri,
        defined_at=event.at,
        block_number=event.block_number,
    )


def on_tier_uri_updated(write: Writer, event: events.TierURIUpdated) -> None:
    """The tier shows another document."""
    write.patch(Tier, (event.tier_id,), uri=event.uri)


def on_batch_metadata_update(write: Writer, event: events.BatchMetadataUpdate) -> None:
    """ERC-4906 tells marketplaces to look again. It always follows TierURIUpdated, which says what changed."""


def on_memberships_issued(write: Writer, event: events.MembershipsIssued) -> None:
    """Memberships exist, and all units are more by theirs. The Transfers that follow name the holders."""
    for token_id in range(event.first_token_id, event.first_token_id + event.count):
        write.put(
            Membership,
            token_id=token_id,
            tier_id=event.tier_id,
            holder=ZERO_ADDRESS,
            units=event.units,
            issued_at=event.at,
            acquired_at=event.at,
            block_number=event.block_number,
        )
    if event.units:
        write.put(
            UnitChange,
            block_number=event.block_number,
            log_index=event.log_index,
            token_id=event.first_token_id,
            delta=event.units * event.count,
            at=event.at,
        )


def on_locked(write: Writer, event: events.Locked) -> None:
    """The membership can never be transferred."""
    write.patch(Membership, (event.token_id,), locked=True)


def on_transfer(write: Writer, event: events.Transfer) -> None:
    """A membership changed hands. One sent to oneself keeps its holding time, and loses its approval like any other."""
    write.put(
        MembershipTransfer,
        block_number=event.block_number,
        log_index=event.log_index,
        token_id=event.id,
        sender=event.from_,
        recipient=event.to,
        at=event.at,
        tx_hash=event.tx_hash,
    )
    if event.to != ZERO_ADDRESS:
        write.see_member(event.to, at=event.at, block=event.block_number)
    if event.from_ == ZERO_ADDRESS:
        write.patch(Membership, (event.id,), holder=event.to)
        return
    write.remove(TokenApproval, (event.id,))
    if event.from_ != event.to:
        write.patch(Membership, (event.id,), holder=event.to, acquired_at=event.at)


def on_approval(write: Writer, event: events.Approval) -> None:
    """An account may move one membership, or, with the zero address, none may."""
    if event.account == ZERO_ADDRESS:
        write.remove(TokenApproval, (event.id,))
    else:
        write.put(TokenApproval, token_id=event.id, account=event.account, block_number=event.block_number)


def on_approval_for_all(write: Writer, event: events.ApprovalForAll) -> None:
    """An account may, or no longer, move all of an owner's memberships."""
    if event.is_approved:
        write.put(OperatorApproval, owner=event.owner, operator=event.operator, block_number=event.block_number)
    else:
        write.remove(OperatorApproval, (event.owner, event.operator))


def on_delegate_changed(write: Writer, event: events.DelegateChanged) -> None:
    """An account chose who votes for it. Back to itself is no delegation."""
    write.put(
        DelegationChange,
        block_number=event.block_number,
        log_index=event.log_index,
        delegator=event.delegator,
        previous=event.from_delegate,
        delegatee=event.to_delegate,
        at=event.at,
    )
    if event.to_delegate == event.delegator:
        write.remove(Delegation, (event.delegator,))
        return
    write.put(
        Delegation,
        delegator=event.delegator,
        delegatee=event.to_delegate,
        since=event.at,
        block_number=event.block_number,
    )


def on_delegate_votes_changed(write: Writer, event: events.DelegateVotesChanged) -> None:
    """An account's votes changed."""
    write.see_member(event.delegate, at=event.at, block=event.block_number)
    write.put(
        VotesCheckpoint,
        block_number=event.block_number,
        log_index=event.log_index,
        account=event.delegate,
        previous_votes=event.previous_votes,
        votes=event.new_votes,
        at=event.at,
    )
