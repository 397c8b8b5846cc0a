"""Whether a node, and what was written down about its chain, belong together."""

from symbia.chain.deployment import Deployment
from symbia.chain.node import Node
from symbia.errors import NodeBehindError, WrongChainError
from symbia.text import Text


def require_same_chain(node: Node, deployment: Deployment) -> None:
    """Raises WrongChainError unless the node has the block before which nothing of the deployment happened,
    NodeBehindError while it has no block of that number."""
    if other := other_chain(node, deployment.chain_id, "chain.other_than_file"):
        raise WrongChainError.of("chain.wrong_chain", url=node.url, why=other)
    require_start_block(node, deployment)


def require_start_block(node: Node, deployment: Deployment) -> None:
    """The part of require_same_chain that tells chains with the same id apart. Raises the same.

    The start block is the one whose hash is known without this node: where its fields give it, later ones have to."""
    start = node.header(deployment.start_block)
    if start is None:
        raise NodeBehindError.of("chain.node_behind", url=node.url, block=deployment.start_block)
    if start.hash != deployment.start_block_hash.lower():
        raise WrongChainError.of("chain.wrong_start", url=node.url, block=deployment.start_block)
    node.prove_headers(start)


def other_chain(node: Node, chain_id: int, code: str) -> Text | None:
    """None if the node serves `chain_id`; else the text of `code`, which says what is of that chain."""
    served = node.chain_id()
    return None if served == chain_id else Text.of(code, served=served, wanted=chain_id)
