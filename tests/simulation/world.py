"""A chain that moves while it is indexed, behind a node that fails, lies and lags as its plan says."""

import json
import random
from collections.abc import Sequence
from typing import Any

import httpx

from indexer.fetch.completeness import bloom_of
from symbia.chain.node import Node
from tests.indexer.fake_chain import Emitted, FakeBlock, FakeChain, RefusedError
from tests.indexer.story import Story

from .plan import Plan

FINALITY_DEPTH = 24
STRANGER = "0x" + "5e" * 20
_TOPICS = tuple(f"0x{number:064x}" for number in range(3))
DEEPEST = 3 * FINALITY_DEPTH
LONG = 40  # stretches of a long story
_WORDINGS = (
    "query returned more than {} results",
    "Try with this block range [{first}, {last}].",
    "eth_getLogs is limited to a {} range",
    "exceed maximum block range: {}",
    "block range is too wide, maximum allowed is {} blocks",
    "something went wrong",
)


class TroubledChain(FakeChain):
    """Refuses answers of too many logs as well; wrong hints name any number. Others emit logs beside ours.

    It leaves out what the engine promises to notice and no more: anything in an answer to eth_getLogs about a block
    above the finality depth, otherwise what filter or count show.
    """

    plan = Plan.of(0)
    chance = random.Random(0)
    highest = 0  # block that was ever told to be the head

    def mine(self, transactions: Sequence[Sequence[Emitted]]) -> FakeBlock:
        """A block with these transactions, and now and then one of somebody else."""
        mixed = list(transactions)
        if mixed and self.chance.random() < 0.2:
            mixed.insert(self.chance.randint(0, len(mixed)), [(STRANGER, (self.chance.choice(_TOPICS),), b"")])
        block = super().mine(mixed)
        self.highest = max(self.highest, block.number)
        return block

    def _header(self, block: FakeBlock) -> dict[str, Any]:
        return super()._header(block) | ({"logsBloom": "0x0"} if self.plan.filters_lie else {})

    def _eth_getLogs(self, question: dict[str, Any]) -> list[dict[str, Any]]:  # noqa: N802
        try:
            found = super()._eth_getLogs(question)
        except RefusedError:
            self._word(question, self.range_limit)
            raise
        if (
            "blockHash" not in question
            and len(found) > self.plan.result_cap
            and question["fromBlock"] != question["toBlock"]
        ):
            self._word(question, self.range_limit)
            raise RefusedError
        return found

    def _word(self, question: dict[str, Any], served: int) -> None:
        first = int(question["fromBlock"], 16)
        hint = self.chance.choice((1, served, 2 * served, 10**9, 0)) if self.plan.wrong_hints else served
        said = self.chance.choice(_WORDINGS).format(hint, first=hex(first), last=hex(first + max(hint - 1, 0)))
        self.refusal = {"code": -32005, "message": said}

    def _indexed(self, block: FakeBlock, wanted: Sequence[str] | None) -> list[dict[str, Any]]:
        kept = super()._indexed(block, wanted)
        if self.plan.filters_lie or block.number > self.highest - FINALITY_DEPTH or not adds_up(block, kept):
            return kept
        return [log for log in block.logs if wanted is None or log["address"] in wanted]

    def _receipted(self, block: FakeBlock) -> list[dict[str, Any]]:
        kept = super()._receipted(block)
        return block.logs if self.plan.filters_lie or adds_up(block, kept) else kept


