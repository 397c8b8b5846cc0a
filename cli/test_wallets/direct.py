"""Signed ballots straight to the governor, without a relay."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cli.test_wallets.chain import LocalChain
from cli.test_wallets.errors import BallotBoxError
from cli.test_wallets.question import Question
from cli.test_wallets.signing import SignedBallot
from symbia.rules.ballots.names import PROBLEMS
from symbia.rules.proposals import ACTIVE, PENDING
from symbia.units import BATCH


@dataclass
class Cast:
    """What became of the ballots; `gas` of all transactions, `skipped` by problem."""

    counted: int = 0
    gas: int = 0
    skipped: Counter[str] = field(default_factory=Counter)

    def text(self) -> str:
        """One line."""
        why = ", ".join(f"{number:,} {problem}" for problem, number in sorted(self.skipped.items()))
        each = f" ({self.gas // self.counted:,} gas each)" if self.counted else ""
        return f"ballots counted: {self.counted:,}{each}; skipped: {why or 'none'}"


def cast(
    chain: LocalChain, question: Question, ballots: Sequence[SignedBallot], numbers: Mapping[str, int], sender: str
) -> Cast:
    """Bring the ballots in batches, in the order of member numbers, which is cheapest. Raises BallotBoxError when the
    vote is not open."""
    if question.state != ACTIVE:
        begins = f"begins after {question.snapshot} (unix seconds), the chain is at {chain.at}: let its time pass"
        why = begins if question.state == PENDING else "is over: take another proposal"
        raise BallotBoxError(f"No ballot was cast: the vote on proposal {question.proposal} {why}.")
    result = Cast()
    ordered = sorted(ballots, key=lambda ballot: numbers[ballot.account])
    for start in range(0, len(ordered), BATCH):
        _batch(chain, question, ordered[start : start + BATCH], sender, result)
    return result


def _batch(chain: LocalChain, question: Question, ballots: Sequence[SignedBallot], sender: str, result: Cast) -> None:
    body = b"".join(ballot.packed(question) for ballot in ballots)
    deadline = ballots[0].deadline
    receipt = chain.send("BrandGovernor", "castBallots", question.proposal, deadline, body, sender=sender)
    skipped = chain.contract("BrandGovernor").events_in(receipt, "BallotSkipped")
    result.skipped.update(str(PROBLEMS[event["problem"]]) for event in skipped)
    result.counted += len(ballots) - len(skipped)
    result.gas += receipt.gas
