"""web3 over the one client of JSON-RPC: its codec as a second opinion, our endpoints, retries and time-outs."""

from typing import Any

import msgspec
from web3 import Web3
from web3.providers import JSONBaseProvider
from web3.types import RPCEndpoint, RPCResponse

from symbia.chain.node import Node


class NodeProvider(JSONBaseProvider):
    """Asks a Node. Raises NodeError where it does not answer; an error that it answers with is left to web3."""

    def __init__(self, node: Node) -> None:
        super().__init__()
        self._node = node

    def make_request(self, method: RPCEndpoint, params: Any) -> RPCResponse:
        """One call. For reading only: it may be asked twice."""
        reply = self._node.rpc.send([(method, params)])[0]
        if reply.error is not None:
            return {"jsonrpc": "2.0", "id": 0, "error": msgspec.to_builtins(reply.error)}
        return {"jsonrpc": "2.0", "id": 0, "result": msgspec.json.decode(reply.result)}


def web3_of(node: Node) -> Web3:
    """web3 that asks this node."""
    return Web3(NodeProvider(node))
