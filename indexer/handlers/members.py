"""BrandMembership: votes and delegations."""

from indexer.decode import events
from indexer.write.changes import Writer
from symbia.tables.members import BoundVotes, Delegation, DelegationChange, VotesCheckpoint


def on_delegate_changed(write: Writer, event: events.DelegateChanged) -> None:
    """An account chose who votes for it. Back to itself is no delegation."""
    write.record(DelegationChange, event, previous=event.from_delegate, delegatee=event.to_delegate)
    if event.to_delegate == event.delegator:
        write.remove(Delegation, (event.delegator,))
        return
    write.record(Delegation, event, delegatee=event.to_delegate, since=event.at)


def on_delegate_votes_changed(write: Writer, event: events.DelegateVotesChanged) -> None:
    """An account's votes changed."""
    write.see_member(event.delegate, at=event.at, block=event.block_number)
    write.record(VotesCheckpoint, event, account=event.delegate, votes=event.new_votes)


def on_votes_bound(write: Writer, event: events.VotesBound) -> None:
    """The account cannot pass its votes on any more."""
    write.record(BoundVotes, event, since=event.at)


def on_votes_released(write: Writer, event: events.VotesReleased) -> None:
    """The account chooses its delegate again."""
    write.remove(BoundVotes, (event.account,))
