"""Nodes that leave out, repeat or invent logs.

Invariant 11 of docs/invariants.md.
"""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from indexer.errors import IncompleteLogsError
from indexer.fetch.completeness import ATTEMPTS, BLOCKS_AT_ONCE, LogCheck, bloom_of, bloom_of_logs
from symbia.chain.wire import Header, Log
from symbia.errors import ChainMovedError, NodeError, NoReceiptsError, RpcError
from symbia.tables.bookkeeping import SuspectBlock
from symbia.tables.db import create_engine_for, read_session

from .compare import assert_same, dump
from .conftest import Indexer
from .story import Story

Indexing = Callable[..., Indexer]
OURS = "0x" + "11" * 20
TOPIC = "0x" + "22" * 32
OLD = 1_000  # all blocks are final
YOUNG = 0  # none is


def _log(index: int = 0, block: int = 5, **changes: object) -> Log:
    values = {
        "address": OURS, "topics": (TOPIC,), "data": b"", "block_number": block, "block_hash": f"0x{block:064x}",
        "tx_hash": "0x", "tx_index": 0, "log_index": index,
    }  # fmt: skip
    return Log(**(values | changes))  # type: ignore[arg-type]


def _header(*logs: Log, block: int = 5) -> Header:
    return Header(block, f"0x{block:064x}", "0x", 0, bloom_of_logs(logs))


class Telling:
    """A witness that gives these answers, one after the other, and then no more. `asked`: blocks in each question."""

    def __init__(self, logs: Sequence[list[Log]] = (), receipts: Sequence[list[Log] | None] = ()) -> None:
        self.logs, self.receipts = list(logs), list(receipts)
        self.asked: list[int] = []

    def logs_of_block(self, block_hash: str) -> list[Log]:
        return self.logs.pop(0)

    def logs_by_receipts(self, hashes: Sequence[str]) -> list[list[Log] | None]:
        self.asked.append(len(hashes))
        return [self.receipts.pop(0) for _ in hashes]


class WithoutReceipts(Telling):
    """It knows no method that gives them."""

    def logs_by_receipts(self, hashes: Sequence[str]) -> list[list[Log] | None]:
        raise NoReceiptsError.of("chain.no_receipts", url="", first="", second="")


SILENT = Telling()
CHECK = LogCheck({OURS: [TOPIC]}, sample=0)


def test_bloom_of_a_known_address() -> None:
    """The example of go-ethereum's own tests: three positive words, one filter."""
    filter_ = bloom_of("0x" + b"testtest".hex()) | bloom_of("0x" + b"test".hex()) | bloom_of("0x" + b"hallo".hex())
    other = bloom_of("0x" + b"tes".hex())
    assert filter_ & other != other
    assert 1 <= bin(bloom_of(OURS)).count("1") <= 3


def test_omitted_logs_are_fetched_again(story: Story, new_database: Callable[[], str], indexing: Indexing) -> None:
    story.grow(40)
    honest, lied_to = new_database(), new_database()
    indexing(story, honest).to_head()
    for block in story.chain.blocks:
        for place in range(0, len(block.logs), 2):
            story.chain.omitted[block.number, place] = 1
    indexing(story, lied_to).to_head()
    assert_same(honest, lied_to)


def test_receipts_tell_what_the_index_of_logs_leaves_out(
    story: Story, new_database: Callable[[], str], indexing: Indexing
) -> None:
    story.grow(40)
    honest, lied_to = new_database(), new_database()
    indexing(story, honest).to_head()
    for block in story.chain.blocks:
        story.chain.omitted |= {(block.number, place): 10_000 for place in range(0, len(block.logs), 2)}
    story.chain.block_receipts = False
    indexing(story, lied_to).to_head()
    assert_same(honest, lied_to)
    assert {"eth_getBlockReceipts", "eth_getTransactionReceipt"} <= set(story.chain.asked)


def test_a_node_that_keeps_omitting_holds_the_cursor(story: Story, database: str, indexing: Indexing) -> None:
    story.grow(10)
    indexer = indexing(story, database)
    indexer.to_head()
    story.grow(10)
    full = next(block for block in reversed(story.chain.blocks) if block.logs)
    story.chain.omitted[full.number, 0] = 1_000
    story.chain.unreceipted = {(full.number, 0)}
    if full.number > indexer.step().block + 1:
        indexer.step()
    before = dump(database)
    assert before["cursor"][0]["block_number"] == full.number - 1  # what comes whole is there
    for attempt in range(1, 4):
        with pytest.raises(IncompleteLogsError, match="Give another node"):
            indexer.step()
        assert dump(database) == before
        (suspect,) = _suspects(database)
        assert (suspect.number, suspect.hash, suspect.attempts) == (full.number, full.hash, attempt)
    story.chain.unreceipted.clear()
    indexer.to_head()
    assert dump(database)["cursor"][0]["block_number"] == story.chain.head.number
    assert not _suspects(database)


