"""Signed ballots, as `POST /v1/ballots` takes them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from eth_account.signers.local import LocalAccount
from eth_typing import Hash32

from cli.test_wallets.question import BallotQuestion
from symbia.rules.ballots.choices import Choice, encode
from symbia.rules.ballots.typed_data import UnsignedBallot, packed
from symbia.rules.signatures import compact


@dataclass(frozen=True, slots=True)
class WalletBallot:
    """One ballot of one account (checksummed). `deadline`: last second at which it counts, unix seconds."""

    proposal: int
    account: str
    choice: Choice
    deadline: int
    signature: bytes

    def body(self) -> dict[str, Any]:
        """JSON for `POST /v1/ballots`."""
        return {
            "proposal": self.proposal,
            "account": self.account,
            "choice": self.choice,
            "deadline": self.deadline,
            "signature": "0x" + self.signature.hex(),
        }

    def packed(self, question: BallotQuestion) -> bytes:
        """As `castBallots` reads it."""
        short = compact(self.signature)
        if short is None:
            raise ValueError(f"{self.account} signed with a high s")
        return packed(question.method, short, encode(question.method, question.options, self.choice))


def sign(
    question: BallotQuestion, accounts: Sequence[LocalAccount], choices: Iterable[Choice], deadline: int
) -> Iterator[WalletBallot]:
    """One ballot an account."""
    for account, choice in zip(accounts, choices, strict=True):
        number = encode(question.method, question.options, choice)
        digest = UnsignedBallot(question.proposal, number, deadline).digest(question.domain)
        signature = bytes(account.unsafe_sign_hash(Hash32(digest)).signature)
        yield WalletBallot(question.proposal, account.address, choice, deadline, signature)
