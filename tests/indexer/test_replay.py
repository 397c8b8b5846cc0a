"""--reindex writes the tables anew from stored logs, as far as the chain still has them."""

from collections.abc import Callable
from contextlib import closing

import pytest
from sqlalchemy import delete

from indexer import replay
from indexer.models import Ballot, Tier
from indexer.store import wipe
from indexer.tables import table_of

from .compare import assert_same, dump
from .conftest import FINALITY_DEPTH, Indexer, deployment_of
from .story import Story

Indexing = Callable[..., Indexer]
NOT_KEPT = ("raw_log", "block", "indexed_chain")  # what differs where old logs are forgotten


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replay, "CHUNK", 20)


def _wipe(indexer: Indexer, story: Story) -> None:
    connection = indexer.follower._connection
    with connection.begin():
        for model in (Tier, Ballot):
            connection.execute(delete(table_of(model)))
        wipe(connection, deployment_of(story))


def test_the_node_is_not_asked_for_logs(story: Story, database: str, indexing: Indexing) -> None:
    story.grow(90)
    indexer = indexing(story, database)
    indexer.to_head()
    before = dump(database)
    _wipe(indexer, story)
    story.chain.asked.clear()
    steps = list(indexer.follower.replay())
    assert not {"eth_getLogs", "eth_getBlockReceipts"} & set(story.chain.asked)
    assert sum(step.logs for step in steps) == sum(len(block.logs) for block in story.chain.blocks)
    assert len(steps) > 3
    assert dump(database) == before
    assert indexer.step().at_head


@pytest.mark.parametrize("killed_after", [1, 3])
def test_one_that_was_killed_goes_on(
    story: Story, new_database: Callable[[], str], indexing: Indexing, killed_after: int
) -> None:
    live, fresh = new_database(), new_database()
    story.grow(90)
    indexer = indexing(story, live)
    indexer.to_head()
    _wipe(indexer, story)
    begun = indexer.follower.replay()
    for _ in range(killed_after):
        next(begun)
    begun.close()
    story.chain.asked.clear()
    assert list(indexer.follower.replay())
    assert not {"eth_getLogs", "eth_getBlockReceipts"} & set(story.chain.asked)
    indexer.to_head()
    indexing(story, fresh).to_head()
    assert_same(live, fresh)


@pytest.mark.parametrize("back", [3, FINALITY_DEPTH + 10, 80])
def test_blocks_the_chain_replaced_are_asked_for(
    story: Story, new_database: Callable[[], str], indexing: Indexing, back: int
) -> None:
    live, fresh = new_database(), new_database()
    story.grow(90)
    indexer = indexing(story, live)
    indexer.to_head()
    story.back_to(story.chain.head.number - back, seed=2)
    story.grow(back + 5)
    _wipe(indexer, story)
    list(indexer.follower.replay())
    indexer.to_head()
    indexing(story, fresh).to_head()
    assert_same(live, fresh)


def test_a_reorg_after_it_is_undone(story: Story, new_database: Callable[[], str], indexing: Indexing) -> None:
    live, fresh = new_database(), new_database()
    story.grow(90)
    indexer = indexing(story, live)
    indexer.to_head()
    _wipe(indexer, story)
    list(indexer.follower.replay())
    story.back_to(story.chain.head.number - FINALITY_DEPTH, seed=3)
    story.grow(FINALITY_DEPTH + 2)
    indexer.to_head()
    indexing(story, fresh).to_head()
    assert_same(live, fresh)


def test_stopped_before_its_last_empty_blocks(
    story: Story, new_database: Callable[[], str], indexing: Indexing
) -> None:
    live, fresh = new_database(), new_database()
    story.grow(40)
    for _ in range(5):
        story.chain.mine([])
    indexer = indexing(story, live)
    indexer.to_head()
    _wipe(indexer, story)
    last = max(block.number for block in story.chain.blocks if block.logs)
    with closing(indexer.follower.replay()) as replay:
        assert any(step.block == last for step in replay)  # what holds no log comes after the last step
    assert list(indexer.follower.replay()) == []
    indexer.to_head()
    indexing(story, fresh).to_head()
    assert_same(live, fresh)


def test_without_stored_logs_it_does_nothing(story: Story, database: str, indexing: Indexing) -> None:
    indexer = indexing(story, database)
    assert list(indexer.follower.replay()) == []
    indexer.to_head()
    assert list(indexer.follower.replay()) == []


def test_logs_that_were_forgotten_are_asked_for(
    story: Story, new_database: Callable[[], str], indexing: Indexing, monkeypatch: pytest.MonkeyPatch
) -> None:
    live, fresh = new_database(), new_database()
    monkeypatch.setattr("indexer.follow.FORGET_EVERY", 10)
    story.chain.range_limit = 7
    story.grow(90)
    indexer = indexing(story, live)
    indexer.follower._raw_log_blocks = 5
    indexer.to_head()
    oldest = min(row["block_number"] for row in dump(live)["raw_log"])
    assert story.chain.head.number - FINALITY_DEPTH - 20 < oldest
    indexing(story, fresh).to_head()
    assert {name: rows for name, rows in dump(live).items() if name not in NOT_KEPT} == {
        name: rows for name, rows in dump(fresh).items() if name not in NOT_KEPT
    }
    indexer.follower._raw_log_blocks = 0
    _wipe(indexer, story)
    assert list(indexer.follower.replay()) == []
    indexer.follower.require_same_chain()
    indexer.to_head()
    assert_same(live, fresh)
