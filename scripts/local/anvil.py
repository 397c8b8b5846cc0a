"""An Anvil of our own for long campaigns: twenty times as fast as Ganache. Gone when whoever started it is gone.

with Anvil(root) as chain:
    print(chain.url)
"""

import subprocess
import time
from pathlib import Path
from typing import Self

from scripts.local.ganache import CHAIN_ID, HARDFORK, HOST, MNEMONIC, answers, free_port
from scripts.toolchain.foundry import find_program
from scripts.toolchain.layout import Layout
from symbia.chain.endpoints import ONE_ATTEMPT
from symbia.chain.node import Node

START_TIMEOUT = 60.0  # seconds until the first answer
POLL = 0.02
# The shell ends with us, because its standard input closes, and takes Anvil along.
UNTIL_WE_END = '"$@" <&- & read -r _; kill $!; wait $!'


class AnvilError(RuntimeError):
    """Anvil could not be started; the message says why and what to do."""


class Anvil:
    """One Anvil process, on Shanghai unless told otherwise, one block a transaction, unlocked accounts of the project's
    mnemonic."""

    def __init__(
        self, root: Path, *, accounts: int = 10, hardfork: str = HARDFORK, flags: tuple[str, ...] = ()
    ) -> None:
        """Nothing is started yet. `flags` are Anvil's own."""
        self._program = anvil_program(root)
        self._layout = Layout(root.resolve())
        self._flags = (
            *("--host", HOST, "--chain-id", str(CHAIN_ID), "--hardfork", hardfork, "--mnemonic", MNEMONIC, "--silent"),
            *("--accounts", str(accounts), "--gas-limit", "3000000000", "--no-request-size-limit", *flags),
        )
        self._process: subprocess.Popen[bytes] | None = None
        self.url = ""

    def __enter__(self) -> Self:
        """Start it and wait until it answers. Raises AnvilError; then nothing is left running."""
        port = free_port()
        self.url = f"http://{HOST}:{port}"
        log = self._layout.logs / f"anvil-{port}.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        command = ["/bin/sh", "-c", UNTIL_WE_END, "sh", str(self._program), "--port", str(port), *self._flags]
        with log.open("wb") as output:
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=output, stderr=subprocess.STDOUT)
        deadline = time.monotonic() + START_TIMEOUT
        with Node(self.url, patience=ONE_ATTEMPT) as node:
            while not answers(node):
                if time.monotonic() > deadline:
                    self.stop()
                    raise AnvilError(f"Anvil did not answer within {START_TIMEOUT:.0f} s. Its output: {log}")
                time.sleep(POLL)
        log.unlink()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop it, whatever happened."""
        self.stop()

    def stop(self) -> None:
        """End it; safe to call twice."""
        process, self._process = self._process, None
        if process is not None and process.stdin is not None:
            process.stdin.close()
            process.wait()


def anvil_program(root: Path) -> Path:
    """Anvil from npm where there is one for this machine, else the machine's own. Raises AnvilError."""
    if (found := find_program(root, "anvil")) is not None:
        return found
    raise AnvilError(
        "npm has no Anvil for this kind of machine. Install Foundry, so that `anvil` is found, and try again."
    )
