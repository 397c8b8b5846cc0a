"""The loop: what heals is waited for, what does not ends it with a message that says what to do."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Event, Thread
from typing import Any

import msgspec
import pytest
from sqlalchemy import delete
from structlog.testing import capture_logs

from indexer.errors import DecodeError, IncompleteLogsError, MissingRowError
from indexer.fetch.completeness import ATTEMPTS
from indexer.follow import FollowStep
from indexer.patience import PATIENCE
from indexer.run import run
from indexer.write.shapes import table_of
from symbia.chain import endpoints as endpoints_module
from symbia.chain.endpoints import ONE_ATTEMPT
from symbia.chain.node import Node
from symbia.chain.sources import sources
from symbia.errors import (
    DeploymentError,
    NodeUnreachableError,
    RpcError,
    SecondWriterError,
    SymbiaError,
    WrongChainError,
)
from symbia.settings import Settings
from symbia.tables.db import create_engine_for, open_writer
from symbia.tables.memberships import Tier

from .compare import assert_same, dump
from .conftest import FINALITY_DEPTH, deployment_of
from .encoding import encode_event, entry_of
from .fake_chain import FakeChain
from .story import ADDRESSES, Story

Check = Callable[[str], None]
PATIENT = 60.0


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoints_module, "FIRST_PAUSE", 0.0)


def index(settings: Settings, heard: Callable[[FollowStep], None] = lambda _: None, **options: Any) -> list[FollowStep]:
    steps: list[FollowStep] = []
    run(settings, Event(), until_head=True, progress=lambda step: steps.append(step) or heard(step), **options)
    return steps


def test_a_brand_of_another_version_is_named(
    story: Story, settings_for: Callable[[str], Settings], database: str
) -> None:
    ours, other = sources()["BrandGovernor"], sources()["BrandAccess"]
    story.chain.code = {ADDRESSES["BrandGovernor"]: "0x60" + ours, ADDRESSES["BrandMembership"]: "0x60" + other}
    with capture_logs() as said:
        index(settings_for(database))
    told = [one["contract"] for one in said if "other sources" in one["event"]]
    assert told == ["BrandMembership"]


@contextmanager
def running(settings: Settings, **options: Any) -> Iterator["Watch"]:
    """The indexer in a thread, until the block ends."""
    watch, stop = Watch(), Event()
    thread = Thread(target=run, args=(settings, stop), kwargs={"progress": watch.hear, **options})
    thread.start()
    try:
        yield watch
    finally:
        stop.set()
        thread.join(PATIENT)
        assert not thread.is_alive()


class Watch:
    """Waits for the indexer to reach the head of a chain."""

    def __init__(self) -> None:
        self.block = -1
        self._moved = Event()

    def hear(self, step: FollowStep) -> None:
        if step.at_head:
            self.block = step.block
            self._moved.set()

    def wait_for(self, block: int) -> None:
        while self.block != block:
            assert self._moved.wait(PATIENT)
            self._moved.clear()


def test_follows_a_growing_chain(
    story: Story, settings_for: Callable[[str], Settings], new_database: Callable[[], str]
) -> None:
    live, fresh = new_database(), new_database()
    with running(settings_for(live)) as watch:
        for _ in range(5):
            story.grow(4)
            watch.wait_for(story.chain.head.number)
    steps = index(settings_for(fresh))
    assert sum(step.logs for step in steps) == sum(len(block.logs) for block in story.chain.blocks)
    assert_same(live, fresh)


def test_a_node_that_is_gone_is_waited_for(
    story: Story, settings_for: Callable[[str], Settings], database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.loop.Node", partial(Node, patience=ONE_ATTEMPT))
    with running(settings_for(database)) as watch:
        watch.wait_for(story.chain.head.number)
        questions = iter(range(3))

        def hang_up(_method: str, _params: list[Any]) -> None:
            if next(questions, None) is not None:
                raise ConnectionAbortedError

        story.chain.before = hang_up
        story.grow(3)
        watch.wait_for(story.chain.head.number)
    assert next(questions, None) is None


def test_a_node_that_never_was_there_is_an_error(settings_for: Callable[[str], Settings], database: str) -> None:
    settings = settings_for(database)
    absent = Settings.load(settings.environment() | {"SYMBIA_RPC_URL": "http://127.0.0.1:9"})
    with pytest.raises(NodeUnreachableError, match="Start the node"):
        index(absent)


def test_an_error_that_stays_ends_it(story: Story, settings_for: Callable[[str], Settings], database: str) -> None:
    index(settings_for(database))
    story.grow(2)
    story.chain.failing = [{"code": -32603, "message": "out of order"}] * 1000

    def pass_identity(method: str, _params: list[Any]) -> None:
        if method == "eth_chainId":
            story.chain.failing = []
        if method == "eth_getLogs":
            story.chain.failing = [{"code": -32603, "message": "out of order"}] * 3

    story.chain.before = pass_identity
    with pytest.raises(RpcError, match="out of order"):
        index(settings_for(database))


def test_missing_logs_end_it_after_patience(
    story: Story, settings_for: Callable[[str], Settings], database: str
) -> None:
    story.grow(5)
    full = next(block for block in reversed(story.chain.blocks) if block.logs)
    story.chain.omitted[full.number, 0] = 100_000
    story.chain.unreceipted = {(full.number, 0)}
    with pytest.raises(IncompleteLogsError, match=full.hash):
        index(settings_for(database))
    assert story.chain.asked.count("eth_getBlockReceipts") >= PATIENCE * ATTEMPTS


def test_a_block_that_does_not_come_whole_is_waited_for(
    story: Story, settings_for: Callable[[str], Settings], database: str, assert_undisturbed: Check
) -> None:
    """Longer than errors are, for it heals when the node does."""
    with running(settings_for(database)) as watch:
        watch.wait_for(story.chain.head.number)
        tried = Event()
        receipts = iter(range(PATIENCE + 2))
        story.chain.before = lambda method, _: (
            tried.set() if method == "eth_getBlockReceipts" and next(receipts, None) is None else None
        )
        with story.chain.lock:
            story.chain.omitted |= {(story.chain.head.number + 1, place): 10_000 for place in range(20)}
            story.chain.unreceipted = set(story.chain.omitted)
            story.grow_with_logs()
        assert tried.wait(PATIENT)
        story.chain.omitted.clear()
        story.chain.unreceipted.clear()
        watch.wait_for(story.chain.head.number)
    assert_undisturbed(database)


def test_reindex_repairs_damage(
    story: Story, settings_for: Callable[[str], Settings], database: str, assert_undisturbed: Check
) -> None:
    story.grow(30)
    index(settings_for(database))
    engine = create_engine_for(database)
    with engine.begin() as connection:
        connection.execute(delete(table_of(Tier)))
    engine.dispose()
    index(settings_for(database), reindex=True)
    assert_undisturbed(database)


def test_after_a_deep_reorg_reindex_heals(
    story: Story, settings_for: Callable[[str], Settings], database: str, assert_undisturbed: Check
) -> None:
    story.grow(60)
    index(settings_for(database))
    story.reorg(FINALITY_DEPTH + 5, 40, seed=2)
    with pytest.raises(SymbiaError, match="--reindex"):
        index(settings_for(database))
    index(settings_for(database), reindex=True)
    assert_undisturbed(database)


def test_another_chain_id_is_refused(story: Story, settings_for: Callable[[str], Settings], database: str) -> None:
    settings = settings_for(database)
    story.chain.chain_id = 1
    with pytest.raises(WrongChainError, match=r"serves chain 1.*SYMBIA_RPC_URL"):
        index(settings)


def test_a_chain_started_anew_is_refused(story: Story, settings_for: Callable[[str], Settings], database: str) -> None:
    index(settings_for(database))
    story.chain.drop_above(0)
    for _ in range(5):
        story.chain.mine([])
    with pytest.raises(WrongChainError, match="started anew"):
        index(settings_for(database))


def test_another_deployment_needs_another_database(
    story: Story, settings_for: Callable[[str], Settings], database: str, tmp_path: Path
) -> None:
    index(settings_for(database))
    settings = settings_for(database)
    other = FakeChain(blocks=story.chain.blocks[:1])
    other.mine([])
    deployment = msgspec.to_builtins(deployment_of(Story(other, seed=9)))
    settings.deployment.write_bytes(msgspec.json.encode(deployment))
    story.chain.blocks = other.blocks
    before = dump(database)
    with pytest.raises(WrongChainError, match="SYMBIA_DATABASE_URL"):
        index(settings)
    assert dump(database) == before
    index(settings, reindex=True)
    assert dump(database)["indexed_chain"] != before["indexed_chain"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (None, "symbia deploy"),
        (b"{", "not a deployment file"),
        (b"{}", "not a deployment file"),
        ({"contracts": {}}, "does not name BrandAccess"),
        ({"without": "MembershipDrops"}, "does not name MembershipDrops. Deploy again with `symbia deploy`"),
        ({"abi": "0" * 64}, "another ABI"),
    ],
)
def test_deployment_files_that_cannot_be_used(story: Story, tmp_path: Path, change: Any, message: str) -> None:
    path = tmp_path / "deployment.json"
    document = msgspec.to_builtins(deployment_of(story))
    if isinstance(change, bytes):
        path.write_bytes(change)
    elif change is not None:
        if "abi" in change:
            document["contracts"]["PerkRegistry"]["abi_sha256"] = change["abi"]
        elif "without" in change:
            del document["contracts"][change["without"]]
        else:
            document |= change
        path.write_bytes(msgspec.json.encode(document))
    with pytest.raises(DeploymentError, match=message):
        run(Settings(deployment=path, database_url=f"sqlite:///{tmp_path}/x.db"), Event())


def test_a_second_indexer_is_refused(story: Story, settings_for: Callable[[str], Settings], database: str) -> None:
    engine = create_engine_for(database)
    with open_writer(engine), pytest.raises(SecondWriterError, match="Only one may"):
        index(settings_for(database))
    engine.dispose()


def test_a_broken_log_stops_it_and_changes_nothing(
    story: Story, settings_for: Callable[[str], Settings], database: str
) -> None:
    index(settings_for(database))
    before = dump(database)
    topics, data = encode_event(entry_of("PerkRegistry", "PerkPaused"), {"perkId": 1, "paused": True})
    story.chain.mine([[(ADDRESSES["PerkRegistry"], topics, data + b"\0")]])
    with pytest.raises(DecodeError, match="PerkRegistry PerkPaused"):
        index(settings_for(database))
    assert dump(database) == before


def test_a_log_about_nothing_known_stops_it(
    story: Story, settings_for: Callable[[str], Settings], database: str
) -> None:
    index(settings_for(database))
    topics, data = encode_event(entry_of("PerkRegistry", "PerkPaused"), {"perkId": 999, "paused": True})
    story.chain.mine([[(ADDRESSES["PerkRegistry"], topics, data)]])
    with pytest.raises(MissingRowError, match="--reindex"):
        index(settings_for(database))


@pytest.mark.parametrize(
    "url", ["postgresql+psycopg://nobody@127.0.0.1:9/none", "sqlite:////proc/none.db", "sqlite:////dev/null"]
)
def test_a_database_that_is_not_there(settings_for: Callable[[str], Settings], url: str) -> None:
    with pytest.raises(SymbiaError, match=r"start the indexer again|SYMBIA_DATABASE_URL"):
        index(settings_for(url))


def test_every_error_says_what_to_do() -> None:
    """The trees in the docstrings are the trees in the code."""
    from indexer import errors as indexing
    from symbia import errors as ground

    for module in (ground, indexing):
        defined = {name for name in vars(module) if name.endswith("Error")}
        drawn = {word for word in (module.__doc__ or "").replace("─", " ").split() if word.endswith("Error")}
        assert drawn == defined
