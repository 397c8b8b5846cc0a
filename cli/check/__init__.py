"""Compare what the API says with what the contracts say, at the very block the API answers for.

A doubter's tool: it reads the chain through web3 and the packaged ABIs alone, and shares no code with the indexer.
"""

import httpx

from cli.check.comparing import Comparison, Sources
from symbia.chain.node import Node
from symbia.domains import Part, functions

__all__ = ["Comparison", "compare"]

CHECKS = functions(Part.CHECK, "check_")


def compare(api: httpx.Client, rpc_url: str) -> Comparison:
    """Compare a whole brand. `api` has the API's base URL. Raises httpx.HTTPError when it does not answer, NodeError
    when no node at `rpc_url` does."""
    with Node(rpc_url) as node:
        sources = Sources(api, node)
        for check in CHECKS:
            check(sources)
    return sources.result
