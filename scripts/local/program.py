"""A node's program as a child of ours: on a free port of this machine, and gone when whoever started it is gone."""

import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from scripts.local.ganache import answers, free_port
from scripts.toolchain.layout import Layout
from symbia.chain.endpoints import ONE_ATTEMPT
from symbia.chain.node import Node

START_TIMEOUT = 90.0  # seconds until the first answer
POLL = 0.02
TAIL_LINES = 12
# The shell runs the program until our end of its standard input closes, however we end, and waits for its last words.
UNTIL_WE_END = 'exec 3<&0; "$@" <&- 3<&- & it=$!; { read -r _ <&3; kill $it; } & wait $it'


class NodeProgramError(RuntimeError):
    """A node's program is missing or could not be started; the message says what to do."""


class NodeProgram(ABC):
    """One process of a node. Use it as a context manager, or call `start` and `stop`.

    A subclass names itself and says its `chain_id` and, in `command`, how it is started.
    """

    name = "node"
    error: type[NodeProgramError] = NodeProgramError

    def __init__(self, root: Path, chain_id: int) -> None:
        """Nothing is started yet."""
        self.layout = Layout(root.resolve())
        self.chain_id = chain_id
        self.port = 0
        self.cwd = self.layout.root
        self._process: subprocess.Popen[bytes] | None = None

    @abstractmethod
    def command(self) -> Sequence[str | Path]:
        """The words that start it on `self.port`."""

    @property
    def url(self) -> str:
        """Its JSON-RPC URL, once started."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        """The file that holds its output while it runs."""
        return self.layout.logs / f"{self.name.lower()}-{self.port}.log"

    def start(self) -> Self:
        """Start it and wait until it answers. Raises NodeProgramError; then nothing is left running."""
        self.port = self.port or free_port()
        self.log.parent.mkdir(parents=True, exist_ok=True)
        command = ["/bin/sh", "-c", UNTIL_WE_END, "sh", *map(str, self.command())]
        with self.log.open("wb") as output:
            self._process = subprocess.Popen(
                command, cwd=self.cwd, stdin=subprocess.PIPE, stdout=output, stderr=subprocess.STDOUT
            )
        try:
            self._wait_until_it_answers(self._process)
        except BaseException:
            self.stop()
            raise
        return self

    def _wait_until_it_answers(self, process: "subprocess.Popen[bytes]") -> None:
        deadline = time.monotonic() + START_TIMEOUT
        with Node(self.url, patience=ONE_ATTEMPT) as node:
            while not answers(node, self.chain_id):
                if process.poll() is not None:
                    raise self._failure("ended at once")
                if time.monotonic() > deadline:
                    raise self._failure(f"did not answer within {START_TIMEOUT:.0f} s")
                time.sleep(POLL)

    def _failure(self, what: str) -> NodeProgramError:
        tail = "\n".join(self.log.read_text(errors="replace").splitlines()[-TAIL_LINES:])
        return self.error(f"{self.name} {what}. Its last lines:\n{tail}\nLog: {self.log}")

    def stop(self) -> None:
        """End it; safe to call twice."""
        process, self._process = self._process, None
        if process is not None and process.stdin is not None:
            process.stdin.close()
            process.wait()

    def __enter__(self) -> Self:
        """Start it."""
        return self.start()

    def __exit__(self, *_: object) -> None:
        """Stop it, whatever happened."""
        self.stop()
        self.log.unlink(missing_ok=True)
