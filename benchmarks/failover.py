"""How long nobody indexes when the writer dies or freezes: two `symbia index` on one database, on a local chain.

    .venv/bin/python -m benchmarks.failover

The clock runs from the signal until the standby has written a block that was mined after it. On SQLite a frozen writer
keeps its lock, for it would write on when it wakes: its standby waits as long as it does, so that is not measured.
"""

import json
import os
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
from rich.console import Console
from sqlalchemy import Engine, select
from sqlalchemy.exc import DBAPIError

from benchmarks.airdrop import wide_plan
from benchmarks.backfill import Databases
from indexer.write.shapes import table_of
from scripts.local.ganache import HOST, Ganache, free_port
from scripts.local.postgres import postgres_server
from symbia.settings import Settings
from symbia.tables.bookkeeping import Cursor
from symbia.tables.db import create_engine_for

ROOT = Path(__file__).resolve().parent.parent
RESULT = ROOT / "benchmarks" / "results" / "failover.json"
ROUNDS = 5
MOST = 10.0  # seconds
PATIENCE = 120.0  # seconds until a process is where it should be
PAUSE = 0.01  # seconds between two looks
MEASURED = (
    ("sqlite", "killed_s", signal.SIGKILL),
    ("postgresql", "killed_s", signal.SIGKILL),
    ("postgresql", "frozen_s", signal.SIGSTOP),
)


def failover(chain: Ganache, settings: Settings, how: signal.Signals) -> float:
    """Seconds without a writer, on an empty database."""
    writer, standby = (replace(settings, metrics_port=free_port()) for _ in range(2))
    engine = create_engine_for(settings.database_url)
    with ExitStack() as stack:
        stack.callback(engine.dispose)
        process = stack.enter_context(_running(writer))
        _until(lambda: "ok" in _readiness(writer), "the first indexer is at the head")
        stack.enter_context(_running(standby))
        _until(lambda: "standing by" in _readiness(standby), "the second one stands by")
        process.send_signal(how)
        begun = time.perf_counter()
        mined = _mine(chain)
        _until(lambda: _indexed(engine) >= mined, "the standby has taken over")
        return time.perf_counter() - begun


def measure(chain: Ganache, settings: Settings, databases: Databases) -> dict[str, dict[str, float]]:
    """Medians, by kind of database."""
    found: dict[str, dict[str, float]] = {}
    for kind, name, how in MEASURED:
        took = [failover(chain, replace(settings, database_url=databases.new(kind)), how) for _ in range(ROUNDS)]
        found.setdefault(kind, {})[name] = round(statistics.median(took), 2)
    return found


@contextmanager
def _running(settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    """`symbia index`, killed in the end."""
    process = subprocess.Popen(
        [sys.executable, "-m", "cli", "index"],
        cwd=ROOT,
        env=settings.child_environment(os.environ),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait(PATIENCE)


def _readiness(settings: Settings) -> str:
    try:
        return httpx.get(f"http://{HOST}:{settings.metrics_port}/readyz", trust_env=False).text
    except httpx.TransportError:
        return ""


def _mine(chain: Ganache) -> int:
    """Mine a block; its number."""
    for method in ("evm_mine", "eth_blockNumber"):
        question = {"jsonrpc": "2.0", "id": 1, "method": method, "params": []}
        answer = httpx.post(chain.url, json=question, trust_env=False).raise_for_status().json()
    return int(answer["result"], 16)


def _indexed(engine: Engine) -> int:
    """Number of the newest block in the tables, -1 before there are any."""
    try:
        with engine.connect() as connection:
            number: int | None = connection.scalar(select(table_of(Cursor).c.block_number))
    except DBAPIError:
        return -1
    return -1 if number is None else number


def _until(happened: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not happened():
        if time.monotonic() > deadline:
            raise RuntimeError(f"not within {PATIENCE:.0f} s: {what}")
        time.sleep(PAUSE)


def main() -> int:
    """Measure, print, write; 1 when a failover takes too long."""
    with TemporaryDirectory() as name, postgres_server() as postgres, Ganache(ROOT) as chain:
        folder = Path(name)
        settings = Settings(rpc_url=chain.url, deployment=folder / "deployment.json")
        plan = ["--plan", str(wide_plan(folder))]
        deploy = ["deploy", "--rpc-url", chain.url, *plan, "--deployment", str(settings.deployment)]
        command, environment = [sys.executable, "-m", "cli", *deploy], settings.child_environment(os.environ)
        subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
        found = measure(chain, settings, Databases(folder, postgres))
    RESULT.write_text(json.dumps(found, indent=2) + "\n")
    Console().print_json(data=found)
    return 0 if all(seconds <= MOST for kind in found.values() for seconds in kind.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
