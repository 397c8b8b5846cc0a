"""Everything on a local chain in one command: Ganache, deployment, seed, indexer, API. Leaves nothing behind.

Ganache -> Brownie deploys, then seeds -> the indexer follows meanwhile -> the API serves
"""

import fcntl
import os
import shutil
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import httpx
from rich.console import Console
from rich.panel import Panel

from cli.check import compare
from cli.installation import api_url
from cli.steps import Steps
from cli.words import tell, words_of
from scripts.local.ganache import Ganache, GanacheError, free_port, require_free
from scripts.seed import STORY
from scripts.toolchain.brownie_env import brownie_environment
from symbia.chain.endpoints import ONE_ATTEMPT
from symbia.chain.node import Node
from symbia.errors import NodeError
from symbia.process.children import STEP, Child, ChildFailedError
from symbia.process.stopping import Stop, Stopped, noting_signals, pause
from symbia.settings import Settings
from symbia.settings.names import PREFIX
from symbia.text import Text
from symbia.words import word

ROOT = Path(__file__).resolve().parent.parent
RUNS = ROOT / ".symbia" / "runs"
RPC_PORT = 8545
API_PORT = 8000
LOOPBACK = "127.0.0.1"
DEPLOY_TIMEOUT = 180.0  # seconds
SEED_TIMEOUT = 300.0
READY_TIMEOUT = 60.0
POLL = 0.05
ASK = 0.5  # seconds between two questions to the API, which limits how many it answers
STORY_NAME = "deploy-and-seed"
RELAY = 78  # account that pays for members' signed ballots
FLUSH_SECONDS = 2.0  # that a signed ballot waits for others: on a demo nobody wants to wait
LEAD_SECONDS = 5  # before the end of a vote until which signed ballots are taken
KEEPER = 79  # account that pays for lapsing what is expired; the story leaves it alone
NAMED = len("[bold]contracts[/] ")  # columns of a name on the welcome screen
TICK = 5.0  # seconds between empty blocks: on a quiet local chain time stands still without them
REQUEST_TIMEOUT = 30.0


# What it decides by itself, since it belongs to its own chain: settings of these names are passed over, and named.
OWN = (
    *("rpc_url", "ws_url", "deployment", "database_url", "content_dir", "keeper_journal", "relay_ballot_journal"),
    *("sender_keystore", "sender_password_file", "sender_key"),
)
# What is other than usual on it, unless a variable says something else.
USUAL: dict[str, Any] = {"relay_flush_seconds": FLUSH_SECONDS, "relay_lead_seconds": LEAD_SECONDS, "demo_wallet": True}


