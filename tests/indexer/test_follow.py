"""The follower on a chain that behaves."""

from collections.abc import Callable

from indexer.models import ProposalAction, Tier

from .compare import assert_same, dump
from .conftest import Indexer
from .story import Story

Indexing = Callable[..., Indexer]


def test_step_by_step_equals_all_at_once(story: Story, new_database: Callable[[], str], indexing: Indexing) -> None:
    live, once = new_database(), new_database()
    follower = indexing(story, live)
    for _ in range(40):
        story.grow(4)
        follower.to_head()
    indexing(story, once).to_head()
    assert_same(live, once)
    tables = dump(once)
    assert tables[Tier.__tablename__]
    assert tables[ProposalAction.__tablename__]
    assert len(tables["raw_log"]) == sum(len(block.logs) for block in story.chain.blocks)
