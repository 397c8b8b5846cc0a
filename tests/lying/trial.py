"""One trial: an indexer follows an honest node, which then lies in one way while the chain goes on, and then no more.

Meanwhile the index is at the head of what it is told, or says that it is not. Afterwards its tables are those of a
fresh index, and no reorg was counted that was none.
"""

import random
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import count
from pathlib import Path
from threading import Event, Thread
from unittest.mock import patch

import httpx

from indexer.follow import FollowStep
from indexer.run import run
from indexer.watch import metrics
from scripts.local.lying.modes import MODES
from scripts.local.lying.proxy import LyingProxy
from symbia.chain import endpoints
from symbia.chain.endpoints import Patience
from symbia.chain.node import Node
from symbia.settings import Settings
from tests.indexer.compare import assert_same
from tests.indexer.conftest import settings_of
from tests.indexer.fake_chain import FakeChain
from tests.indexer.story import Story

BEFORE = 60  # blocks
ROUNDS = 5  # of trouble, in each of which the chain grows
SETTLING = 1.5  # seconds in which an index that can be at the head is there
LONGEST_GREEN = 5.0  # seconds in which a busy machine may be green although it is not there
HEALING = 60.0  # seconds until it is there when nothing is wrong any more
POLL = 0.02
PATIENCE = Patience(connect=2.0, read=0.4, attempts=2, of_several=2)


@dataclass
class Trial:
    """`mode` in front of a chain, with a seed: one of three has a true reorg on the way."""

    mode: str
    seed: int
    folder: Path
    rounds: int = ROUNDS
    seconds: float = 0  # of trouble at the least, with as many more rounds as that takes
    reorgs: int = 0  # that were
    said: list[str] = field(default_factory=list)  # what /readyz said meanwhile
    _steps: list[FollowStep] = field(default_factory=list)
    _error: BaseException | None = None

    def run(self) -> None:
        """Raises AssertionError."""
        chance = random.Random(f"trial {self.mode} {self.seed}")
        story = Story(FakeChain(), self.seed)
        story.grow(BEFORE)
        with _quick(), story.chain.served() as honest, LyingProxy(honest, "honest", seed=self.seed) as proxy:
            settings = replace(
                settings_of(story, self.folder)(self._database("followed")),
                rpc_url=proxy.url,
                poll_seconds=POLL,
                metrics_port=_free_port(),
            )
            with self._following(settings):
                self._wait(HEALING, lambda: self._block == story.chain.head.number)
                proxy.use(self.mode)
                self._trouble(story, chance, settings.metrics_port)
                proxy.use("honest")
                story.grow(2)  # a head that was never seen before
                assert self._wait(HEALING, lambda: self._block == story.chain.head.number), self._lost(story)
            fresh = replace(settings, rpc_url=honest, database_url=self._database("fresh"), metrics_port=0)
            run(fresh, Event(), until_head=True)
        assert_same(settings.database_url, fresh.database_url)
        counted = sum(step.blocks < 0 for step in self._steps)
        assert counted <= self.reorgs, f"{counted} reorgs counted, {self.reorgs} were"

    @property
    def _block(self) -> int:
        return self._steps[-1].block if self._steps else -1

    def _trouble(self, story: Story, chance: random.Random, port: int) -> None:
        for number in self._numbers():
            if self.seed % 3 == 2 and number == 2:
                self.reorgs += 1
                story.reorg(3, 3 + chance.randrange(3), seed=self.seed)
            story.grow(chance.choice((0, 1, 2, 9, 40)))
            visible = story.chain.head.number - MODES[self.mode].lag
            there = self._wait(SETTLING, lambda visible=visible: self._block >= visible)
            if not there:
                self._require_words(port, visible)

    def _numbers(self) -> Iterator[int]:
        until = time.monotonic() + self.seconds
        for number in count():
            if number >= self.rounds and time.monotonic() >= until:
                return
            yield number

    def _require_words(self, port: int, visible: int) -> None:
        """The index is not at the head: it has to say why, unless this machine was busy and it comes there now."""
        until = time.monotonic() + LONGEST_GREEN
        while self._block < visible:
            answer = _readiness(port)
            if answer.status_code == 503:
                self.said.append(answer.text)
                return
            assert time.monotonic() < until, f"silently old: /readyz is green at block {self._block} of {visible}"
            time.sleep(POLL)

    def _lost(self, story: Story) -> str:
        return f"at block {self._block} of {story.chain.head.number} although nothing is wrong any more"

    def _wait(self, seconds: float, done: Callable[[], bool]) -> bool:
        until = time.monotonic() + seconds
        while not done() and time.monotonic() < until:
            if self._error is not None:
                raise AssertionError("it ended") from self._error
            time.sleep(POLL)
        return done()

    @contextmanager
    def _following(self, settings: Settings) -> Iterator[None]:
        stop = Event()
        thread = Thread(target=self._follow, args=(settings, stop))
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join(HEALING)
        assert not thread.is_alive()

    def _follow(self, settings: Settings, stop: Event) -> None:
        try:
            run(settings, stop, progress=self._steps.append)
        except BaseException as error:  # noqa: BLE001  # told in the thread of the test
            self._error = error

    def _database(self, name: str) -> str:
        return f"sqlite:///{self.folder}/{self.mode}-{self.seed}-{name}.db"


@contextmanager
def _quick() -> Iterator[None]:
    """Time-outs and pauses of a second instead of half a minute."""
    with ExitStack() as stack:
        stack.enter_context(patch("indexer.loop.Node", partial(Node, patience=PATIENCE)))
        stack.enter_context(patch.object(endpoints, "FIRST_PAUSE", 0.01))
        stack.enter_context(patch.object(endpoints, "LONGEST_WAIT", 0.1))
        stack.enter_context(patch.object(metrics, "QUIET", SETTLING / 2))
        yield


def _readiness(port: int) -> httpx.Response:
    with httpx.Client(trust_env=False) as client:
        return client.get(f"http://127.0.0.1:{port}/readyz")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
