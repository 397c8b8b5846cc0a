"""One run of `benchmarks.backfill`, alone in its process: prints how long it took and how much memory.

python -m benchmarks.backfill_run ours|floor RPC_URL DEPLOYMENT DATABASE_URL
"""

import json
import logging
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from threading import Event

import httpx
import msgspec
import structlog
from sqlalchemy import Connection

from indexer.follow import FollowStep
from indexer.run import run
from symbia.chain.deployment import Deployment
from symbia.settings import Settings
from symbia.tables.db import create_engine_for, open_writer

BLOCKS = 100  # that the floor asks for at once
COLUMNS = ("block_number", "log_index", "address", "topic", "data")


class FloorLog(msgspec.Struct, rename="camel"):
    """As much of a log as the floor parses."""

    address: str
    topics: tuple[str, ...]
    data: str
    block_number: str
    log_index: str


class FloorAnswer(msgspec.Struct):
    """An answer to eth_getLogs."""

    result: list[FloorLog]


def ours(settings: Settings) -> int:
    """Index everything; how many events."""
    counted = 0

    def hear(step: FollowStep) -> None:
        nonlocal counted
        counted += step.logs

    run(settings, Event(), until_head=True, progress=hear)
    return counted


def floor(settings: Settings) -> int:
    """A bare row for each log; how many."""
    engine = create_engine_for(settings.database_url)
    deployment = Deployment.load(settings.deployment)
    counted = 0
    with open_writer(engine) as connection, httpx.Client(trust_env=False, timeout=60) as client:
        with connection.begin():
            connection.exec_driver_sql(
                "CREATE TABLE bare (block_number BIGINT, log_index BIGINT, address TEXT, topic TEXT, data TEXT, "
                "PRIMARY KEY (block_number, log_index))"
            )
        head = int(client.post(settings.rpc_url, json=_question("eth_blockNumber", [])).json()["result"], 16)
        for first in range(deployment.start_block, head + 1, BLOCKS):
            wanted = {
                "address": list(deployment.addresses.values()),
                "fromBlock": hex(first),
                "toBlock": hex(min(first + BLOCKS - 1, head)),
            }
            content = client.post(settings.rpc_url, json=_question("eth_getLogs", [wanted])).content
            logs = msgspec.json.decode(content, type=FloorAnswer).result
            rows = [
                (int(log.block_number, 16), int(log.log_index, 16), log.address, log.topics[0], log.data)
                for log in logs
            ]
            with connection.begin():
                _insert(connection, rows)
            counted += len(rows)
    engine.dispose()
    return counted


def _insert(connection: Connection, rows: Sequence[tuple[object, ...]]) -> None:
    names = ", ".join(COLUMNS)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"INSERT INTO bare ({names}) VALUES (?, ?, ?, ?, ?)", list(rows))  # noqa: S608
        return
    cursor = connection.connection.cursor()
    with cursor.copy(f"COPY bare ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _question(method: str, params: list[object]) -> dict[str, object]:
    return {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}


def main(arguments: Sequence[str]) -> int:
    """Run, and print a line of JSON."""
    what, rpc_url, deployment, database = arguments
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    settings = Settings(rpc_url=rpc_url, deployment=Path(deployment), database_url=database)
    begun = time.perf_counter()
    events = ours(settings) if what == "ours" else floor(settings)
    seconds = time.perf_counter() - begun
    print(json.dumps({"events": events, "seconds": seconds, "peak_mb": _peak_mb()}))
    return 0


def _peak_mb() -> int:
    """The most memory this process had. What getrusage says counts the process that started it as well."""
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(status["VmHWM"].split()[0]) // 1024


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
