"""The follower on a chain that behaves."""

from collections.abc import Callable

import msgspec
import pytest

from indexer.follow import FAR_STEPS
from symbia.chain.replies import WireLog
from symbia.chain.wire import Header
from symbia.tables.memberships import Tier
from symbia.tables.proposals import ProposalAction

from .compare import assert_same, dump, stored_logs
from .conftest import FINALITY_DEPTH, Indexer
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


def test_far_below_the_head_it_is_asked_for_now_and_then(
    story: Story, new_database: Callable[[], str], indexing: Indexing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And near it at every step, so that what is mined meanwhile is not missed."""
    slow, once = new_database(), new_database()
    story.grow(150)
    follower = indexing(story, slow).follower
    heads = list[int]()
    ask = follower._node.head

    def head(known: int) -> Header:
        found = ask(known)
        heads.append(found.number)
        return found

    monkeypatch.setattr(follower._node, "head", head)
    far = near = 0
    follower._fetcher.window.size = 3
    while not (step := follower.step()).at_head:
        follower._fetcher.window.size = 3
        if step.block < step.head - FINALITY_DEPTH:
            far += 1
            story.grow(far % 5 == 0)
        else:
            near += 1
    assert far > 2 * FAR_STEPS
    assert far // FAR_STEPS <= len(heads) - near - 1 <= far // FAR_STEPS + 2
    assert heads[-1] == story.chain.head.number
    indexing(story, once).to_head()
    assert_same(slow, once)
