"""The follower on a chain that behaves."""

from collections.abc import Callable

import msgspec

from indexer.models import ProposalAction, Tier
from indexer.replies import WireLog

from .compare import assert_same, dump, stored_logs
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
    on_chain = [msgspec.convert(log, WireLog).log() for block in story.chain.blocks for log in block.logs]
    assert stored_logs(tables) == on_chain
