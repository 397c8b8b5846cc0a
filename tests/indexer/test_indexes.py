"""A long backfill does without secondary indexes, and ends with all of them."""

from collections.abc import Callable

import pytest
from sqlalchemy import inspect

from indexer import follow
from indexer.write.shapes import PROJECTIONS, table_of
from symbia.tables.db import create_engine_for

from .compare import assert_same
from .conftest import Indexer
from .story import Story

Indexing = Callable[..., Indexer]


def _indexes(url: str) -> set[str | None]:
    engine = create_engine_for(url)
    try:
        ours = {index.name for table in map(table_of, PROJECTIONS) for index in table.indexes}
        there = (index["name"] for model in PROJECTIONS for index in inspect(engine).get_indexes(table_of(model).name))
        return ours.intersection(there)
    finally:
        engine.dispose()


def test_they_come_back_when_the_head_is_near(
    story: Story, new_database: Callable[[], str], indexing: Indexing, monkeypatch: pytest.MonkeyPatch
) -> None:
    long, short = new_database(), new_database()
    story.grow(120)
    indexing(story, short).to_head()
    wanted = _indexes(short)
    monkeypatch.setattr(follow, "LONG_BACKFILL", 50)
    indexer = indexing(story, long)
    indexer.follower._fetcher.window.size = 10
    indexer.step()
    assert not _indexes(long)
    indexer.to_head()
    assert _indexes(long) == wanted
    assert_same(long, short)
