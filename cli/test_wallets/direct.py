"""Signed ballots straight to the governor, without a relay."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cli.test_wallets.chain import LocalChain
from cli.test_wallets.errors import BallotBoxError
from cli.test_wallets.question import BallotQuestion
from cli.test_wallets.signing import WalletBallot
from symbia.rules.ballots.names import PROBLEMS
from symbia.rules.proposals import ACTIVE, PENDING
from symbia.text import Text
from symbia.units import BATCH


@dataclass
class CastReport:
    """What became of the ballots; `gas` of all transactions, `skipped` by problem."""

    counted: int = 0
    gas: int = 0
    skipped: Counter[str] = field(default_factory=Counter)

    def text(self) -> Text:
        """One line."""
        why = [
            Text.of("cli.ballots.skipped", number=number, problem=problem)
            for problem, number in sorted(self.skipped.items())
        ]
        skipped = why or Text.of("cli.ballots.skipped_none")
        if not self.counted:
            return Text.of("cli.ballots.counted", counted=0, skipped=skipped)
        gas = self.gas // self.counted
        return Text.of("cli.ballots.counted_for", counted=self.counted, gas=gas, skipped=skipped)


def cast(
    chain: LocalChain,
    question: BallotQuestion,
    ballots: Sequence[WalletBallot],
    numbers: Mapping[str, int],
    sender: str,
) -> CastReport:
    """Bring the ballots in batches, in the order of member numbers, which is cheapest. Raises BallotBoxError when the
    vote is not open."""
    if question.state != ACTIVE:
        code = "cli.ballots.too_early" if question.state == PENDING else "cli.ballots.too_late"
        raise BallotBoxError.of(code, proposal=question.proposal, snapshot=question.snapshot, at=chain.at)
    result = CastReport()
    ordered = sorted(ballots, key=lambda ballot: numbers[ballot.account])
    for start in range(0, len(ordered), BATCH):
        _batch(chain, question, ordered[start : start + BATCH], sender, result)
    return result


def _batch(
    chain: LocalChain, question: BallotQuestion, ballots: Sequence[WalletBallot], sender: str, result: CastReport
) -> None:
    body = b"".join(ballot.packed(question) for ballot in ballots)
    deadline = ballots[0].deadline
    receipt = chain.send("BrandGovernor", "castBallots", question.proposal, deadline, body, sender=sender)
    skipped = chain.contract("BrandGovernor").events_in(receipt, "BallotSkipped")
    result.skipped.update(str(PROBLEMS[event["problem"]]) for event in skipped)
    result.counted += len(ballots) - len(skipped)
    result.gas += receipt.gas
