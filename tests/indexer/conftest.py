"""Databases of both kinds, a fake chain with a story, and an indexer that runs in the test."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec
import pytest

from indexer.follow import Follower, FollowStep
from indexer.rebuild import replay
from symbia.chain.abi import CONTRACTS, abi_sha256, load_abi
from symbia.chain.deployment import Deployment
from symbia.errors import ChainMovedError
from symbia.settings import Settings
from symbia.tables.db import create_engine_for, open_writer
from symbia.tables.migrations import upgrade

from .applying import Tables
from .compare import assert_same
from .fake_chain import FakeChain
from .story import ADDRESSES, Story

FINALITY_DEPTH = 24


@pytest.fixture
def tables(database: str) -> Iterator[Tables]:
    """An empty database that takes single events."""
    engine = create_engine_for(database)
    upgrade(engine)
    with open_writer(engine) as connection:
        yield Tables(connection)
    engine.dispose()


@pytest.fixture
def chain() -> FakeChain:
    return FakeChain()


@pytest.fixture
def story(chain: FakeChain) -> Story:
    return Story(chain)


def deployment_of(story: Story) -> Deployment:
    """The deployment file's content for a story."""
    return msgspec.convert(
        {
            "chain_id": story.chain.chain_id,
            "brand": "Maison Exemple",
            "start_block": story.start.number,
            "start_block_hash": story.start.hash,
            "contracts": {
                name: {"address": ADDRESSES[name], "abi_sha256": abi_sha256(load_abi(name))} for name in CONTRACTS
            },
        },
        Deployment,
    )


def settings_of(story: Story, folder: Path) -> Callable[[str], Settings]:
    """Settings of processes that index a story, by the URL of their database. Its deployment file is in `folder`."""
    deployment = folder / "deployment.json"
    deployment.write_bytes(msgspec.json.encode(deployment_of(story)))
    return lambda database: Settings(
        deployment=deployment,
        database_url=database,
        poll_seconds=0.005,
        finality_depth=FINALITY_DEPTH,
    )


@pytest.fixture
def settings_for(story: Story, tmp_path: Path) -> Iterator[Callable[[str], Settings]]:
    """Settings for a database, with the story served over HTTP."""
    settings = settings_of(story, tmp_path)
    with story.chain.served() as url:
        yield lambda database: replace(settings(database), rpc_url=url)


@pytest.fixture
def settings(settings_for: Callable[[str], Settings], database: str) -> Settings:
    """Settings for a process that indexes the story over HTTP into an empty database."""
    return settings_for(database)


@dataclass
class Indexer:
    """Indexes a story into a database, a step or a run at a time."""

    follower: Follower

    def step(self) -> FollowStep:
        return self.follower.step()

    def to_head(self) -> None:
        while not self.follower.step().at_head:
            pass

    def retrying_to_head(self) -> None:
        """Like the loop of `indexer.run`: what heals by asking again is asked again."""
        while True:
            with suppress(ChainMovedError):
                if self.follower.step().at_head:
                    return


@pytest.fixture
def indexing() -> Iterator[Callable[[Story, str], Indexer]]:
    """Opens indexers and closes them in the end."""
    with ExitStack() as stack:

        def open_(story: Story, url: str, depth: int = FINALITY_DEPTH) -> Indexer:
            engine = create_engine_for(url)
            stack.callback(engine.dispose)
            upgrade(engine)
            connection = stack.enter_context(open_writer(engine))
            node = stack.enter_context(story.chain.node())
            follower = stack.enter_context(Follower(node, connection, deployment_of(story), depth))
            follower.require_same_chain()
            return Indexer(follower)

        yield open_


@pytest.fixture
def indexed(story: Story, database: str, indexing: Callable[[Story, str], Indexer]) -> Callable[[int], Indexer]:
    """Lets the story grow by some blocks and indexes it; the indexer, at the head."""

    def make(blocks: int) -> Indexer:
        story.grow(blocks)
        indexer = indexing(story, database)
        indexer.to_head()
        return indexer

    return make


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stored logs are replayed a few blocks at a time."""
    monkeypatch.setattr(replay, "CHUNK", 20)


@pytest.fixture
def assert_undisturbed(
    story: Story, new_database: Callable[[], str], indexing: Callable[[Story, str], Indexer]
) -> Callable[[str], None]:
    """Asserts that a database holds what the story comes to in another one, indexed at once and undisturbed."""

    def check(url: str) -> None:
        undisturbed = new_database()
        indexing(story, undisturbed).to_head()
        assert_same(url, undisturbed)

    return check
