"""BrandMembership: issue, transfer, approvals.

Order within an issue: MembershipsIssued for all, then Transfer, DelegateVotesChanged and Locked for each. No event
tells member numbers: they go by the order in which accounts first receive a Transfer or have votes.
"""

from indexer.decode import events
from indexer.decode.events import Event
from indexer.write.changes import Writer
from symbia.tables.members import UnitChange
from symbia.tables.memberships import Membership, MembershipTransfer, OperatorApproval, TokenApproval
from symbia.units import ZERO


def on_memberships_issued(write: Writer, event: events.MembershipsIssued) -> None:
    """Memberships exist, and all units are more by theirs. The Transfers that follow name the holders."""
    for token_id in range(event.first_token_id, event.first_token_id + event.count):
        write.put(
            Membership,
            token_id=token_id,
            tier_id=event.tier_id,
            holder=ZERO,
            units=event.units,
            issued_at=event.at,
            acquired_at=event.at,
            block_number=event.block_number,
        )
    add_unit_change(write, event, event.first_token_id, event.units * event.count)


def add_unit_change(write: Writer, event: Event, token_id: int, delta: int) -> None:
    """The sum of all units changed by `delta`; nothing for 0. `token_id`: the first of those that changed it."""
    if delta:
        write.record(UnitChange, event, token_id=token_id, delta=delta)


def on_locked(write: Writer, event: events.Locked) -> None:
    """The membership cannot be transferred: it is soulbound, or under notice."""
    write.patch(Membership, (event.token_id,), locked=True)


def on_unlocked(write: Writer, event: events.Unlocked) -> None:
    """The membership can be transferred: a notice was dropped, or it is of a transferable tier now."""
    write.patch(Membership, (event.token_id,), locked=False)


def on_transfer(write: Writer, event: events.Transfer) -> None:
    """A membership changed hands. One sent to oneself keeps its holding time, and loses its approval like any other.
    One that ended, which MembershipEnded told before, is nobody's and keeps its last holder's time."""
    write.record(MembershipTransfer, event, token_id=event.id, sender=event.from_, recipient=event.to)
    if event.to != ZERO:
        write.see_member(event.to, at=event.at, block=event.block_number)
    if event.from_ != ZERO:
        write.remove(TokenApproval, (event.id,))
    if ZERO in (event.from_, event.to):
        write.patch(Membership, (event.id,), holder=event.to)
    elif event.from_ != event.to:
        write.patch(Membership, (event.id,), holder=event.to, acquired_at=event.at)


def on_approval(write: Writer, event: events.Approval) -> None:
    """An account may move one membership, or, with the zero address, none may."""
    if event.account == ZERO:
        write.remove(TokenApproval, (event.id,))
    else:
        write.put(TokenApproval, token_id=event.id, account=event.account, block_number=event.block_number)


def on_approval_for_all(write: Writer, event: events.ApprovalForAll) -> None:
    """An account may, or no longer, move all of an owner's memberships."""
    if event.is_approved:
        write.put(OperatorApproval, owner=event.owner, operator=event.operator, block_number=event.block_number)
    else:
        write.remove(OperatorApproval, (event.owner, event.operator))
