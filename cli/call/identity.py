"""What the governor knows a proposal by: its actions and its description, read from the log of its creation."""

from typing import Any

from eth_utils.crypto import keccak

from cli.call.errors import CallError
from cli.onchain import BrandChain, open_chain
from cli.tally.chain import block_at
from cli.tally.ranges import backwards
from symbia.chain.deployment import Deployment
from symbia.chain.functions import Function

BY_NUMBER = frozenset({"queue", "execute", "cancel"})  # functions of BrandGovernor that take all of that
NUMBER = "proposal="


def number_in(function: Function, arguments: list[str]) -> int | None:
    """The proposal that `proposal=7` names in the place of these arguments, None if it does not."""
    if function.contract != "BrandGovernor" or function.name not in BY_NUMBER or len(arguments) != 1:
        return None
    text = arguments[0].removeprefix(NUMBER)
    return int(text) if text != arguments[0] and text.isascii() and text.isdigit() else None


def identity_of(url: str, deployment: Deployment, proposal: int) -> dict[str, Any]:
    """Raw arguments by name. Raises CallError where there is no such proposal, and what `open_chain` raises."""
    with open_chain(url, deployment) as chain:
        last = chain.call("BrandGovernor", "latestProposalId") if _has_any(chain) else 0
        if not 1 <= proposal <= last:
            raise CallError.of("cli.call.no_proposal", proposal=proposal, last=last)
        created = _created(chain, proposal)
    return {
        "targets": list(created["targets"]),
        "values": list(created["values"]),
        "calldatas": list(created["calldatas"]),
        "descriptionHash": keccak(text=created["description"]),
    }


def _has_any(chain: BrandChain) -> bool:
    """Asked for its last one, a governor without proposals reverts."""
    return bool(chain.call("BrandGovernor", "proposalSnapshot", 1))


def _created(chain: BrandChain, proposal: int) -> Any:
    event = chain.contracts["BrandGovernor"].events.ProposalCreated()
    snapshot = chain.call("BrandGovernor", "proposalSnapshot", proposal)
    for found in backwards(
        lambda first, last: event.get_logs(from_block=first, to_block=last),
        chain.deployment.start_block,
        block_at(chain, snapshot),
    ):
        for log in found:
            if log["args"]["proposalId"] == proposal:
                return log["args"]
    raise CallError.of("cli.call.no_log", url=chain.url, proposal=proposal)
