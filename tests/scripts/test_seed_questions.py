"""The demo's questions are ones that the governor takes, and signed answers are those of their members."""

import random
from types import SimpleNamespace
from typing import Any

import pytest
from eth_account import Account

from scripts.seed_questions import (
    CAMPAIGN,
    COLOUR,
    GARDEN,
    SCENT,
    BallotBox,
    NotSignedError,
    SeedAnswer,
    SeedQuestion,
    answers,
)
from symbia.rules.ballots.choices import decode
from symbia.rules.ballots.names import METHODS, Method, most_options
from symbia.rules.ballots.typed_data import UnsignedBallot
from symbia.rules.signatures import COMPACT_BYTES, signer
from symbia.rules.typed_data import SigningDomain

QUESTIONS = (SCENT, GARDEN, COLOUR, CAMPAIGN)
GOVERNOR = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
DEADLINE = 1_900_000_000
KEYS = [Account.from_key(number.to_bytes(32)) for number in (1, 2)]


def test_there_is_a_question_of_each_method() -> None:
    assert {question.method for question in QUESTIONS} == set(METHODS) - {"for_against"}


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.method)
def test_each_taste_is_a_choice(question: SeedQuestion) -> None:
    count = len(question.labels)
    assert 2 <= count <= most_options(question.method)
    for taste in question.tastes:
        assert decode(question.method, count, question.number_of(taste)) == taste


def test_only_what_pays_has_actions() -> None:
    assert {question.document: question.options[2] for question in QUESTIONS if any(question.options[2])} == {
        GARDEN.document: (1, 1, 1, 0)
    }


def test_the_same_members_answer_the_same_every_time() -> None:
    def told() -> list[SeedAnswer]:
        return answers(SCENT, range(60), random.Random(1), 0.5)

    assert told() == told()
    assert 0 < len(told()) < 60


class FakeChain:
    """Signs with keys of its own, and keeps what is sent."""

    def __init__(self, signature: str | None = None) -> None:
        self.sent: list[tuple[Any, ...]] = []
        self._signature = signature

    def sign_typed(self, document: dict[str, Any], *, signer: Any) -> str:
        """As a node would."""
        return self._signature or signer.sign_typed_data(full_message=_numbered(document)).signature.to_0x_hex()

    def send(self, _contract: Any, *call: Any, sender: Any) -> None:
        """Noted."""
        self.sent.append((*call, sender))


def _numbered(document: dict[str, Any]) -> dict[str, Any]:
    """Nodes take numbers as text, eth_account does not."""
    return {**document, "message": {name: int(value) for name, value in document["message"].items()}}


def box_on(chain: Any) -> BallotBox:
    governor = SimpleNamespace(address=GOVERNOR, proposalDeadline=lambda number: DEADLINE + number)
    deployment = SimpleNamespace(brand="Juniper", chain_id=1337)
    brand: Any = SimpleNamespace(governor=governor, deployment=deployment)
    return BallotBox(brand, chain)


@pytest.mark.parametrize(("method", "size"), [("single_choice", 1), ("approval", 2), ("split", 20), ("ranked", 3)])
def test_a_batch_holds_the_ballots_of_its_signers(method: Method, size: int) -> None:
    chain = FakeChain()
    box_on(chain).by_signature(
        9, method, [SeedAnswer(key, place + 1) for place, key in enumerate(KEYS)], carrier="carrier"
    )
    ((name, number, deadline, batch, sender),) = chain.sent
    assert (name, number, deadline, sender) == ("castBallots", 9, DEADLINE + 9, "carrier")
    length = COMPACT_BYTES + size
    ballots = [batch[start : start + length] for start in range(0, len(batch), length)]
    domain = SigningDomain("Juniper Governor", 1337, GOVERNOR)
    for place, (ballot, key) in enumerate(zip(ballots, KEYS, strict=True)):
        assert int.from_bytes(ballot[COMPACT_BYTES:]) == place + 1
        digest = UnsignedBallot(9, place + 1, DEADLINE + 9).digest(domain)
        assert signer(digest, ballot[:COMPACT_BYTES]) == key.address.lower()


def test_what_is_no_signature_is_not_carried() -> None:
    chain = FakeChain(signature="0x" + "ff" * 65)
    with pytest.raises(NotSignedError, match="low s"):
        box_on(chain).by_signature(9, "ranked", [SeedAnswer(KEYS[0], 1)], carrier="carrier")
    assert chain.sent == []