def test_a_suspect_block_that_the_chain_replaced_is_forgotten(story: Story, database: str, indexing: Indexing) -> None:
    indexer = indexing(story, database)
    story.grow(10)
    story.grow_with_logs()
    suspect = story.chain.head.number
    story.chain.omitted[suspect, 0] = 1_000
    story.chain.unreceipted = {(suspect, 0)}
    with pytest.raises(IncompleteLogsError):
        indexer.to_head()
    assert [row.number for row in _suspects(database)] == [suspect]
    story.reorg(3, 5, seed=2)
    story.chain.omitted.clear()
    story.chain.unreceipted.clear()
    assert indexer.step().blocks < 0
    assert not _suspects(database)
    indexer.retrying_to_head()


def _suspects(url: str) -> Sequence[SuspectBlock]:
    engine = create_engine_for(url)
    try:
        with read_session(engine) as session:
            return session.exec(select(SuspectBlock)).all()
    finally:
        engine.dispose()


def test_logs_that_come_twice(story: Story, new_database: Callable[[], str], indexing: Indexing) -> None:
    story.grow(30)
    once, twice = new_database(), new_database()
    indexing(story, once).to_head()
    story.chain.twice = True
    indexing(story, twice).to_head()
    assert_same(once, twice)


def test_other_contracts_in_the_filter_accuse_nobody() -> None:
    stranger = _log(address="0x" + "33" * 20)
    assert CHECK.whole([_header(stranger)], [], SILENT, OLD) == []


def test_a_false_alarm_costs_two_questions() -> None:
    full = Header(5, _log().block_hash, "0x", 0, bloom_of_logs([_log(address="0x" + "44" * 20), _log()]))
    stranger = [_log(0, address=OURS[:-2] + "ff", topics=(TOPIC, OURS)), _log(1, address="0x" + "44" * 20)]
    answers = Telling([stranger], [[_log(1), _log(0, address="0x" + "44" * 20)]])
    assert CHECK.whole([full], [], answers, OLD) == [_log(1)]
    assert not answers.receipts


def test_a_log_that_is_not_in_the_filter_is_nobodys_word() -> None:
    empty = Header(5, _log().block_hash, "0x", 0, 0)
    with pytest.raises(IncompleteLogsError, match="SYMBIA_COMPLETENESS=receipts"):
        CHECK.whole([empty], [_log()], Telling([[_log()]] * ATTEMPTS, [[_log()]] * ATTEMPTS), OLD)


def test_where_filters_lie_receipts_decide() -> None:
    check = LogCheck({OURS: [TOPIC]}, blooms=False)
    stranger = _log(1, address="0x" + "44" * 20)
    headers = [Header(5, _log().block_hash, "0x", 0, 0), Header(6, _log(block=6).block_hash, "0x", 0, 2**2048 - 1)]
    witness = Telling(receipts=[[_log(0), stranger, _log(2)], []])
    assert check.whole(headers, [_log(0)], witness, OLD) == [_log(0), _log(2)]
    assert not witness.receipts


def test_receipts_that_do_not_add_up_are_not_believed() -> None:
    three = [_log(0), _log(1), _log(2)]
    sampling = LogCheck({OURS: [TOPIC]}, sample=1)
    witness = Telling(receipts=[[_log(0), _log(2)], [_log(0), _log(1)], three])  # a gap, then less than came before
    assert sampling.whole([_header(*three)], three, witness, OLD) == three
    assert not witness.receipts


def test_a_filter_does_not_see_a_second_log_of_the_same_topics() -> None:
    """An omission in the midst leaves a gap in the count; one at the end only receipts show."""
    three = [_log(0), _log(1), _log(2)]
    assert CHECK.whole([_header(*three)], [_log(0), _log(2)], Telling([three]), OLD) == three
    last_missing = LogCheck({OURS: [TOPIC]}, sample=1)
    assert last_missing.whole([_header(*three)], three[:2], Telling([], [three]), OLD) == three


def test_a_young_block_is_read_by_its_receipts_even_if_it_adds_up() -> None:
    three = [_log(0), _log(1), _log(2)]
    witness = Telling(receipts=[three])
    assert CHECK.whole([_header(*three)], three[:2], witness, YOUNG) == three
    assert witness.asked == [1]


def test_a_young_block_that_cannot_hold_ours_is_not_asked_about() -> None:
    stranger = _log(address="0x" + "33" * 20)
    assert CHECK.whole([_header(stranger)], [], SILENT, YOUNG) == []


