"""The fake chain with its story, and an indexer that reads it."""

from tests.indexer.conftest import chain, indexing, story

__all__ = ["chain", "indexing", "story"]
