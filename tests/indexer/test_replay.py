"""--reindex writes the tables again from stored logs, as far as the chain still has them."""

from collections.abc import Callable
from contextlib import closing

import pytest
from sqlalchemy import delete

from indexer.write.shapes import BOOKKEEPING, PROJECTIONS, table_of
from symbia.tables.bookkeeping import Block, IndexedChain

from .compare import dump
from .conftest import FINALITY_DEPTH, Indexer
from .story import Story

Indexing = Callable[..., Indexer]
Indexed = Callable[[int], Indexer]
Check = Callable[[str], None]
pytestmark = pytest.mark.usefixtures("small_chunks")


def _forget(indexer: Indexer) -> None:
    """What a re-index begins with: nothing but the logs, the blocks and whose they are."""
    connection = indexer.follower._connection
    with connection.begin():
        for model in (*PROJECTIONS, *BOOKKEEPING):
            if model not in (Block, IndexedChain):
                connection.execute(delete(table_of(model)))


def test_the_node_is_not_asked_for_logs(story: Story, database: str, indexed: Indexed) -> None:
    indexer = indexed(90)
    before = dump(database)
    _forget(indexer)
    story.chain.asked.clear()
    steps = list(indexer.follower.replay())
    assert {"eth_getLogs", "eth_getBlockReceipts"}.isdisjoint(story.chain.asked)
    assert sum(step.logs for step in steps) == sum(len(block.logs) for block in story.chain.blocks)
    assert len(steps) > 3
    assert dump(database) == before
    assert indexer.step().at_head


@pytest.mark.parametrize("killed_after", [1, 3])
def test_one_that_was_killed_goes_on(
    story: Story, database: str, indexed: Indexed, assert_undisturbed: Check, killed_after: int
) -> None:
    indexer = indexed(90)
    _forget(indexer)
    begun = indexer.follower.replay()
    for _ in range(killed_after):
        next(begun)
    begun.close()
    story.chain.asked.clear()
    assert list(indexer.follower.replay())
    assert {"eth_getLogs", "eth_getBlockReceipts"}.isdisjoint(story.chain.asked)
    indexer.to_head()
    assert_undisturbed(database)


@pytest.mark.parametrize("back", [3, FINALITY_DEPTH + 10, 80])
def test_blocks_the_chain_replaced_are_asked_for(
    story: Story, database: str, indexed: Indexed, assert_undisturbed: Check, back: int
) -> None:
    indexer = indexed(90)
    story.reorg(back, back + 5, seed=2)
    _forget(indexer)
    list(indexer.follower.replay())
    indexer.to_head()
    assert_undisturbed(database)


def test_a_reorg_after_it_is_undone(story: Story, database: str, indexed: Indexed, assert_undisturbed: Check) -> None:
    indexer = indexed(90)
    _forget(indexer)
    list(indexer.follower.replay())
    story.reorg(FINALITY_DEPTH, FINALITY_DEPTH + 2, seed=3)
    indexer.to_head()
    assert_undisturbed(database)


def test_stopped_before_its_last_empty_blocks(
    story: Story, database: str, indexing: Indexing, assert_undisturbed: Check
) -> None:
    story.grow(40)
    for _ in range(5):
        story.chain.mine([])
    indexer = indexing(story, database)
    indexer.to_head()
    _forget(indexer)
    last = max(block.number for block in story.chain.blocks if block.logs)
    with closing(indexer.follower.replay()) as steps:
        assert any(step.block == last for step in steps)  # what holds no log comes after the last step
    assert list(indexer.follower.replay()) == []
    indexer.to_head()
    assert_undisturbed(database)


def test_without_stored_logs_it_does_nothing(story: Story, database: str, indexing: Indexing) -> None:
    indexer = indexing(story, database)
    assert list(indexer.follower.replay()) == []
    indexer.to_head()
    assert list(indexer.follower.replay()) == []