def test_receipts_of_young_blocks_travel_together_and_again_where_they_fail() -> None:
    blocks = [[_log(0, number), _log(1, number)] for number in range(BLOCKS_AT_ONCE + 3)]
    told: list[list[Log] | None] = [*blocks]
    told[1], told[2] = None, blocks[2][1:]  # of a block that has none yet, and of one that has not all
    told[BLOCKS_AT_ONCE:BLOCKS_AT_ONCE] = [blocks[1], blocks[2]]
    witness = Telling(receipts=told)
    headers = [_header(*logs, block=number) for number, logs in enumerate(blocks)]
    assert CHECK.whole(headers, [], witness, -1) == [log for logs in blocks for log in logs]
    assert witness.asked == [BLOCKS_AT_ONCE, 2, 3]


def test_a_range_may_be_old_and_young() -> None:
    old, young = [_log(0, 5), _log(1, 5)], [_log(0, 6), _log(1, 6)]
    witness = Telling(receipts=[young])
    headers = [_header(*old), _header(*young, block=6)]
    assert CHECK.whole(headers, [*old, young[0]], witness, 5) == [*old, *young]
    assert witness.asked == [1]


def test_what_receipts_showed_once_may_not_be_missing_later() -> None:
    three = [_log(0), _log(1), _log(2)]
    witness = Telling(receipts=[[_log(0), _log(2)], [_log(0), _log(1)], three])
    assert CHECK.whole([_header(*three)], [], witness, YOUNG) == three


def test_receipts_that_never_come_make_a_block_suspect() -> None:
    with pytest.raises(IncompleteLogsError, match="block 5"):
        CHECK.whole([_header(_log())], [_log()], Telling(receipts=[None] * ATTEMPTS), YOUNG)


def test_a_node_without_receipts_is_believed_as_below_the_finality_depth() -> None:
    three = [_log(0), _log(1), _log(2)]
    witness = WithoutReceipts(logs=[three[1:], three])
    assert CHECK.whole([_header(*three)], three[:2], witness, YOUNG) == three
    assert not witness.logs
    with pytest.raises(IncompleteLogsError):
        CHECK.whole([_header(*three)], [], WithoutReceipts(logs=[three[1:]] * ATTEMPTS), YOUNG)


@pytest.mark.parametrize("options", [{"sample": 1}, {"blooms": False}])
def test_but_not_where_only_receipts_will_do(options: dict[str, Any]) -> None:
    check = LogCheck({OURS: [TOPIC]}, **options)
    with pytest.raises(NoReceiptsError):
        check.whole([_header(_log())], [_log()], WithoutReceipts(logs=[[_log()]]), YOUNG)


def test_a_sample_leaves_most_blocks_alone() -> None:
    check = LogCheck({OURS: [TOPIC]}, sample=10)
    witness = Telling(receipts=[[_log(0, block)] for block in range(10, 50, 10)])
    logs = [_log(0, block) for block in range(1, 50)]
    assert check.whole([_header(log, block=log.block_number) for log in logs], logs, witness, OLD) == logs
    assert not witness.receipts


def test_order_and_repetition() -> None:
    logs = [_log(2), _log(0, 6), _log(1), _log(2), _log(0)]
    headers = [_header(_log()), _header(_log(0, 6), block=6)]
    assert CHECK.whole(headers, logs, SILENT, OLD) == [_log(0), _log(1), _log(2), _log(0, 6)]


@pytest.mark.parametrize(
    ("log", "error"),
    [
        (_log(address="0x" + "99" * 20), NodeError),
        (_log(block=7), NodeError),
        (_log(block_hash="0x" + "77" * 32), ChainMovedError),
    ],
)
def test_logs_nobody_asked_for(log: Log, error: type[Exception]) -> None:
    with pytest.raises(error):
        CHECK.whole([_header(_log())], [log], SILENT, OLD)


def test_two_different_logs_in_one_place() -> None:
    with pytest.raises(NodeError, match="two logs"):
        CHECK.whole([_header(_log())], [_log(), _log(data=b"other")], SILENT, OLD)
    with pytest.raises(NodeError, match="two logs"):
        CHECK.whole([_header(_log())], [], Telling(receipts=[[_log(), _log(data=b"other")]]), YOUNG)


@given(st.integers(1, 6), st.data())
def test_whatever_subset_arrives_the_whole_is_found(count: int, data: st.DataObject) -> None:
    logs = [_log(index, topics=(TOPIC, f"0x{index:064x}")) for index in range(count)]
    received = data.draw(st.lists(st.sampled_from(logs)))
    assert CHECK.whole([_header(*logs)], received, Telling([logs]), OLD) == logs


def test_a_topic_that_is_none_is_told() -> None:
    with pytest.raises(RpcError, match="0xzz"):
        bloom_of("0xzz")