class RunFolder:
    """Folder of one run. Removed when the run ends well; kept with its logs when it fails, until the next one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.deployment = folder / "deployment.json"
        self.content = folder / "content"
        self.database = folder / "symbia.db"

    def log(self, name: str) -> Path:
        return self.folder / "logs" / f"{name}.log"


def up(
    console: Console,
    settings: Settings,
    *,
    check: bool,
    passed_over: list[str],
    api_port: int | None = None,
    rpc_port: int | None = None,
) -> int:
    """Bring it all up and wait for Ctrl-C; with `check` compare API and contracts instead of waiting.

    `settings` and `passed_over` as `wanted` gives them. Ports: None takes the usual one (8000, 8545) if it is free,
    else any; 0 takes any. Returns the exit code.
    """
    if passed_over:
        tell(console, Text.of("cli.up.own", n=len(passed_over), variables=passed_over))
    with ExitStack() as stack:
        stop = stack.enter_context(noting_signals())
        run = stack.enter_context(_Folder()).run
        try:
            local = _Local(run, settings, Steps(console), stack, stop, api_port, rpc_port)
            local.start()
            if check:
                return local.check()
            local.welcome()
            local.wait()
        except (GanacheError, ChildFailedError, httpx.HTTPError, NodeError) as error:
            logs = str(run.folder / "logs")
            tell(console, Text.of("cli.up.failed", why=words_of(error), logs=logs), style="red")
            (run.folder / "failed").touch()
            return 1
        except Stopped:
            console.print(f"\n{word(Text.of('cli.up.stopping'))}")
    return 0


def wanted(settings: Settings, environment: Mapping[str, str]) -> tuple[Settings, list[str]]:
    """The settings of the environment as a local chain has them, and the variables in it that are passed over."""

    def said(name: str) -> bool:
        return PREFIX + name.upper() in environment

    usual = {name: value for name, value in USUAL.items() if not said(name)}
    return replace(settings, **usual), [PREFIX + name.upper() for name in OWN if said(name)]


class _Local:
    """The processes of one run."""

    def __init__(
        self,
        run: RunFolder,
        settings: Settings,
        steps: Steps,
        stack: ExitStack,
        stop: Stop,
        api_port: int | None,
        rpc_port: int | None,
    ) -> None:
        self._run = run
        self._wanted = settings
        self._steps = steps
        self._stack = stack
        self._stop = stop
        self._api_port = _port(api_port, API_PORT, steps, stack, settings.host)
        self._chain = Ganache(
            ROOT,
            port=_port(rpc_port, RPC_PORT, steps, stack),
            start_time=datetime.now(UTC) - STORY,
            log=run.log("ganache"),
        )
        self._children: list[Child] = []
        self._api = stack.enter_context(httpx.Client(base_url=self.url, timeout=REQUEST_TIMEOUT, trust_env=False))

    @property
    def url(self) -> str:
        """Of API and page, for somebody on this machine."""
        return str(api_url(replace(self._wanted, public_url="", port=self._api_port)))

    def start(self) -> None:
        """All of it, in order. Raises GanacheError and ChildFailedError."""
        with self._steps.step(Text.of("cli.up.chain")):
            self._stack.enter_context(self._chain)
        story = self._child(STORY_NAME, self._story_command(), brownie_environment(ROOT))
        with self._steps.step(Text.of("cli.up.deployed")):
            self._until(self._run.deployment.exists, DEPLOY_TIMEOUT, "deployment", story)
        settings = self._settings().child_environment(os.environ)
        self._child("indexer", ["-m", "cli", "index"], settings)
        self._child("api", ["-m", "cli", "serve"], settings)
        with self._steps.step(Text.of("cli.up.seeded")):
            self._follow(story)
        self._children.remove(story)
        with self._steps.step(Text.of("cli.up.level")):
            self._until(self._is_level, READY_TIMEOUT, "API", poll=ASK)
        self._child("keeper", ["-m", "cli", "keep", "--account", str(KEEPER)], settings)
        self._child("relay", ["-m", "cli", "relay", "--account", str(RELAY)], settings)

    def check(self) -> int:
        """0 if the API says what the contracts say, 1 if not."""
        with self._steps.step(Text.of("cli.up.compared")):
            result = compare(self._api, self._chain.url)
        result.show(self._steps.console)
        return 1 if result.differences else 0

    def welcome(self) -> None:
        """What runs where, and what to try next."""
        run = self._run.folder.relative_to(ROOT)
        ganache = word(Text.of("cli.up.ganache", id=self._chain.chain_id))
        rows = (
            ("cli.up.page", f"{self.url}/"),
            ("cli.up.api", f"{self.url}/docs"),
            ("cli.up.node", f"{self._chain.url}  {ganache}"),
            ("cli.up.database", f"{run}/symbia.db"),
            ("cli.up.contracts", f"{run}/deployment.json"),
            ("cli.up.logs", f"{run}/logs/"),
        )
        lines = [f"[bold]{word(Text.of(code))}[/]".ljust(NAMED) + shown for code, shown in rows]
        console = self._steps.console
        console.print(Panel("\n".join(lines), title=word(Text.of("cli.up.title")), expand=False))
        tell(console, Text.of("cli.up.mnemonic", mnemonic=self._chain.mnemonic))
        console.print(f"\n{word(Text.of('cli.up.try'))}\n", highlight=False)
        for purpose, line in try_next(self.url, self._chain.url):
            tell(console, f"  # {word(purpose)}\n  {line}")
        console.print(f"\n{word(Text.of('cli.up.stops'))}", highlight=False)

    def wait(self) -> None:
        """Let time pass on the chain until a child dies. Raises Stopped."""
        with Node(self._chain.url, patience=ONE_ATTEMPT) as node:
            while True:
                self._require_alive()
                try:
                    node.rpc.ask("evm_mine", [])
                except NodeError as error:
                    raise GanacheError(f"Ganache no longer answers ({error.why}). Log: {self._chain.log}") from error
                pause(self._stop, TICK)

    def _settings(self) -> Settings:
        """Those that are wanted, with what belongs to this run."""
        return replace(
            self._wanted,
            rpc_url=self._chain.url,
            ws_url="",
            deployment=self._run.deployment,
            database_url=f"sqlite:///{self._run.database}",
            content_dir=self._run.content,
            keeper_journal=self._run.folder / "keeper.db",
            relay_ballot_journal=self._run.folder / "ballots.db",
            sender_keystore="",
            sender_password_file="",
            sender_key="",
            port=self._api_port,
        )

    def _story_command(self) -> list[str]:
        return [
            *("-m", "scripts.run", "demo"),
            *("--rpc-url", self._chain.url),
            *("--deployment", str(self._run.deployment)),
            *("--content-dir", str(self._run.content)),
        ]

    def _child(self, name: str, command: list[str], environment: dict[str, str]) -> Child:
        child = Child(name, command, self._run.log(name), environment, ROOT)
        self._stack.callback(child.stop)
        self._children.append(child)
        return child

    def _follow(self, story: Child) -> None:
        """Show the steps that the child prints, until it ends."""
        deadline = time.monotonic() + SEED_TIMEOUT
        with story.log.open(errors="replace") as lines:
            while story.ended() is None:
                self._show(lines)
                self._require_alive()
                _require_before(deadline, "The seed", SEED_TIMEOUT)
                pause(self._stop, POLL)
            self._show(lines)
        story.wait(0)

    def _show(self, lines: IO[str]) -> None:
        for line in lines:
            if line.startswith(STEP):
                self._steps.detail(line.removeprefix(STEP).rstrip())

    def _until(self, happened: Callable[[], bool], timeout: float, what: str, *only: Child, poll: float = POLL) -> None:
        deadline = time.monotonic() + timeout
        while not happened():
            self._require_alive(*only)
            _require_before(deadline, f"The {what}", timeout)
            pause(self._stop, poll)

    def _require_alive(self, *only: Child) -> None:
        """Raise ChildFailedError if one of these, or of all, has ended. The story may end, if it ends well."""
        for child in only or self._children:
            if child.name != STORY_NAME or child.ended() != 0:
                child.require_alive()

    def _is_level(self) -> bool:
        try:
            answer = self._api.get("/v1/status")
        except httpx.TransportError:
            return False
        if answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
            raise ChildFailedError.of("cli.up.limited", limit=self._wanted.rate_limit)
        if answer.is_error:
            return False
        status = answer.json()["status"]
        with Node(self._chain.url, patience=ONE_ATTEMPT) as node:
            return bool(status["node_reachable"] and status["indexed_block"] >= node.block_number())


def try_next(url: str, rpc_url: str) -> list[tuple[Text, str]]:
    """Lines to copy, each with what it does. The README shows the same ones, for the usual ports."""
    api = "" if url.endswith(f":{API_PORT}") else f" --api {url}"
    rpc = "" if rpc_url.endswith(f":{RPC_PORT}") else f" --rpc-url {rpc_url}"
    account = f"$(.venv/bin/symbia account 30{rpc})"
    return [
        (Text.of("cli.up.next.read"), f"curl -s {url}/v1/proposals/7"),
        (
            Text.of("cli.up.next.vote"),
            f".venv/bin/symbia vote 7 for --account 30 --reason 'Juniper!'{api}{rpc}",
        ),
        (Text.of("cli.up.next.counted"), f"curl -s '{url}/v1/proposals/7/ballots?limit=1'"),
        (Text.of("cli.up.next.rounds"), f"curl -s {url}/v1/proposals/9/tally"),
        (Text.of("cli.up.next.relay"), f"curl -s {url}/v1/relay"),
        (Text.of("cli.up.next.perk"), f'curl -s "{url}/v1/perks/2/eligibility?account={account}"'),
    ]


class _Folder:
    """The folder of this run, locked while we live; folders of dead runs are swept away."""

    def __init__(self) -> None:
        self.run = RunFolder(RUNS / f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{os.getpid()}")
        self._lock: IO[str] | None = None

    def __enter__(self) -> "_Folder":
        RUNS.mkdir(parents=True, exist_ok=True)
        with (RUNS / "sweeping").open("w") as sweeping:  # nobody sweeps a folder between its making and its lock
            fcntl.flock(sweeping, fcntl.LOCK_EX)
            for folder in RUNS.iterdir():
                _sweep(folder)
            self.run.folder.mkdir()
            self._lock = (self.run.folder / "lock").open("w")
            fcntl.flock(self._lock, fcntl.LOCK_EX)
        return self

    def __exit__(self, *_: object) -> None:
        if self._lock is not None:
            self._lock.close()
        if not (self.run.folder / "failed").exists() and sys.exc_info()[0] is None:
            shutil.rmtree(self.run.folder, ignore_errors=True)


def _sweep(folder: Path) -> None:
    lock = folder / "lock"
    if not lock.exists():
        return
    with lock.open("r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return  # somebody is using it
    shutil.rmtree(folder, ignore_errors=True)


def _port(wanted: int | None, usual: int, steps: Steps, stack: ExitStack, host: str = LOOPBACK) -> int:
    """`wanted`, or the usual port if it is free and no other run has chosen it, else any; any for 0."""
    if wanted == 0:
        return free_port()
    if wanted is not None:
        require_free(wanted, host)
        return wanted
    try:
        require_free(usual, host)
    except GanacheError:
        taken = True
    else:
        taken = not _chosen(usual, stack)
    if taken:
        port = free_port()
        taken_port = word(Text.of("cli.up.port_taken", port=usual, used=port))
        steps.console.print(f"     {taken_port}", highlight=False)
        return port
    return usual


def _chosen(port: int, stack: ExitStack) -> bool:
    """Lock a usual port while we live: between choosing it and listening on it another run may look too."""
    lock = stack.enter_context((RUNS / f"port-{port}").open("w"))
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _require_before(deadline: float, what: str, timeout: float) -> None:
    if time.monotonic() > deadline:
        raise ChildFailedError.of("process.child.busy", name=what, seconds=round(timeout))
