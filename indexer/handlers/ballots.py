"""BrandGovernor: ballots that were counted, and those that a batch skipped."""

from indexer.decode import events
from indexer.write.changes import Writer
from symbia.rules.ballots.names import PROBLEMS
from symbia.tables.ballots import Ballot, SkippedBallot


def on_vote_cast(write: Writer, event: events.VoteCast) -> None:
    """A ballot."""
    _ballot(write, event, "0x")


def on_vote_cast_with_params(write: Writer, event: events.VoteCastWithParams) -> None:
    """A ballot in a choice proposal, or one with extra data of a front end."""
    _ballot(write, event, event.params)


def on_ballot_skipped(write: Writer, event: events.BallotSkipped) -> None:
    """A ballot of a batch did not count."""
    write.record(
        SkippedBallot,
        event,
        proposal_number=event.proposal_id,
        position=event.index,
        problem=PROBLEMS[event.problem] or "",
    )


def _ballot(write: Writer, event: events.VoteCast | events.VoteCastWithParams, params: str) -> None:
    write.record(
        Ballot, event, proposal_number=event.proposal_id, account=event.voter, votes=event.weight, params=params
    )
