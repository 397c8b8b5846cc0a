"""A Ganache of our own: on a free port, quiet, on Shanghai, and gone when whoever started it is gone.

    with Ganache(root) as chain:
        print(chain.url, chain.mnemonic)

Brownie could start one too, but reads none of its output: enough of it blocks the chain.
"""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Self

from scripts.toolchain import node as nodes
from scripts.toolchain.layout import Layout
from symbia.chain.endpoints import ONE_ATTEMPT
from symbia.chain.node import Node
from symbia.errors import NodeError
from symbia.units import GANACHE

HOST = "127.0.0.1"
CHAIN_ID = GANACHE
# Public, so worthless anywhere else: the same accounts on every machine.
MNEMONIC = "ethics example top cube benefit speed chalk census bridge small school saddle"
HARDFORK = "shanghai"
ACCOUNTS = 80
BALANCE = 1_000  # ether each account starts with
START_TIMEOUT = 90.0  # seconds until the first answer; a busy machine needs several
STOP_TIMEOUT = 10.0  # seconds for an orderly end, before the hard one
POLL = 0.05  # seconds between two questions while it starts
PORT_TRIES = 5  # somebody else may take the free port first
TAIL_LINES = 12


class GanacheError(RuntimeError):
    """Ganache could not be started; the message says why and what to do."""


class Ganache:
    """One Ganache process. Use it as a context manager, or call `start` and `stop`."""

    mnemonic = MNEMONIC
    chain_id = CHAIN_ID

    def __init__(
        self,
        root: Path,
        *,
        port: int | None = None,
        accounts: int = ACCOUNTS,
        balance: int = BALANCE,
        start_time: datetime | None = None,
        block_time: int | None = None,
        database: Path | None = None,
        log: Path | None = None,
        program: Sequence[str | Path] = (),
    ) -> None:
        """Nothing is started yet.

        `port`: None takes a free one. `balance`: ether per account.
        `start_time`: aware time of the first block (default now).
        `block_time`: seconds between blocks (default: one block per transaction).
        `database`: folder that keeps the chain over a restart.
        `log`: file for its output; without it the output is dropped after an orderly end.
        `program`: a .cjs file that takes the place of Ganache's command line, and flags of its own.
        """
        self._layout = Layout(root.resolve())
        self._wanted_port = port
        self._log = log
        self._flags = _flags(accounts, balance, start_time, block_time, database)
        self._program = [str(part) for part in program]
        self._process: subprocess.Popen[bytes] | None = None
        self._port = 0

    @property
    def port(self) -> int:
        """The port it listens on, once started."""
        return self._port

    @property
    def url(self) -> str:
        """Its JSON-RPC URL, once started."""
        return f"http://{HOST}:{self._port}"

    @property
    def pid(self) -> int:
        """The process id. Raises GanacheError when it is not running."""
        if self._process is None:
            raise GanacheError("Ganache is not running; start it first.")
        return self._process.pid

    @property
    def log(self) -> Path:
        """The file that holds its output."""
        return self._log or self._layout.logs / f"ganache-{self._port}.log"

    def start(self) -> Self:
        """Start it and wait until it answers. Raises GanacheError; then nothing is left running."""
        if self._wanted_port is not None:
            require_free(self._wanted_port)
            self._start_on(self._wanted_port)
            return self
        for attempt in range(1, PORT_TRIES + 1):
            try:
                self._start_on(free_port())
            except GanacheError:
                if attempt == PORT_TRIES or "EADDRINUSE" not in self._log_tail():
                    raise
            else:
                break
        return self

    def stop(self) -> None:
        """End it, gently first; safe to call twice."""
        if self._process is not None:
            self._end()
            if self._log is None:
                self.log.unlink(missing_ok=True)

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        _close(process.stdin)
        try:
            process.wait(STOP_TIMEOUT)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def __enter__(self) -> Self:
        """Start it."""
        return self.start()

    def __exit__(self, *_: object) -> None:
        """Stop it, whatever happened."""
        self.stop()

    def _start_on(self, port: int) -> None:
        self._port = port
        node = nodes.load(self._layout)
        child = self._layout.root / "scripts" / "local" / "ganache_child.cjs"
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("wb") as output:
            self._process = subprocess.Popen(
                [node.program, str(child), *self._program, f"--server.port={port}", *self._flags],
                cwd=self._layout.root,
                env=node.environment(),
                stdin=subprocess.PIPE,  # open as long as we live: the child ends when it closes
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C in a terminal reaches us, and we stop the chain last
            )
        try:
            self._wait_until_it_answers(self._process)
        except BaseException:
            self._end()
            raise

    def _wait_until_it_answers(self, process: "subprocess.Popen[bytes]") -> None:
        deadline = time.monotonic() + START_TIMEOUT
        with Node(self.url, patience=replace(ONE_ATTEMPT, read=START_TIMEOUT)) as node:
            while time.monotonic() < deadline:
                if process.poll() is not None:
                    raise GanacheError(f"Ganache ended at once. Its last lines:\n{self._log_tail()}\nLog: {self.log}")
                if answers(node):
                    return
                time.sleep(POLL)
        raise self._failure(f"did not answer within {START_TIMEOUT:.0f} s")

    def _failure(self, what: str) -> GanacheError:
        return GanacheError(f"Ganache {what}. Its last lines:\n{self._log_tail()}\nLog: {self.log}")

    def _log_tail(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines()
        return "\n".join(lines[-TAIL_LINES:])


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def require_free(port: int, host: str = HOST) -> None:
    """Raise GanacheError when `port` of `host` cannot be listened on."""
    if not 0 < port < 2**16:
        raise GanacheError(f"{port} is not a port. Choose one from 1 to 65535.")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except socket.gaierror as error:
        raise GanacheError(f"{host} is not an address of this machine ({error.strerror}). Choose another.") from error
    except OSError as error:
        raise GanacheError(
            f"Port {port} is not free ({error.strerror}). Stop what listens there or choose another."
        ) from error


def _flags(
    accounts: int,
    balance: int,
    start_time: datetime | None,
    block_time: int | None,
    database: Path | None,
) -> list[str]:
    flags = [
        f"--server.host={HOST}",
        f"--chain.hardfork={HARDFORK}",
        f"--chain.chainId={CHAIN_ID}",
        f"--chain.networkId={CHAIN_ID}",  # a signature is only good when both agree
        f"--wallet.mnemonic={MNEMONIC}",
        f"--wallet.totalAccounts={accounts}",
        f"--wallet.defaultBalance={balance}",
        "--logging.quiet",
    ]
    if start_time is not None:
        flags.append(f"--chain.time={start_time.astimezone(UTC).isoformat()}")
    if block_time is not None:
        flags.append(f"--miner.blockTime={block_time}")
    if database is not None:
        flags.append(f"--database.dbPath={database}")
    return flags


def answers(node: Node, chain_id: int = CHAIN_ID) -> bool:
    """Whether a chain of ours answers there already."""
    try:
        return node.chain_id() == chain_id
    except NodeError:
        return False


def _close(pipe: IO[bytes] | None) -> None:
    if pipe is not None:
        pipe.close()
