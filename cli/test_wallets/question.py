"""What a proposal on a local chain asks, and who of the wallets may answer."""

from collections.abc import Sequence
from dataclasses import dataclass

from cli.test_wallets.chain import LocalChain
from cli.test_wallets.errors import BallotBoxError
from symbia.chain.deployment import Deployment
from symbia.rules.ballots.names import METHODS, Method
from symbia.rules.ballots.typed_data import governor_name
from symbia.rules.typed_data import SigningDomain
from symbia.units import LOCAL_CHAINS


@dataclass(frozen=True, slots=True)
class BallotQuestion:
    """A proposal. `snapshot` and `deadline` in unix seconds; `late` is what a late quorum may add to the deadline."""

    proposal: int
    method: Method
    options: int
    snapshot: int
    deadline: int
    late: int
    state: int
    domain: SigningDomain


def require_local(deployment: Deployment) -> None:
    """Raises BallotBoxError on a chain that people use: the wallets' keys are public."""
    if deployment.chain_id not in LOCAL_CHAINS:
        raise BallotBoxError.of("cli.ballots.not_local", chain=deployment.chain_id)


def read_question(chain: LocalChain, proposal: int) -> BallotQuestion:
    """Raises BallotBoxError if there is no such proposal."""
    last = chain.call("BrandGovernor", "latestProposalId")
    if not 1 <= proposal <= last:
        raise BallotBoxError.of("cli.ballots.no_proposal", proposal=proposal, last=last)
    rules = chain.call("BrandGovernor", "proposalRules", proposal)
    governor = chain.contract("BrandGovernor").address
    return BallotQuestion(
        proposal=proposal,
        method=METHODS[rules[4]],
        options=rules[5],
        snapshot=chain.call("BrandGovernor", "proposalSnapshot", proposal),
        deadline=chain.call("BrandGovernor", "proposalDeadline", proposal),
        late=chain.call("BrandGovernor", "lateQuorumVoteExtension"),
        state=chain.call("BrandGovernor", "state", proposal),
        domain=SigningDomain(governor_name(chain.brand.deployment.brand), chain.brand.deployment.chain_id, governor),
    )


def member_numbers(chain: LocalChain, question: BallotQuestion, accounts: Sequence[str]) -> tuple[dict[str, int], int]:
    """Number of each account, 0 for one that never held a membership; and how many have no units at the snapshot (one
    second ago, while it is to come)."""
    powers = chain.powers(accounts, min(question.snapshot, chain.at - 1))
    numbers = {account: number for account, (number, _) in zip(accounts, powers, strict=True)}
    return numbers, sum(1 for _, units in powers if not units)
