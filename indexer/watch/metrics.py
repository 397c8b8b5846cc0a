"""Figures of one indexer for Prometheus, and whether it is healthy and ready."""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Counter, Gauge
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from indexer.follow import Follower, FollowStep
from symbia.chain.node import Node
from symbia.chain.standing import STATES
from symbia.process.urls import shown
from symbia.tables.content import ContentKept
from symbia.tables.db import read_session

SILENT = 120.0  # seconds without a step or a failed one: the loop hangs
READY_LAG = 3  # blocks
QUIET = 30.0  # seconds without a step that was done: whatever it waits for, it does not follow
FAILED = 2  # steps in a row; a single one is the ordinary noise of a network
STANDING_BY = "standing by: another indexer writes"
ASIDE = "re-indexing: the tables in use are not written by this process"


class Watch:
    """Hears of every step. Read from other threads."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._indexed = Gauge("symbia_indexed_block", "Newest indexed block", registry=self.registry)
        self._head = Gauge("symbia_chain_head", "Newest block of the node", registry=self.registry)
        self._lag = Gauge("symbia_head_lag_blocks", "Blocks between the two", registry=self.registry)
        self._events = Counter("symbia_events", "Events indexed", registry=self.registry)
        self._reorgs = Counter("symbia_reorgs", "Times the chain replaced blocks", registry=self.registry)
        self._undone = Counter("symbia_undone_blocks", "Blocks undone for that", registry=self.registry)
        self._failures = Counter("symbia_failed_steps", "Failed steps, by error", ["error"], registry=self.registry)
        self._drift = Gauge("symbia_drift_values", "Values that drifted in the newest audit", registry=self.registry)
        self._audited = Gauge("symbia_audited_values", "Values that it compared", registry=self.registry)
        self._suspect = Gauge("symbia_suspect_block", "Block that does not come whole, else -1", registry=self.registry)
        self._suspect.set(-1)
        self._database = Gauge("symbia_database_up", "0 while the database is waited for", registry=self.registry)
        self._database.set(1)
        self._alive = self._done = time.monotonic()
        self._failed, self._why_failed = 0, ""  # steps in a row, and the last one
        self._idle: str | None = STANDING_BY  # why not ready, else following

    @contextmanager
    def following(self, node: Node, follower: Follower, *, aside: bool = False) -> Iterator[None]:
        """This process writes, through these two, until the block ends; `aside` of the tables in use."""
        engine = _Engine(node, follower)
        self.registry.register(engine)
        self._idle = ASIDE if aside else None
        try:
            yield
        finally:
            self._idle = STANDING_BY
            self.registry.unregister(engine)

    def stepped(self, step: FollowStep) -> None:
        """A step was done."""
        self._answered()
        self._done, self._failed = self._alive, 0
        self._indexed.set(step.block)
        self._head.set(step.head)
        self._lag.set(max(step.head - step.block, 0))
        self._events.inc(step.logs)
        if step.blocks > 0:
            self._suspect.set(-1)
        if step.blocks < 0:
            self._reorgs.inc()
            self._undone.inc(-step.blocks)

    def failed(self, error: Exception, suspect: int | None = None) -> None:
        """A step was not done. `suspect`: the block that did not come whole."""
        self._alive = time.monotonic()
        self._failed, self._why_failed = self._failed + 1, str(error)
        self._failures.labels(type(error).__name__).inc()
        if suspect is not None:
            self._suspect.set(suspect)

    def lost_database(self, error: Exception) -> None:
        """The database does not answer, or takes nothing."""
        self.failed(error)
        self._database.set(0)

    def waited(self) -> None:
        """Somebody else writes, or there was nothing to do."""
        self._answered()

    def audited(self, checked: int, drift: int) -> None:
        """An audit was done."""
        self._audited.set(checked)
        self._drift.set(drift)

    def why_not_healthy(self) -> str | None:
        """None if it is."""
        silent = time.monotonic() - self._alive
        return f"no step for {silent:.0f} seconds" if silent > SILENT else None

    def why_not_ready(self) -> str | None:
        """None if the tables are near the head of the chain and can be believed."""
        value = self.registry.get_sample_value
        if not value("symbia_database_up"):
            return "the database fails and is waited for"
        if self._idle:
            return self._idle
        suspect = value("symbia_suspect_block")
        if suspect is not None and suspect >= 0:
            return f"block {suspect:.0f} does not come whole"
        if self._failed >= FAILED:
            return f"{self._failed} steps failed in a row: {self._why_failed}"
        if not value("symbia_chain_head"):
            return "nothing indexed yet"
        lag = value("symbia_head_lag_blocks") or 0
        if lag > READY_LAG:
            return f"{lag:.0f} blocks behind"
        quiet = time.monotonic() - self._done
        return f"no step done for {quiet:.0f} seconds" if quiet > QUIET else self.why_not_healthy()

    def _answered(self) -> None:
        self._alive = time.monotonic()
        self._database.set(1)


class ContentFigures:
    """Documents that were brought to the API, as its tables say when somebody looks."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def collect(self) -> Iterable[Metric]:
        """Nothing while the database does not answer, or before its tables are there; `symbia_database_up` says it."""
        try:
            with read_session(self._engine) as session:
                kept = ContentKept.read(session)
        except DBAPIError:
            return
        yield GaugeMetricFamily("symbia_content_documents", "Documents that were brought to the API", kept.documents)
        yield GaugeMetricFamily("symbia_content_bytes", "Bytes that they take on disk", kept.bytes_taken)


class _Engine:
    """Figures that node and follower keep themselves."""

    def __init__(self, node: Node, follower: Follower) -> None:
        self._node = node
        self._follower = follower

    def collect(self) -> Iterable[Metric]:
        errors = CounterMetricFamily("symbia_rpc_errors", "Answers of nodes that were none, by kind", labels=["kind"])
        for kind, count in sorted(self._node.errors.items()):
            errors.add_metric([kind], count)
        yield errors
        yield CounterMetricFamily("symbia_endpoint_changes", "Times another endpoint was asked", self._node.changes)
        yield GaugeMetricFamily("symbia_window_blocks", "Blocks asked for at once", self._follower.window)
        yield from self._of_endpoints()

    def _of_endpoints(self) -> Iterable[Metric]:
        names = ["place", "endpoint"]
        used = GaugeMetricFamily("symbia_endpoint_in_use", "1 for the endpoint that is asked", labels=names)
        heads = GaugeMetricFamily("symbia_endpoint_head", "Newest block that it named", labels=names)
        lags = GaugeMetricFamily("symbia_endpoint_lag_blocks", "Blocks between that and the newest", labels=names)
        states = GaugeMetricFamily("symbia_endpoint_state", "1 for the state it is in", labels=[*names, "state"])
        refusals = CounterMetricFamily("symbia_endpoint_refusals", "Ranges that it would not serve", labels=names)
        known = self._follower.known_head
        for place, one in enumerate(self._node.standings, start=1):
            labels = [str(place), shown(one.url)]
            used.add_metric(labels, one is self._node.standing)
            if (lag := one.lag(known)) is not None and one.head is not None:
                heads.add_metric(labels, one.head)
                lags.add_metric(labels, lag)
            for state in STATES:
                states.add_metric([*labels, state], one.state(known) == state)
            refusals.add_metric(labels, one.refusals)
        yield from (used, heads, lags, states, refusals)
