"""A Hardhat node of our own: the chain that most Solidity projects test on, on its newest fork.

with Hardhat(root, folder) as chain:
    print(chain.url)
"""

import json
from collections.abc import Sequence
from pathlib import Path

from scripts.local.ganache import HOST, MNEMONIC
from scripts.local.program import NodeProgram, NodeProgramError
from scripts.toolchain import hardhat as package
from scripts.toolchain import node as nodes

CHAIN_ID = 31337  # Hardhat's own
ACCOUNTS = 10


class HardhatError(NodeProgramError):
    """Hardhat could not be started; the message says why and what to do."""


class Hardhat(NodeProgram):
    """One Hardhat process, one block a transaction, unlocked accounts of the project's mnemonic. `folder` holds its
    configuration."""

    name = "Hardhat"
    error = HardhatError

    def __init__(self, root: Path, folder: Path, *, chain_id: int = CHAIN_ID) -> None:
        """Nothing is started yet. Raises HardhatError where it is not installed."""
        super().__init__(root, chain_id)
        script = package.find(self.layout)
        if script is None:
            raise HardhatError("Hardhat is not installed. Run: .venv/bin/python -m scripts.toolchain.hardhat")
        self._script = script
        self.cwd = package.home(self.layout)  # it runs inside a project that has it installed, and nowhere else
        self._folder = folder

    def command(self) -> Sequence[str | Path]:
        """The words that start it."""
        config = self._folder / "hardhat.config.js"
        config.parent.mkdir(parents=True, exist_ok=True)
        network = {"chainId": self.chain_id, "accounts": {"mnemonic": MNEMONIC, "count": ACCOUNTS}}
        config.write_text(f"module.exports = {json.dumps({'solidity': '0.8.28', 'networks': {'hardhat': network}})};\n")
        # Without a host name it listens on every address of the machine.
        where = ("--hostname", HOST, "--port", str(self.port))
        return ["env", *QUIET, nodes.load(self.layout).program, self._script, "--config", config, "node", *where]


QUIET = ("HARDHAT_DISABLE_TELEMETRY_PROMPT=true", "CI=true")  # it asks nobody, and reports to nobody
