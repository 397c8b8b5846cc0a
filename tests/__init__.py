"""Tests mirror the tree: what tests `indexer/` lies in `tests/indexer/`, a package of its own name."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
