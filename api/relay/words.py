"""What the state of a signed ballot means, in a sentence."""

from api.facts.ballot_problems import sentence
from api.kit.times import in_words
from api.relay.refusals import DIRECTLY
from api.relay.standing import Standing
from symbia.rules.ballots.names import Problem
from symbia.tables.proposals import Proposal
from symbia.tables.relay import BallotBatch, SignedBallot
from symbia.words import word


def reason(
    row: SignedBallot, proposal: Proposal | None, batch: BallotBatch | None, standing: Standing, ahead: int | None
) -> str:
    """For the person who signed it."""
    if row.state == "queued":
        return _waiting(row, standing, ahead or 0)
    if row.state == "sent":
        how = f"in transaction {batch.tx_hash}" if batch and batch.tx_hash else "in a transaction about to be sent"
        hindered = "" if standing.state == "working" else f" {standing.told}"
        return f"It is on its way to the chain {how}, and can no longer be replaced.{hindered}"
    if row.state == "counted":
        later = (
            ""
            if batch and batch.final
            else " A reorganisation of the chain could still undo that; then it is sent again."
        )
        return f"It counts for {row.votes} votes.{later}"
    if row.state == "replaced":
        return "Another ballot of the same account took its place before it was sent."
    if row.state == "expired":
        return (
            f"It was NOT counted: its time passed before the relay could bring it. {_problem(row, proposal)}".rstrip()
        )
    return f"It was not counted. {_problem(row, proposal)}".rstrip()


def _waiting(row: SignedBallot, standing: Standing, ahead: int) -> str:
    others = (
        "No other ballot waits" if ahead == 0 else f"{ahead} other ballots wait" if ahead > 1 else "One other waits"
    )
    if standing.state != "working":
        return f"It is kept, and waits. {standing.told}"
    until = (
        f" It leaves {in_words(row.received_at + standing.row.flush_seconds)} at the latest." if standing.row else ""
    )
    return f"It waits to be sent. {others} before it.{until} Until then it can be replaced by signing another."


def _problem(row: SignedBallot, proposal: Proposal | None) -> str:
    if row.problem is None:
        told = row.told or "The contract passed it over."
        return f"{told} Sign it anew, or cast it directly: POST {DIRECTLY} prepares the transaction."
    problem: Problem = row.problem  # type: ignore[assignment]  # the relay writes nothing else
    return word(
        sentence(
            problem,
            proposal=row.proposal_number,
            account=row.account,
            snapshot_at=proposal.snapshot_at if proposal else None,
            deadline_at=proposal.deadline_at if proposal and proposal.canceled_at is None else None,
            ballot_deadline=row.deadline,
        )
    )
