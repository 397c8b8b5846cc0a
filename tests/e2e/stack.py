"""The whole house for an end-to-end test: Ganache, contracts, indexer and API, each a real process."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
from web3 import Web3

from benchmarks.airdrop import wide_plan
from scripts.local.ganache import Ganache, free_port
from scripts.seed import STORY
from scripts.toolchain.brownie_env import brownie_environment
from symbia.chain.abi import load_abi
from symbia.chain.deployment import Deployment
from symbia.process.children import Child
from symbia.settings import Settings
from tests import ROOT
from tests.web3_at import web3_at

PATIENCE = 120.0  # seconds


@dataclass
class Stack:
    """What a test talks to."""

    folder: Path
    chain: Ganache
    web3: Web3
    settings: Settings

    def child(self, name: str, *command: str, brownie: bool = False) -> Child:
        """A process of the house."""
        base = brownie_environment(ROOT) if brownie else dict(os.environ)
        environment = {**base, **self.settings.environment()}
        return Child(name, command, self.folder / f"{name}.log", environment, ROOT)

    def story(self, command: str) -> Child:
        """`scripts.run deploy` or `demo` on this chain; after `deploy` tests give away more than the demo lets."""
        plan = ("--plan", str(wide_plan(self.folder))) if command == "deploy" else ()
        return self.child(
            command,
            *("-m", "scripts.run", command, "--rpc-url", self.chain.url, *plan),
            *("--deployment", str(self.settings.deployment), "--content-dir", str(self.settings.content_dir)),
            brownie=True,
        )

    def contract(self, name: str) -> Any:
        """A deployed contract, by web3."""
        deployment = Deployment.read(self.settings.deployment)
        assert deployment is not None
        return self.web3.eth.contract(deployment.contracts[name].address, abi=load_abi(name))

    def rpc(self, method: str, *params: Any) -> Any:
        """A call that only local nodes know."""
        answer: Any = self.web3.provider.make_request(method, list(params))  # type: ignore[arg-type]
        assert "error" not in answer, answer
        return answer["result"]

    def travel(self, seconds: int) -> None:
        """Move the chain's clock."""
        now: Any = self.web3.eth.get_block("latest")
        self.rpc("evm_mine", now["timestamp"] + seconds)


@dataclass
class Served:
    """A stack with its API."""

    stack: Stack
    api: httpx.Client

    @property
    def url(self) -> str:
        """Of API and page."""
        return str(self.api.base_url).rstrip("/")


@contextmanager
def chain_stack(folder: Path, *, database: Path | None = None, start_time: datetime | None = None) -> Iterator[Stack]:
    """A chain, and settings for everything else. By default a new one that begins where the seed's story begins."""
    start = start_time or datetime.now(UTC) - STORY
    with Ganache(ROOT, start_time=start, database=database, log=folder / "ganache.log") as chain:
        settings = Settings(
            rpc_url=chain.url,
            deployment=folder / "deployment.json",
            database_url=f"sqlite:///{folder / 'symbia.db'}",
            content_dir=folder / "content",
            port=free_port(),
            poll_seconds=0.05,
            rate_limit="",
            demo_wallet=True,
        )
        yield Stack(folder, chain, web3_at(chain.url), settings)


@contextmanager
def served(stack: Stack) -> Iterator[Served]:
    """A stack, indexed and served."""
    with ExitStack() as processes:
        for name, subcommand in (("indexer", "index"), ("api", "serve")):
            processes.callback(stack.child(name, "-m", "cli", subcommand).stop)
        url = f"http://127.0.0.1:{stack.settings.port}"
        api = processes.enter_context(httpx.Client(base_url=url, timeout=30, trust_env=False))
        found = Served(stack, api)
        eventually(lambda: is_level(found), "the API is level with the chain")
        yield found


def is_level(served: Served) -> bool:
    """True if the API answers for the chain's head."""
    try:
        answer = served.api.get("/v1/status")
    except httpx.TransportError:
        return False
    return answer.is_success and answer.json()["status"]["indexed_block"] >= served.stack.web3.eth.block_number


def printed(child: Child) -> str:
    """Wait for its end, and stop it whatever happens; what it printed. Raises ChildFailedError."""
    try:
        child.wait(PATIENCE)
    finally:
        child.stop()
    return child.log.read_text()


def eventually(happened: Callable[[], bool], what: str, patience: float = PATIENCE) -> None:
    """Wait for it; fail with `what` after `patience` seconds."""
    deadline = time.monotonic() + patience
    while not happened():
        assert time.monotonic() < deadline, f"not within {patience} s: {what}"
        time.sleep(0.02)
