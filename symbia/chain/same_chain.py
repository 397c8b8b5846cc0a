"""Whether a node, and what was written down about its chain, belong together."""

from symbia.chain.deployment import Deployment
from symbia.chain.node import Node
from symbia.errors import NodeBehindError, WrongChainError

_AGREE = "Set SYMBIA_RPC_URL and SYMBIA_DEPLOYMENT, or give --rpc-url and --deployment, that belong together"


def require_same_chain(node: Node, deployment: Deployment) -> None:
    """Raises WrongChainError unless the node has the block before which nothing of the deployment happened,
    NodeBehindError while it has no block of that number."""
    if other := other_chain(node, deployment.chain_id, "the deployment file is"):
        raise WrongChainError(f"The node at {node.url} cannot be used: {other}. {_AGREE}.")
    require_start_block(node, deployment)


def require_start_block(node: Node, deployment: Deployment) -> None:
    """The part of require_same_chain that tells chains with the same id apart. Raises the same."""
    start = node.header(deployment.start_block)
    if start is None:
        raise NodeBehindError(
            f"The node at {node.url} has no block {deployment.start_block}, with which the deployment file begins. It "
            "may lag behind: wait for it. If it is another chain with the same id, such as a local chain that was "
            "started anew, deploy again with `symbia deploy`."
        )
    if start.hash != deployment.start_block_hash.lower():
        raise WrongChainError(
            f"Block {deployment.start_block} of the node at {node.url} is not the one in the deployment file: it is "
            f"another chain with the same id, such as a local chain that was started anew. {_AGREE}, or deploy again "
            "with `symbia deploy`."
        )


def other_chain(node: Node, chain_id: int, what: str) -> str | None:
    """None if the node serves `chain_id`; else why not, where `what` is of that chain: `the tables are`."""
    served = node.chain_id()
    return None if served == chain_id else f"it serves chain {served}, and {what} of chain {chain_id}"
