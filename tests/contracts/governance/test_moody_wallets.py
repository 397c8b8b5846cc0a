"""Contract wallets that misbehave while they are asked about a signature (ERC-1271): they harm nobody but who asks."""

from typing import Any

import pytest
from brownie import MoodyWallet, accounts
from support.ballots import HALF_HOUR, batch, signed
from support.chain import NOBODY, create, now, pass_time, refusal, send
from support.governance import AGAINST, FOR, Proposal, propose
from support.members import issue
from support.plan import ADVISORY, ROOT
from support.signing import signer

ALICE = signer("alice beside the wallet")
AGREE, CALL_BACK, BURN_GAS, ANSWER_MUCH, ANSWER_SHORT = range(5)


@pytest.fixture(scope="module")
def wallet(voters: list[Any], membership: Any, issuer: Any) -> Any:
    """The wallet and Alice have 10 units each."""
    made = create(MoodyWallet, sender=accounts[0])
    for account in (made, ALICE):
        issue(membership, issuer, account, ROOT)
    pass_time(1)
    return made


@pytest.fixture
def proposal(governor: Any, voters: list[Any], wallet: Any) -> Proposal:
    """An advisory proposal that is open."""
    return propose(governor, ADVISORY, voters[0]).open()


def prepare(wallet: Any, mood: int, target: str = NOBODY, data: str = "0x") -> None:
    """What the wallet does from now on."""
    send(wallet.prepare, mood, target, bytes.fromhex(data.removeprefix("0x")), sender=accounts[0])


def ballot(governor: Any, wallet: Any, choice: int = FOR) -> tuple[Any, ...]:
    """The call; the wallet looks at no signature."""
    return (governor.castWalletBallot, 1, wallet.address, choice, now() + HALF_HOUR, b"anything")


def test_a_wallet_that_agrees(governor: Any, proposal: Proposal, wallet: Any, stranger: Any) -> None:
    send(*ballot(governor, wallet), sender=stranger)
    assert proposal.tally == (0, 10, 0)


def calls_back(governor: Any, wallet: Any, what: str) -> str:
    """Data of a call that would change the tally, were it let through."""
    inputs = {
        "castVote": (governor.castVote, 1, AGAINST),
        "castBallots": (governor.castBallots, 1, *batch([signed(governor, 1, ALICE, AGAINST)])),
        "castWalletBallot": ballot(governor, wallet, AGAINST),
        "castWalletBallot_again": ballot(governor, wallet),
    }
    function, *arguments = inputs[what]
    return str(function.encode_input(*arguments))


@pytest.mark.parametrize("what", ["castVote", "castBallots", "castWalletBallot", "castWalletBallot_again"])
def test_a_wallet_that_calls_back(governor: Any, proposal: Proposal, wallet: Any, stranger: Any, what: str) -> None:
    """It is asked without the right to change anything; had the inner call gone through, it would not agree."""
    prepare(wallet, CALL_BACK, governor.address, calls_back(governor, wallet, what))
    send(*ballot(governor, wallet), sender=stranger)
    assert proposal.tally == (0, 10, 0)
    assert refusal(*ballot(governor, wallet), sender=stranger) == ("GovernorAlreadyCastVote", wallet.address)


def test_a_wallet_that_burns_all_gas(governor: Any, proposal: Proposal, wallet: Any, stranger: Any) -> None:
    prepare(wallet, BURN_GAS)
    assert refusal(*ballot(governor, wallet), sender=stranger) == ("GovernorInvalidSignature", wallet.address)
    # Nothing was marked: in a better mood it votes, and meanwhile others did.
    send(governor.castBallots, 1, *batch([signed(governor, 1, ALICE, FOR)]), sender=stranger)
    prepare(wallet, AGREE)
    send(*ballot(governor, wallet, AGAINST), sender=stranger)
    assert proposal.tally == (10, 10, 0)


def test_a_wallet_that_answers_too_little(governor: Any, proposal: Proposal, wallet: Any, stranger: Any) -> None:
    prepare(wallet, ANSWER_SHORT)
    assert refusal(*ballot(governor, wallet), sender=stranger) == ("GovernorInvalidSignature", wallet.address)


def test_a_wallet_that_answers_very_much(governor: Any, proposal: Proposal, wallet: Any, stranger: Any) -> None:
    """Half a megabyte, the agreement first: it costs who brings the ballot, and counts once."""
    prepare(wallet, ANSWER_MUCH)
    receipt = send(*ballot(governor, wallet), sender=stranger)
    assert receipt.gas > 500_000
    assert proposal.tally == (0, 10, 0)