class World:
    """Tells a story on a chain. `tick` moves it on; `node` gives a way to ask about it; `heal` ends all trouble."""

    def __init__(self, seed: int) -> None:
        self.plan = Plan.of(seed)
        self.chance = random.Random(f"world {seed}")
        self.chain = TroubledChain(range_limit=self.plan.block_cap, block_receipts=self.plan.receipts_by_block)
        self.chain.plan, self.chain.chance, self.chain.twice = self.plan, self.chance, self.plan.repeats
        self.story = Story(self.chain, seed)
        self._stale: list[FakeBlock] | None = None
        self._healed = False
        self._grow(self.chance.randrange(20, 120))
        if self.plan.long:
            self._grow_long()

    def node(self, _urls: str = "") -> Node:
        """A client of this world's node."""
        return Node("http://world", transport=httpx.MockTransport(self._answer))

    def tick(self) -> None:
        """A little later: new blocks, other blocks, logs that the node has lost."""
        self._stale = self.chain.blocks[:]
        moved = self.chance.random()
        height = self.chain.head.number - self.story.start.number
        if moved < self.plan.deep_reorgs:
            self._replace(min(self.chance.randint(FINALITY_DEPTH + 1, DEEPEST), height))
        elif moved < self.plan.deep_reorgs + self.plan.reorgs:
            self._replace(min(self.chance.randint(1, FINALITY_DEPTH - 8), height))
        self._grow(self.chance.choice((0, 0, 1, 1, 2, 5)))
        self._lose_logs()

    def heal(self) -> None:
        """From now on the node tells the truth at once, and the chain stands still, with more blocks than ever before:
        one that stayed shorter than it was once seen could not be told from a node that is late."""
        self._healed = True
        self._grow(self.chain.highest + 1 - self.chain.head.number)
        self.chain.omitted.clear()
        self.chain.unreceipted.clear()

    def _replace(self, depth: int) -> None:
        if depth < 1:
            return
        self.story.back_to(self.chain.head.number - depth, seed=self.chance.randrange(10**9))
        self._grow(depth + self.chance.choice((-1, 0, 1, 1, 2)))

    def _grow(self, blocks: int) -> None:
        self.story.grow(max(blocks, 0))

    def _grow_long(self) -> None:
        """More blocks than the largest cap, most of them empty, and some that are full."""
        for _ in range(LONG):
            self.story.rest(self.chance.randrange(180))
            self.story.crowd(self.chance.choice((1, 1, 1, 100)))

    def _lose_logs(self) -> None:
        """Some blocks lose logs for some answers, a few of them in their receipts too until the next tick."""
        self.chain.unreceipted.clear()
        if self.chance.random() >= self.plan.omissions:
            return
        full = [block for block in self.chain.blocks if block.logs]
        newest = full[-FINALITY_DEPTH // 2 :]
        for block in [*self.chance.sample(full, min(6, len(full))), *self.chance.sample(newest, min(4, len(newest)))]:
            lost = self._some_of(len(block.logs))
            answers = self.chance.choice((1, 1, 3, 50))
            self.chain.omitted |= {(block.number, log): answers for log in lost}
            if self.chance.random() < 0.2:
                self.chain.unreceipted |= {(block.number, log) for log in lost}

    def _some_of(self, logs: int) -> set[int]:
        """Any of so many logs, or the last ones."""
        if self.chance.random() < 0.3:
            return set(range(max(logs - self.chance.choice((1, 1, 2, 5)), 0), logs))
        return {log for log in range(logs) if self.chance.random() < 0.5}

    def _answer(self, request: httpx.Request) -> httpx.Response:
        if not self._healed:
            if self.chance.random() < self.plan.rpc_errors:
                return self._fail(request)
            if self._stale is not None and self.chance.random() < self.plan.late_answers:
                return httpx.Response(200, content=self._late(request.content))
        return httpx.Response(200, content=self.chain.answer(request.content))

    def _late(self, question: bytes) -> bytes:
        """What the node would have said a tick ago."""
        now, self.chain.blocks = self.chain.blocks, self._stale or self.chain.blocks
        try:
            return self.chain.answer(question)
        finally:
            self.chain.blocks = now

    def _fail(self, request: httpx.Request) -> httpx.Response:
        kind = self.chance.choice(("rpc", "status", "connection", "timeout", "cut", "html", "null"))
        if kind == "connection":
            raise httpx.ConnectError("refused")
        if kind == "timeout":
            raise httpx.ReadTimeout("slow")
        if kind == "status":
            return httpx.Response(self.chance.choice((429, 500, 503)), content=b"busy")
        if kind == "cut":
            whole = self.chain.answer(request.content)
            return httpx.Response(200, content=whole[: self.chance.randrange(len(whole))])
        error = {"code": -32000, "message": "header not found"}
        content = {"html": b"<html>", "null": json.dumps({"jsonrpc": "2.0", "id": 0, "result": None}).encode()}
        failure = json.dumps({"jsonrpc": "2.0", "id": 0, "error": error}).encode()
        return httpx.Response(200, content=content.get(kind, failure))


def adds_up(block: FakeBlock, logs: list[dict[str, Any]]) -> bool:
    """Whether these give the very filter of a block and are counted from 0 without a gap.

    They may be some of its logs all the same: the last ones are missing, and their topics are in others.
    """
    bloom = 0
    for log in logs:
        for part in (log["address"], *log["topics"]):
            bloom |= bloom_of(part)
    return bloom == block.bloom and max((int(log["logIndex"], 16) for log in logs), default=-1) == len(logs) - 1
