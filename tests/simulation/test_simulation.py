"""200 seeds of trouble; `python -m tests.simulation` runs more. Each part of the engine that is broken shows here."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import pytest

from indexer.fetch.completeness import LogCheck
from indexer.fetch.fetcher import Fetcher
from indexer.write import reorg, store
from scripts.local.postgres import create_database, postgres_server
from symbia.tables.db import create_engine_for
from symbia.tables.migrations import upgrade

from .__main__ import empty_database
from .seeds import failed_once
from .simulate import Simulation, simulate

SEEDS = 200
IN_ONE_TEST = 10
ON_POSTGRESQL = 8
SOON = range(60, 260)  # seeds of which one must fail when something is broken; one of the first ten does


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return empty_database(tmp_path_factory.mktemp("template"))


def test_seeds_that_failed_once(template: Path, tmp_path: Path) -> None:
    for seed in failed_once():
        simulate(seed, template, tmp_path)


@pytest.mark.parametrize("first", range(0, SEEDS, IN_ONE_TEST))
def test_the_tables_are_what_the_chain_says(first: int, template: Path, tmp_path: Path) -> None:
    for seed in range(first, first + IN_ONE_TEST):
        try:
            simulate(seed, template, tmp_path)
        except Exception as error:
            error.add_note(f"seed {seed}: run it again with python -m tests.simulation --seeds 1 --first {seed}")
            raise


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    """psycopg's address of a server that has a database `template` with all tables."""
    with postgres_server() as uri:
        engine = create_engine_for(create_database(uri, "template"))
        upgrade(engine)
        engine.dispose()
        yield uri


@pytest.mark.parametrize("seed", range(ON_POSTGRESQL))
def test_the_same_on_postgresql(seed: int, postgres: str, tmp_path: Path) -> None:
    database = create_database(postgres, f"s{seed}", template="template")
    Simulation(seed, database, tmp_path, upgrade).run()


def _believe_everything() -> Iterator[None]:
    with patch.object(LogCheck, "_proved", lambda *_: True):
        yield


def _believe_young_blocks_as_old_ones() -> Iterator[None]:
    needs_receipts = LogCheck._needs_receipts
    with patch.object(LogCheck, "_needs_receipts", lambda self, header, _: needs_receipts(self, header, header.number)):
        yield


def _undo_nothing() -> Iterator[None]:
    with patch.object(reorg, "_restore", lambda *_: None):
        yield


def _keep_logs_of_replaced_blocks() -> Iterator[None]:
    with patch.object(reorg, "remove_above", lambda *_: None):
        yield


def _do_not_look_at_the_parent() -> Iterator[None]:
    with patch("indexer.follow.Follower._still_canonical", lambda *_: True), patch.object(Fetcher, "after", _any_child):
        yield


def _any_child(self: Fetcher, first: int, _parent: str | None, head: object) -> object:
    found = self._served(first, head)  # type: ignore[arg-type]
    self._asked.popleft()
    return found


def _prune_too_much() -> Iterator[None]:
    with patch("indexer.follow.prune", lambda connection, _, final: store.prune(connection, 0, final + 12)):
        yield


@pytest.mark.parametrize(
    "breaking",
    [
        _believe_everything,
        _believe_young_blocks_as_old_ones,
        _undo_nothing,
        _keep_logs_of_replaced_blocks,
        _do_not_look_at_the_parent,
        _prune_too_much,
    ],
)
def test_what_is_broken_shows(breaking: Callable[[], Iterator[None]], template: Path, tmp_path: Path) -> None:
    with contextmanager(breaking)():
        for seed in SOON:
            try:
                simulate(seed, template, tmp_path)
            except Exception:  # noqa: BLE001  # whatever it says, it says it
                return
    pytest.fail(f"none of {len(SOON)} seeds noticed it")
