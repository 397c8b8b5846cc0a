"""What an indexer says about itself over HTTP."""

import socket
from collections.abc import Callable
from threading import Event, Thread
from types import SimpleNamespace

import httpx
import pytest
from prometheus_client import CollectorRegistry, generate_latest

from indexer import run as run_module
from indexer.errors import WatchPortError
from indexer.follow import FollowStep
from indexer.run import run
from indexer.watch import metrics
from indexer.watch.metrics import ContentFigures, Watch
from indexer.watch.server import WatchServer
from symbia.chain.standing import Standing
from symbia.errors import NodeError
from symbia.settings import Settings
from symbia.tables.content import PinnedDocument
from symbia.tables.db import create_engine_for, service_session
from symbia.tables.migrations import upgrade
from symbia.text import Text

from .story import Story
from .test_run import PATIENT

AHEAD = FollowStep(block=5, head=50, blocks=5, logs=7)
AT_HEAD = FollowStep(block=50, head=50, blocks=45, logs=3)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_what_steps_become() -> None:
    watch = Watch()
    for step in (AHEAD, AT_HEAD, FollowStep(block=48, head=51, blocks=-2, logs=0)):
        watch.stepped(step)
    watch.failed(ValueError())
    watch.audited(100, 3)
    value = watch.registry.get_sample_value
    found = ("indexed_block", "chain_head", "head_lag_blocks", "events_total", "reorgs_total", "undone_blocks_total")
    assert [value(f"symbia_{name}") for name in found] == [48, 51, 3, 10, 1, 2]
    assert value("symbia_failed_steps_total", {"error": "ValueError"}) == 1
    assert (value("symbia_audited_values"), value("symbia_drift_values")) == (100, 3)


def test_when_it_is_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    watch = Watch()
    assert watch.why_not_ready() == "standing by: another indexer writes"
    watch._idle = None
    assert watch.why_not_ready() == "nothing indexed yet"
    watch.stepped(AHEAD)
    assert watch.why_not_ready() == "45 blocks behind"
    watch.stepped(AT_HEAD)
    assert watch.why_not_ready() is None
    watch.failed(ValueError(), suspect=51)
    assert watch.why_not_ready() == "block 51 does not come whole"
    watch.stepped(AT_HEAD)
    watch.failed(NodeError(Text.of("chain.why.single_reply")))
    assert watch.why_not_ready() is None  # once is the noise of a network
    watch.failed(NodeError(Text.of("chain.why.single_reply")))
    assert watch.why_not_ready() == "2 steps failed in a row: it answers a batch of calls with a single reply"
    watch.stepped(AT_HEAD)
    monkeypatch.setattr(metrics, "QUIET", -1.0)
    assert watch.why_not_ready() == "no step done for 0 seconds"  # it waits for an answer, perhaps for good
    monkeypatch.setattr(metrics, "QUIET", 30.0)
    monkeypatch.setattr(metrics, "SILENT", -1.0)
    assert "no step for" in (watch.why_not_healthy() or "")
    assert "no step for" in (watch.why_not_ready() or "")


def test_what_is_built_beside_the_tables_in_use_makes_nobody_ready() -> None:
    watch = Watch()
    node, follower = SimpleNamespace(errors={}, changes=0, standings=()), SimpleNamespace(window=7, known_head=50)
    with watch.following(node, follower, aside=True):
        watch.stepped(AT_HEAD)
        assert watch.why_not_ready() == "re-indexing: the tables in use are not written by this process"
        assert watch.registry.get_sample_value("symbia_window_blocks") == 7
    assert watch.why_not_ready() == "standing by: another indexer writes"
    with watch.following(node, follower):
        assert watch.why_not_ready() is None


def test_endpoints_are_told_apart() -> None:
    one, two = (Standing(f"http://{name}.example/v3/a-secret-key") for name in ("one", "two"))
    one.told(100)
    two.told(40)
    two.refusals = 3
    two.failed("throttled", "slow down, a-secret-key")
    node = SimpleNamespace(errors={}, changes=0, standings=(one, two), standing=one)
    watch = Watch()
    with watch.following(node, SimpleNamespace(window=7, known_head=102)):
        said = generate_latest(watch.registry).decode()
    first, second = (f'endpoint="http://{name}.example/...",place="{at}"' for at, name in ((1, "one"), (2, "two")))
    for line in (
        f"symbia_endpoint_in_use{{{first}}} 1.0",
        f"symbia_endpoint_in_use{{{second}}} 0.0",
        f"symbia_endpoint_lag_blocks{{{first}}} 2.0",
        f"symbia_endpoint_lag_blocks{{{second}}} 62.0",
        f"symbia_endpoint_refusals_total{{{second}}} 3.0",
        f'symbia_endpoint_state{{{first},state="ok"}} 1.0',
        f'symbia_endpoint_state{{{second},state="throttled"}} 1.0',
        f'symbia_endpoint_state{{{second},state="behind"}} 0.0',
    ):
        assert line in said.splitlines()
    assert "secret" not in said


def test_over_http_while_it_follows(
    story: Story, settings_for: Callable[[str], Settings], database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    port, stop, reached = _free_port(), Event(), Event()
    environment = settings_for(database).environment() | {"SYMBIA_METRICS_PORT": str(port)}
    story.chain.failing = []
    thread = Thread(
        target=run,
        args=(Settings.load(environment), stop),
        kwargs={"progress": lambda step: reached.set() if step.at_head else None},
    )
    thread.start()
    try:
        assert reached.wait(PATIENT)
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
            assert client.get("/healthz").text == "ok\n"
            assert client.get("/readyz").status_code == 200
            said = client.get("/metrics").text
            assert client.get("/").status_code == 404
    finally:
        stop.set()
        thread.join(PATIENT)
    assert f"symbia_indexed_block {story.chain.head.number:.1f}" in said
    for name in ("rpc_errors", "endpoint_changes", "window_blocks", "reorgs", "drift_values", "head_lag_blocks"):
        assert f"# HELP symbia_{name}" in said


def test_documents_that_were_brought(database: str) -> None:
    engine, registry = create_engine_for(database), CollectorRegistry()
    registry.register(ContentFigures(engine))
    figures = ("symbia_content_documents", "symbia_content_bytes")
    assert [registry.get_sample_value(name) for name in figures] == [None, None]  # there are no tables yet
    upgrade(engine)
    assert [registry.get_sample_value(name) for name in figures] == [0, 0]
    with service_session(engine) as session:
        for cid, size in (("a", 4_096), ("b", 2**40)):
            session.add(PinnedDocument(cid=cid, bytes_taken=size, brought_by="", pinned_at=1))
    assert [registry.get_sample_value(name) for name in figures] == [2, 2**40 + 4_096]
    engine.dispose()


def test_a_taken_port_is_said(settings_for: Callable[[str], Settings], database: str) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(WatchPortError, match="SYMBIA_METRICS_PORT"):
            WatchServer(Watch(), "127.0.0.1", port)
        environment = settings_for(database).environment() | {"SYMBIA_METRICS_PORT": str(port)}
        with pytest.raises(WatchPortError):
            run_module.run(Settings.load(environment), Event())
