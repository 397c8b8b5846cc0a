"""Logs of whole blocks out of the receipts of their transactions, by whichever method a node knows."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import structlog

from symbia.chain.again import again
from symbia.chain.replies import (
    Reply,
    WireBlock,
    WireReceipt,
    block_in,
    logs_in,
    no_method,
    receipt_in,
    receipts_in,
)
from symbia.chain.rpc import Rpc, RpcCall
from symbia.chain.wire import Log
from symbia.errors import ChainMovedError, NoReceiptsError, RpcError
from symbia.process.urls import shown

BLOCK_RECEIPTS, RECEIPT = "eth_getBlockReceipts", "eth_getTransactionReceipt"
_log = structlog.get_logger("symbia.indexer")


class BlockReceipts:
    """Receipts of blocks. Remembers which endpoint lacks which method."""

    def __init__(self, rpc: Rpc) -> None:
        self._rpc = rpc
        self._lacking: set[tuple[str, str]] = set()  # endpoint, method that it does not know

    def logs(self, hashes: Sequence[str]) -> list[list[Log] | None]:
        """Every log of each block, out of the receipts of all its transactions; None where some are not there.

        One question, where the node gives the receipts of a block together. Raises ChainMovedError if a block is
        gone, also when asked again (of several nodes behind a name one may be late), NoReceiptsError if the node knows
        no method that gives receipts.
        """
        try:
            return self._logs(hashes)
        except ChainMovedError as error:
            moved = error
        for _ in again():
            try:
                return self._logs(hashes)
            except ChainMovedError as error:
                moved = error
        raise moved

    def _logs(self, hashes: Sequence[str]) -> list[list[Log] | None]:
        calls = [RpcCall("eth_getBlockByHash", [name, False], partial(block_in, name)) for name in hashes]
        if self._has(BLOCK_RECEIPTS):
            calls += [RpcCall(BLOCK_RECEIPTS, [name], self._noting(BLOCK_RECEIPTS, receipts_in)) for name in hashes]
        results = self._rpc.batched(calls)
        blocks: list[WireBlock] = results[: len(hashes)]
        given = results[len(hashes) :] or [None] * len(hashes)
        without = (block for block, receipts in zip(blocks, given, strict=True) if receipts is None)
        singly = self._one_by_one([tx_hash for block in without for tx_hash in block.transactions])
        return [
            logs_in(block, [singly[tx_hash] for tx_hash in block.transactions] if receipts is None else receipts)
            for block, receipts in zip(blocks, given, strict=True)
        ]

    def _one_by_one(self, transactions: Sequence[str]) -> dict[str, WireReceipt | None]:
        """Receipts asked for one by one; None for each that the node has not."""
        receipts: list[WireReceipt | None] = []
        if self._has(RECEIPT):
            read = self._noting(RECEIPT, receipt_in)
            receipts = self._rpc.batched([RpcCall(RECEIPT, [tx_hash], read) for tx_hash in transactions])
        if transactions and not self._has(RECEIPT):
            raise self._no_receipts()
        return dict(zip(transactions, receipts, strict=True))

    def _no_receipts(self) -> RpcError:
        if self._has(BLOCK_RECEIPTS):
            return RpcError.of("chain.no_receipts_now", url=self._rpc.url, method=RECEIPT)
        return NoReceiptsError.of("chain.no_receipts", url=self._rpc.url, first=BLOCK_RECEIPTS, second=RECEIPT)

    def _has(self, method: str) -> bool:
        """Unless this endpoint said that it knows no such method."""
        return (self._rpc.endpoints.current, method) not in self._lacking

    def _noting(self, method: str, read: Callable[[Reply], Any]) -> Callable[[Reply], Any]:
        """`read`, that notes when the endpoint which is asked now says that it knows no such method."""
        endpoint = self._rpc.endpoints.current

        def read_and_note(reply: Reply) -> Any:
            if no_method(reply) and endpoint == self._rpc.endpoints.current:
                self._note(endpoint, method)
            return read(reply)

        return read_and_note

    def _note(self, endpoint: str, method: str) -> None:
        if (endpoint, method) not in self._lacking:
            self._lacking.add((endpoint, method))
            _log.warning("the node lacks a method, doing without it", url=shown(endpoint), method=method)
