"""A node as everything here asks it: blocks, logs, and what contracts would answer."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import httpx

from symbia.chain.endpoints import PATIENT, Patience
from symbia.chain.hints import hinted_blocks
from symbia.chain.receipts import BlockReceipts
from symbia.chain.replies import (
    WireHeader,
    WireLog,
    header_in,
    number_in,
    quantity_in,
    read,
    returned_if_any,
    returned_in,
)
from symbia.chain.rpc import Rpc, RpcCall
from symbia.chain.wire import Header, Log
from symbia.errors import LogRangeError, NodeOverloadedError, NodeTooSlowError, NodeUnreachableError, RpcError
from symbia.process.closing import Closing
from symbia.text import Text

LONGEST_ANSWER = 12 * 2**20  # bytes of an answer to a range of blocks; keeps memory flat on a busy chain


class Node(Closing):
    """A node, or one of several that stand in for each other. May be asked from several threads.

    `urls` lists endpoints, separated by commas: one is used until it does not answer, then the next. Addresses are in
    any spelling, amounts in wei. Raises NodeUnreachableError and RpcError.
    """

    def __init__(
        self, urls: str, *, patience: Patience = PATIENT, transport: httpx.BaseTransport | None = None
    ) -> None:
        """Opens no connection. `transport` replaces the network in tests."""
        self.rpc = Rpc(urls, patience, transport)
        self._receipts = BlockReceipts(self.rpc)

    def close(self) -> None:
        """Close the connections. Questions that other threads still wait for fail soon."""
        self.rpc.endpoints.close()

    @property
    def url(self) -> str:
        """The endpoint in use, for people: without what may be a key."""
        return self.rpc.url

    @property
    def changes(self) -> int:
        """How often another endpoint took over."""
        return self.rpc.endpoints.changes

    @property
    def errors(self) -> Counter[str]:
        """By kind: what was answered instead, or that nothing was."""
        return self.rpc.endpoints.errors

    def change_endpoint(self) -> bool:
        """Go on with the next endpoint; False if there is only one."""
        return self.rpc.endpoints.change(self.changes)

    def chain_id(self) -> int:
        """Chain id as the node says it."""
        return number_in(self.rpc.send([("eth_chainId", [])])[0])

    def client(self) -> str:
        """Name and version of the node's program; empty if it does not say."""
        reply = self.rpc.send([("web3_clientVersion", [])])[0]
        return "" if reply.error is not None else str(read(reply, str))

    def block_number(self) -> int:
        """Number of the newest block."""
        return number_in(self.rpc.send([("eth_blockNumber", [])])[0])

    def head(self) -> Header:
        """The newest block."""
        header: WireHeader = self.rpc.ask("eth_getBlockByNumber", ["latest", False], WireHeader)
        return header.header()

    def header(self, number: int) -> Header | None:
        """Block `number`, None if the node has none."""
        return self.headers([number])[0]

    def headers(self, numbers: Sequence[int]) -> list[Header | None]:
        """Blocks by number, in the order asked, None for each the node has not."""
        headers: list[Header | None] = self.rpc.batched(
            [RpcCall("eth_getBlockByNumber", [hex(number), False], header_in) for number in numbers]
        )
        for number, header in zip(numbers, headers, strict=True):
            if header is not None and header.number != number:
                raise self.rpc.unusable(Text.of("chain.why.other_block", answered=header.number, asked=number))
        return headers

    def logs(self, addresses: Sequence[str], first: int, last: int) -> list[Log]:
        """Logs of the addresses in blocks `first` to `last`, both included. Raises LogRangeError where the node finds
        them too many, AnswerTooLongError where we do."""
        question = {"address": list(addresses), "fromBlock": hex(first), "toBlock": hex(last)}
        longest = LONGEST_ANSWER if last > first else None  # one block has to come, however long it is
        try:
            return _taken(self.rpc.ask("eth_getLogs", [question], list[WireLog], longest))
        except RpcError as error:
            if last > first:
                raise LogRangeError(error.text, hinted_blocks(str(error), last - first + 1)) from error
            raise
        except (NodeTooSlowError, NodeOverloadedError) as error:
            # A node that is gone does not answer the smallest question either, and is waited for.
            if last > first and (isinstance(error, NodeTooSlowError) or self._answers()):
                raise LogRangeError(error.text) from error
            raise

    def _answers(self) -> bool:
        try:
            self.chain_id()
        except NodeUnreachableError:
            return False
        return True

    def logs_of_block(self, block_hash: str) -> list[Log]:
        """Every log of one block, whoever emitted it."""
        return [wire.log() for wire in self.rpc.ask("eth_getLogs", [{"blockHash": block_hash}], list[WireLog])]

    def logs_by_receipts(self, hashes: Sequence[str]) -> list[list[Log] | None]:
        """Every log of each block, out of its receipts: see BlockReceipts.logs."""
        return self._receipts.logs(hashes)

    def balance(self, account: str) -> int:
        """Wei."""
        return quantity_in(self.rpc.send([("eth_getBalance", [account, "latest"])])[0])

    def code(self, address: str) -> bytes:
        """Code of the contract at an address, empty if there is none."""
        return returned_in(self.rpc.send([("eth_getCode", [address, "latest"])])[0])

    def codes(self, addresses: Sequence[str], block: int) -> list[bytes]:
        """Code at each address at a block, in the order asked; empty where there is none."""
        return self.rpc.batched([RpcCall("eth_getCode", [address, hex(block)], returned_in) for address in addresses])

    def call(
        self,
        to: str,
        data: bytes,
        gas: int | None = None,
        *,
        block: int | None = None,
        sender: str | None = None,
        value: int | None = None,
    ) -> bytes:
        """What a call returns at a block, the newest if not named, for at most `gas`. Raises RevertedCallError."""
        question = _call(to, data, gas=gas, sender=sender, value=value)
        return returned_in(self.rpc.send([("eth_call", [question, _tag(block)])])[0])

    def calls(self, questions: Sequence[tuple[str, bytes]]) -> list[bytes]:
        """What contracts answer to (address, data) now, in order; one batch. Raises RevertedCallError."""
        asked: list[tuple[str, list[Any]]] = [("eth_call", [_call(to, data), "latest"]) for to, data in questions]
        return [returned_in(reply) for reply in self.rpc.send(asked)]

    def calls_at(self, questions: Sequence[tuple[str, bytes]], block: int) -> list[bytes | None]:
        """What contracts answer to (address, data) at a block; None for each that reverts."""
        asked = [[_call(to, data), hex(block)] for to, data in questions]
        return self.rpc.batched([RpcCall("eth_call", params, returned_if_any) for params in asked])

    def estimate(self, sender: str, to: str, data: bytes, value: int) -> int:
        """Gas that a transaction would need now. Raises RevertedCallError."""
        transaction = _call(to, data, sender=sender, value=value)
        return quantity_in(self.rpc.send([("eth_estimateGas", [transaction])])[0])


def _call(
    to: str, data: bytes, *, gas: int | None = None, sender: str | None = None, value: int | None = None
) -> dict[str, str]:
    question = {"to": to, "data": "0x" + data.hex()}
    question |= {} if sender is None else {"from": sender}
    question |= {} if value is None else {"value": hex(value)}
    return question | ({} if gas is None else {"gas": hex(gas)})


def _tag(block: int | None) -> str:
    return "latest" if block is None else hex(block)


def _taken(wires: list[WireLog]) -> list[Log]:
    """The logs, in order. Empties the list: memory for both at once is what a busy chain does not leave us."""
    wires.reverse()
    return [wires.pop().log() for _ in range(len(wires))]
