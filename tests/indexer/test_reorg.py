"""After any reorg the tables are those of a fresh index of the chain that won.

Invariant 10 of docs/invariants.md.
"""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from indexer.errors import DeepReorgError
from indexer.write.shapes import table_of
from symbia.errors import NodeBehindError, WrongChainError
from symbia.tables.bookkeeping import Block, Undo
from symbia.tables.db import create_engine_for, read_session

from .compare import dump
from .conftest import FINALITY_DEPTH, Indexer
from .story import Story

Indexing = Callable[..., Indexer]
Indexed = Callable[[int], Indexer]
Check = Callable[[str], None]


@pytest.mark.parametrize("steps_of", [1, 1000])
def test_ten_block_reorg_equals_fresh_index(
    story: Story, database: str, indexing: Indexing, assert_undisturbed: Check, steps_of: int
) -> None:
    indexer = indexing(story, database)
    indexer.follower._fetcher.window.size = steps_of
    story.grow(90)
    indexer.to_head()
    story.reorg(10, 12, seed=2)
    indexer.to_head()
    assert_undisturbed(database)


def test_two_reorgs_in_quick_succession(
    story: Story, database: str, indexed: Indexed, assert_undisturbed: Check
) -> None:
    indexer = indexed(50)
    story.reorg(7, 5, seed=2)
    assert indexer.step().blocks == -7  # undone, nothing of the new branch read yet
    story.reorg(9, 15, seed=3)
    indexer.to_head()
    story.reorg(20, 21, seed=4)
    indexer.to_head()
    assert_undisturbed(database)


def test_reorg_during_backfill(story: Story, database: str, indexing: Indexing, assert_undisturbed: Check) -> None:
    story.grow(80)
    indexer = indexing(story, database)
    story.chain.range_limit = 7
    head = story.chain.head.number
    while indexer.step().block < head - 12:
        pass
    assert dump(database)["cursor"][0]["block_number"] < head
    story.back_to(head - 15, seed=2)
    story.grow(20)
    indexer.to_head()
    assert_undisturbed(database)


@pytest.mark.parametrize("before", ["eth_getLogs", "eth_getBlockByHash", "eth_getBlockReceipts"])
def test_reorg_between_two_answers_of_one_step(
    story: Story, database: str, indexed: Indexed, assert_undisturbed: Check, before: str
) -> None:
    indexer = indexed(30)
    story.grow(5)
    seeds = iter(range(100, 200))

    def replace_before(method: str, _: list[object]) -> None:
        if method == before:
            story.chain.before = None
            story.reorg(8, 8, seed=next(seeds))

    story.chain.before = replace_before
    indexer.retrying_to_head()
    assert story.chain.before is None
    assert_undisturbed(database)


def test_a_lower_head_that_was_there_is_a_late_node(
    story: Story, database: str, indexed: Indexed, assert_undisturbed: Check
) -> None:
    """After `evm_revert` a local chain looks like that, too, until it has another block."""
    indexer = indexed(40)
    before = dump(database)
    story.reorg(10, 0, seed=2)
    for _ in range(3):
        with pytest.raises(NodeBehindError, match="10 blocks behind") as caught:
            indexer.step()
        assert caught.value.behind == 10
    assert dump(database) == before
    story.grow(1)
    assert indexer.step().blocks == -10
    indexer.to_head()
    assert_undisturbed(database)


@pytest.mark.parametrize("grown", [1, 3, 10])
def test_a_lower_head_of_another_history_is_a_reorg(
    story: Story, database: str, indexed: Indexed, assert_undisturbed: Check, grown: int
) -> None:
    """Fewer blocks than before, or as many, all others."""
    indexer = indexed(40)
    before = dump(database)
    story.reorg(10, grown, seed=2)
    indexer.to_head()
    assert_undisturbed(database)
    assert dump(database) != before


def test_same_reorg_back_and_forth(story: Story, database: str, indexed: Indexed, assert_undisturbed: Check) -> None:
    indexer = indexed(40)
    first = story.chain.blocks[:]
    story.reorg(10, 11, seed=2)
    indexer.to_head()
    story.chain.blocks = first
    indexer.to_head()
    assert_undisturbed(database)


def test_below_the_finality_depth_stops(story: Story, database: str, indexed: Indexed) -> None:
    indexer = indexed(60)
    before = dump(database)
    story.reorg(FINALITY_DEPTH + 1, 40, seed=2)
    with pytest.raises(DeepReorgError, match="symbia index --reindex"):
        indexer.to_head()
    assert dump(database) == before


def test_exactly_the_finality_depth_is_undone(
    story: Story, database: str, indexed: Indexed, assert_undisturbed: Check
) -> None:
    indexer = indexed(60)
    story.reorg(FINALITY_DEPTH, 40, seed=2)
    indexer.to_head()
    assert_undisturbed(database)


def test_a_shrunken_head_does_not_make_old_blocks_undoable(story: Story, database: str, indexed: Indexed) -> None:
    indexer = indexed(60)
    final = story.chain.head.number - FINALITY_DEPTH
    story.back_to(final + 2, seed=2)
    story.grow(1)
    indexer.to_head()
    story.back_to(final - 2, seed=3)
    story.grow(2)
    with pytest.raises(DeepReorgError):
        indexer.to_head()


def test_a_chain_started_anew_is_named_as_such(story: Story, database: str, indexed: Indexed) -> None:
    indexer = indexed(10)
    story.chain.drop_above(0)
    for _ in range(12):
        story.chain.mine([])
    with pytest.raises(WrongChainError, match="started anew"):
        indexer.to_head()


def test_journal_and_blocks_stay_small(story: Story, database: str, indexing: Indexing) -> None:
    indexer = indexing(story, database)
    for _ in range(30):
        story.grow(5)
        indexer.to_head()
    engine = create_engine_for(database)
    with read_session(engine) as session:
        oldest = session.scalar(select(func.min(table_of(Undo).c.block_number)))
        numbers = set(session.scalars(select(table_of(Block).c.number)))
    engine.dispose()
    head = story.chain.head.number
    assert oldest is not None
    assert oldest > head - FINALITY_DEPTH
    with_logs = {block.number for block in story.chain.blocks if block.logs}
    assert numbers == with_logs | set(range(head - FINALITY_DEPTH, head + 1))
