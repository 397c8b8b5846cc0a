"""kill -9 of the PostgreSQL server, with all its processes: the indexer waits for it, goes on, and loses nothing."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread, current_thread

import pytest

from indexer.follow import FollowStep
from indexer.rebuild.aside import Aside
from indexer.run import run
from indexer.watch.metrics import Watch
from scripts.local.postgres import PostgresServer, create_database
from symbia.chain.deployment import Deployment
from symbia.errors import DatabaseUnavailableError
from symbia.settings import Settings

from .story import Story

PATIENT = 120.0
KILLS = 5


class Watching(Watch):
    """Says when the database is lost and when somebody stands by."""

    def __init__(self) -> None:
        super().__init__()
        self.lost, self.stands_by = Event(), Event()

    def lost_database(self, error: Exception) -> None:
        super().lost_database(error)
        self.lost.set()

    def waited(self) -> None:
        super().waited()
        self.stands_by.set()


class Indexing(Thread):
    """The indexer in a thread. `step` is set by every step, `head` by one that finds nothing more at block `wanted`.

    `left`: blocks to the head after the newest step.
    """

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.watch = Watching()
        self.stop, self.step, self.head = Event(), Event(), Event()
        self.wanted, self.left = -1, -1
        self.error: Exception | None = None
        self._settings = settings

    def run(self) -> None:
        try:
            run(self._settings, self.stop, progress=self._hear)
        except Exception as error:  # noqa: BLE001  # for whoever waits
            self.error = error
            for event in (self.step, self.head, self.watch.lost):
                event.set()

    def reach(self, block: int) -> None:
        """Wait until the tables are at a block that is the head."""
        self.wanted = block
        self.head.clear()
        assert self.head.wait(PATIENT)
        assert self.error is None, self.error

    def _hear(self, step: FollowStep) -> None:
        self.left = step.head - step.block
        self.step.set()
        if step.at_head and step.block == self.wanted:
            self.head.set()


@pytest.fixture(autouse=True)
def _own_watches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indexer.run.Watch", lambda: getattr(current_thread(), "watch", None) or Watch())


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    with PostgresServer() as server:
        yield server


@pytest.fixture
def database(server: PostgresServer, request: pytest.FixtureRequest) -> str:
    """An empty database of the server."""
    return create_database(server.uri, request.node.name)


@pytest.fixture
def new_database(tmp_path: Path) -> Callable[[], str]:
    """Makes a database that the server's end does not touch, to compare with."""
    return lambda: f"sqlite:///{tmp_path}/undisturbed.db"


@contextmanager
def indexing_on(settings: Settings) -> Iterator[Indexing]:
    """An indexer until the block ends, which must end in order."""
    thread = Indexing(settings)
    thread.start()
    try:
        yield thread
    finally:
        thread.stop.set()
        thread.join(PATIENT)
    assert not thread.is_alive()
    assert thread.error is None, thread.error


def test_killed_at_random_moments_of_a_backfill(
    story: Story, settings: Settings, server: PostgresServer, assert_undisturbed: Callable[[str], None]
) -> None:
    chance = random.Random(4)
    story.chain.range_limit = 4
    story.grow(1_500)
    with indexing_on(settings) as indexer:
        for _ in range(KILLS):
            indexer.step.clear()
            assert indexer.step.wait(PATIENT)
            Event().wait(chance.uniform(0, 0.05))
            indexer.watch.lost.clear()
            server.kill()
            assert indexer.left > 0, "too few blocks: the backfill is over"
            assert indexer.watch.lost.wait(PATIENT)
            assert indexer.watch.why_not_ready() == "the database fails and is waited for"
            assert indexer.watch.why_not_healthy() is None
            server.restart()
        indexer.reach(story.chain.head.number)
    assert_undisturbed(settings.database_url)


def test_killed_at_the_head_while_blocks_come_and_go(
    story: Story, settings: Settings, server: PostgresServer, assert_undisturbed: Callable[[str], None]
) -> None:
    chance = random.Random(5)
    with indexing_on(settings) as indexer:
        indexer.reach(story.chain.head.number)
        for kill in range(KILLS):
            story.grow(3)
            Event().wait(chance.uniform(0, 0.05))
            indexer.watch.lost.clear()
            server.kill()
            if kill % 2:
                story.back_to(story.chain.head.number - chance.randint(1, 8), seed=kill)
            story.grow(10)
            assert indexer.watch.lost.wait(PATIENT)
            server.restart()
            if chance.random() < 0.5:
                indexer.reach(story.chain.head.number)
        indexer.reach(story.chain.head.number)
        assert indexer.watch.why_not_ready() is None
    assert_undisturbed(settings.database_url)


def test_of_two_indexers_one_goes_on_and_the_other_stands_by(
    story: Story, settings: Settings, server: PostgresServer, assert_undisturbed: Callable[[str], None]
) -> None:
    with indexing_on(settings) as one, indexing_on(settings) as other:
        standing = wait_for_any(one.watch.stands_by, other.watch.stands_by)
        server.kill()
        assert one.watch.lost.wait(PATIENT)
        assert other.watch.lost.wait(PATIENT)
        for indexer in (one, other):
            indexer.watch.stands_by.clear()
            indexer.step.clear()
        story.grow(20)
        server.restart()
        standing = wait_for_any(one.watch.stands_by, other.watch.stands_by)
        writer = (other, one)[standing]
        writer.reach(story.chain.head.number)
        assert not (one, other)[standing].step.is_set(), "both wrote"
    assert_undisturbed(settings.database_url)


def test_until_head_ends_with_what_to_do(
    story: Story, settings: Settings, server: PostgresServer, assert_undisturbed: Callable[[str], None]
) -> None:
    story.chain.range_limit = 4
    story.grow(100)
    killed: list[FollowStep] = []

    def kill(step: FollowStep) -> None:
        if not killed:
            server.kill()
        killed.append(step)

    with pytest.raises(DatabaseUnavailableError, match="start the indexer again"):
        run(settings, Event(), until_head=True, progress=kill)
    assert len(killed) == 1
    server.restart()
    run(settings, Event(), until_head=True)
    assert_undisturbed(settings.database_url)


def test_a_reindex_is_not_begun_twice(
    settings: Settings,
    server: PostgresServer,
    assert_undisturbed: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What was copied to begin with is kept when the server dies; of what was replayed the last may be lost."""
    run(settings, Event(), until_head=True)
    begun: list[Aside] = []
    steps: list[FollowStep] = []
    begin = Aside.begin

    def begin_and_note(aside: Aside, deployment: Deployment) -> None:
        begun.append(aside)
        begin(aside, deployment)

    monkeypatch.setattr(Aside, "begin", begin_and_note)

    def kill(step: FollowStep) -> None:
        if not steps:
            server.kill()
            server.restart()
        steps.append(step)

    run(settings, Event(), reindex=True, until_head=True, progress=kill)
    assert len(begun) == 1
    assert_undisturbed(settings.database_url)


def wait_for_any(*events: Event) -> int:
    """The place of the first that is set."""
    for _ in range(round(PATIENT / 0.01)):
        for place, event in enumerate(events):
            if event.wait(0.01):
                return place
    raise AssertionError("nothing happened")
