"""Nodes that leave out, repeat or invent logs."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.completeness import REFETCHES, LogCheck, bloom_of, bloom_of_logs
from indexer.errors import ChainMovedError, IncompleteLogsError, NodeError
from indexer.wire import Header, Log

from .compare import assert_same, dump
from .conftest import Indexer
from .story import Story

Indexing = Callable[..., Indexer]
OURS = "0x" + "11" * 20
TOPIC = "0x" + "22" * 32


def _log(index: int = 0, block: int = 5, **changes: object) -> Log:
    values = {
        "address": OURS, "topics": (TOPIC,), "data": b"", "block_number": block, "block_hash": f"0x{block:064x}",
        "tx_hash": "0x", "tx_index": 0, "log_index": index,
    }  # fmt: skip
    return Log(**(values | changes))  # type: ignore[arg-type]


def _header(*logs: Log, block: int = 5) -> Header:
    return Header(block, f"0x{block:064x}", "0x", 0, bloom_of_logs(logs))


def _never(_: str) -> list[Log]:
    raise AssertionError("nothing to fetch again")


CHECK = LogCheck({OURS: [TOPIC]})


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


def test_a_node_that_keeps_omitting_holds_the_cursor(story: Story, database: str, indexing: Indexing) -> None:
    story.grow(10)
    indexer = indexing(story, database)
    indexer.to_head()
    before = dump(database)
    story.grow(10)
    full = next(block for block in reversed(story.chain.blocks) if block.logs)
    story.chain.omitted[full.number, 0] = 1 + 2 * REFETCHES
    for _ in range(2):
        with pytest.raises(IncompleteLogsError, match="use another"):
            indexer.step()
        assert dump(database) == before
        story.chain.omitted[full.number, 0] = 1 + REFETCHES
    story.chain.omitted.clear()
    indexer.to_head()
    assert dump(database)["cursor"][0]["block_number"] == story.chain.head.number


def test_logs_that_come_twice(story: Story, new_database: Callable[[], str], indexing: Indexing) -> None:
    story.grow(30)
    once, twice = new_database(), new_database()
    indexing(story, once).to_head()
    story.chain.twice = True
    indexing(story, twice).to_head()
    assert_same(once, twice)


def test_other_contracts_in_the_filter_accuse_nobody() -> None:
    stranger = _log(address="0x" + "33" * 20)
    assert CHECK.whole([_header(stranger)], [], _never) == []


def test_a_false_alarm_costs_one_question() -> None:
    full = Header(5, _log().block_hash, "0x", 0, bloom_of_logs([_log(address="0x" + "44" * 20), _log()]))
    stranger = [_log(0, address=OURS[:-2] + "ff", topics=(TOPIC, OURS)), _log(1, address="0x" + "44" * 20)]
    answers = [stranger, [_log(1), _log(0, address="0x" + "44" * 20)]]
    assert CHECK.whole([full], [], lambda _: answers.pop(0)) == [_log(1)]
    assert not answers


def test_a_chain_without_filters_is_believed() -> None:
    empty = Header(5, _log().block_hash, "0x", 0, 0)
    assert CHECK.whole([empty], [_log()], _never) == [_log()]


def test_order_and_repetition() -> None:
    logs = [_log(2), _log(0, 6), _log(1), _log(2)]
    headers = [_header(_log()), _header(_log(0, 6), block=6)]
    assert CHECK.whole(headers, logs, _never) == [_log(1), _log(2), _log(0, 6)]


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
        CHECK.whole([_header(_log())], [log], _never)


def test_two_different_logs_in_one_place() -> None:
    with pytest.raises(NodeError, match="two logs"):
        CHECK.whole([_header(_log())], [_log(), _log(data=b"other")], _never)


@given(st.lists(st.integers(0, 5), unique=True, min_size=1), st.data())
def test_whatever_subset_arrives_the_whole_is_found(indexes: list[int], data: st.DataObject) -> None:
    logs = [_log(index, topics=(TOPIC, f"0x{index:064x}")) for index in sorted(indexes)]
    received = data.draw(st.lists(st.sampled_from(logs)))
    assert CHECK.whole([_header(*logs)], received, lambda _: logs) == logs
