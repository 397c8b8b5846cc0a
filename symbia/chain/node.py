"""A node as everything here asks it: blocks, logs, and what contracts would answer."""

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

import httpx

from symbia.chain.again import again
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
from symbia.chain.standing import Standing
from symbia.chain.wire import Header, Log
from symbia.errors import (
    LogRangeError,
    NodeBehindError,
    NodeError,
    NodeOverloadedError,
    NodeTooSlowError,
    RpcError,
    UnprovedHeaderError,
)
from symbia.process.closing import Closing
from symbia.text import Text

LONGEST_ANSWER = 12 * 2**20  # bytes of an answer to a range of blocks; keeps memory flat on a busy chain
LOOKING_SECONDS = 3.0  # for an answer of an endpoint that is not in use


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
        self._prove_headers = False

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

    @property
    def standing(self) -> Standing:
        """What is known of the endpoint in use."""
        return self.rpc.endpoints.standing

    @property
    def standings(self) -> tuple[Standing, ...]:
        """What is known of each endpoint."""
        return self.rpc.endpoints.standings

    def look_around(self) -> None:
        """Ask every endpoint that is not in use how far it is, a few seconds each."""
        for standing in self.standings:
            if standing is not self.standing:
                with suppress(NodeError):
                    self.rpc.head_of(standing, LOOKING_SECONDS)

    def prefer_further(self) -> bool:
        """Go on with the endpoint that is furthest, where the one in use is behind it or must not be believed; whether
        there is one."""
        others = [one for one in self.standings if one is not self.standing and one.may_be_preferred]
        best = max(others, key=lambda one: -1 if one.head is None else one.head, default=None)
        if best is None or best.head is None or best.head <= (self.standing.head or -1):
            return False
        self.rpc.endpoints.prefer(best)
        return True

    def change_endpoint(self) -> bool:
        """Go on with the next endpoint; False if there is only one."""
        return self.rpc.endpoints.change(self.changes)

    @property
    def proves_headers(self) -> bool:
        """Whether a header is believed only if its fields give its hash."""
        return self._prove_headers

    def prove_headers(self, known: Header) -> bool:
        """From now on believe only headers whose fields give their hash, if those of `known` do; whether that is so.
        Its hash has to be known from elsewhere. Chains with header fields of their own have another form, and on these
        headers are believed as before."""
        self._prove_headers = self._prove_headers or known.proved
        return self._prove_headers

    def chain_id(self) -> int:
        """Chain id as the node says it."""
        return number_in(self.rpc.send([("eth_chainId", [])])[0])

    def client(self) -> str:
        """Name and version of the node's program; empty if it does not say."""
        reply = self.rpc.send([("web3_clientVersion", [])])[0]
        return "" if reply.error is not None else str(read(reply, str))

    def block_number(self) -> int:
        """Number of the newest block."""
        standing = self.standing
        standing.told(number := number_in(self.rpc.send([("eth_blockNumber", [])])[0]))
        return number

    def head(self, known: int = -1) -> Header:
        """The newest block. One below `known` is asked for again, some times: behind one name there may be several
        nodes, of which one is late."""
        best = self._head()
        asking = again()
        while best.number < known and next(asking, True) is None:
            best = max(self._head(), best, key=lambda header: header.number)
        return best

    def _head(self) -> Header:
        standing = self.standing
        header: WireHeader = self.rpc.ask("eth_getBlockByNumber", ["latest", False], WireHeader)
        if self._lies(head := header.header()):
            raise self._unproved(head)
        standing.told(head.number)
        return head

    def _lies(self, header: Header | None) -> bool:
        return header is not None and self._prove_headers and not header.proved

    def _unproved(self, header: Header) -> UnprovedHeaderError:
        return UnprovedHeaderError.of("chain.unproved", url=self.url, block=header.number, hash=header.hash)

    def header(self, number: int) -> Header | None:
        """Block `number`, None if the node has none. Raises the same as `headers`."""
        return self.headers([number])[0]

    def headers(self, numbers: Sequence[int]) -> list[Header | None]:
        """Blocks by number, in the order asked, None for each the node has not come to. Raises NodeBehindError where it
        keeps leaving out one that it must have, for it named a newer one, UnprovedHeaderError for one that keeps
        coming with fields that do not give its hash."""
        standing, found = self.standing, dict(zip(numbers, self._headers(numbers), strict=True))
        asking = again()

        def is_wrong(number: int, header: Header | None) -> bool:
            return number <= standing.highest if header is None else self._lies(header)

        while missing := [number for number, header in found.items() if is_wrong(number, header)]:
            if next(asking, True) is not None:
                first = found[missing[0]]
                if first is not None:
                    raise self._unproved(first)
                raise NodeBehindError.of("chain.leaves_out", url=self.url, block=missing[0])
            found |= zip(missing, self._headers(missing), strict=True)
        return [found[number] for number in numbers]

    def _headers(self, numbers: Sequence[int]) -> list[Header | None]:
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
        except NodeBehindError:
            raise
        except RpcError as error:
            if last > first:
                self.standing.refusals += 1
                raise LogRangeError(error.text, hinted_blocks(str(error), last - first + 1)) from error
            raise
        except (NodeTooSlowError, NodeOverloadedError) as error:
            # A node that is gone does not answer the smallest question either, and is waited for.
            if last > first and (isinstance(error, NodeTooSlowError) or self.rpc.answers()):
                self.standing.refusals += 1
                raise LogRangeError(error.text) from error
            raise

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
        overrides: Mapping[str, Any] | None = None,
    ) -> bytes:
        """What a call returns at a block, the newest if not named, for at most `gas`. `overrides`: state of contracts
        as it shall be for this call, which most nodes can do. Raises RevertedCallError."""
        question = _call(to, data, gas=gas, sender=sender, value=value)
        more = [] if overrides is None else [dict(overrides)]
        return returned_in(self.rpc.send([("eth_call", [question, _tag(block), *more])])[0])

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
