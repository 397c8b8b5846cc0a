"""From a mined block to a row that the API shows: ballots, one a block, indexer and API in processes of their own.

The clock runs from Anvil's answer to `evm_mine` to the first answer of the API that holds the ballot.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
from web3 import Web3

from benchmarks.brand_chain import PROPOSALS, REASONS, VOTERS, Builder, BusyChain
from scripts.local.ganache import HOST, free_port
from symbia.chain.abi import load_abi
from symbia.chain.deployment import Deployment
from symbia.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
BALLOTS = 200
PAUSE = 0.001  # seconds between two questions to the API
PATIENCE = 60.0  # seconds until a process is there, or a row


def head_latency(chain: BusyChain, database: str) -> dict[str, float]:
    """Median and 99th percentile, in milliseconds."""
    settings = Settings(
        rpc_url=chain.url,
        ws_url=chain.url.replace("http", "ws", 1),
        deployment=chain.deployment,
        database_url=database,
        content_dir=chain.deployment.with_name("content"),
        port=free_port(),
        rate_limit="",
    )
    with ExitStack() as stack:
        for command in ("index", "serve"):
            stack.enter_context(_running(command, settings))
        api = stack.enter_context(httpx.Client(base_url=f"http://{HOST}:{settings.port}", trust_env=False))
        voting = BallotCaster(stack.enter_context(Builder(chain.url, chain.deployment)))
        _wait_for_block(api, voting.block())
        took = sorted(_seen(api, voting, *ballot) for ballot in voting.ballots(BALLOTS))
    return {"p50_ms": round(statistics.median(took), 1), "p99_ms": round(took[int(len(took) * 0.99) - 1], 1)}


class BallotCaster:
    """Casts ballots that nobody cast yet."""

    def __init__(self, chain: Builder) -> None:
        self._chain = chain
        address = Deployment.load(chain.file).contracts["BrandGovernor"].address
        self._governor = Web3().eth.contract(Web3.to_checksum_address(address), abi=load_abi("BrandGovernor"))
        self._now = int(chain.call("eth_getBlockByNumber", "latest", False)["timestamp"], 16)
        chain.call("evm_setAutomine", False)

    def block(self) -> int:
        """Number of the newest block."""
        return int(self._chain.call("eth_blockNumber"), 16)

    def ballots(self, count: int) -> Iterator[tuple[int, dict[str, str]]]:
        """Proposal and transaction of so many ballots that will count."""
        left = count
        for number in range(PROPOSALS, 0, -1):
            for voter in self._chain.members[VOTERS:]:
                data = self._governor.encode_abi("castVoteWithReason", [number, 1, REASONS[1]])
                transaction = {"from": voter, "to": self._governor.address, "data": data, "gasPrice": "0x0"}
                if not left:
                    return
                if self._counts(transaction):
                    left -= 1
                    yield number, transaction
        raise RuntimeError(f"the measured chain has too few voters left: {left} ballots are missing")

    def cast(self, transaction: dict[str, str]) -> None:
        """Mine it, alone in a block."""
        self._now += 1
        self._chain.call("eth_sendTransaction", transaction | {"gas": hex(600_000)})
        self._chain.call("evm_setNextBlockTimestamp", self._now)
        self._chain.call("evm_mine")

    def _counts(self, transaction: dict[str, str]) -> bool:
        try:
            weight = self._chain.call("eth_call", transaction, "latest")
        except RuntimeError:  # it would revert: a voter without votes, or one who voted
            return False
        return int(weight, 16) > 0


def _seen(api: httpx.Client, voting: BallotCaster, number: int, transaction: dict[str, str]) -> float:
    """Milliseconds until the ballot is in the answer."""
    voting.cast(transaction)
    begun = time.perf_counter()
    while time.perf_counter() < begun + PATIENCE:
        newest: list[dict[str, Any]] = api.get(f"/v1/proposals/{number}/ballots", params={"limit": 1}).json()["ballots"]
        if newest and newest[0]["account"] == transaction["from"]:
            return (time.perf_counter() - begun) * 1_000
        time.sleep(PAUSE)
    raise RuntimeError(f"the ballot of {transaction['from']} on proposal {number} did not appear")


def _wait_for_block(api: httpx.Client, block: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            answer = api.get("/v1/proposal-types").json()
        except (httpx.TransportError, json.JSONDecodeError):
            answer = {}
        if (answer.get("as_of") or {}).get("block") == block:
            return
        time.sleep(0.05)
    raise RuntimeError(f"indexer and API did not reach block {block} within {PATIENCE:.0f} s")


@contextmanager
def _running(command: str, settings: Settings) -> Iterator[None]:
    """`symbia index` or `symbia serve`, until the block ends."""
    process = subprocess.Popen(
        [sys.executable, "-m", "cli", command],
        cwd=ROOT,
        env=settings.child_environment(os.environ),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE)
