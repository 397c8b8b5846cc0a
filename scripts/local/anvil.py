"""An Anvil of our own for long campaigns: twenty times as fast as Ganache. Gone when whoever started it is gone.

with Anvil(root) as chain:
    print(chain.url)
"""

from collections.abc import Sequence
from pathlib import Path

from scripts.local.ganache import CHAIN_ID, HARDFORK, HOST, MNEMONIC
from scripts.local.program import NodeProgram, NodeProgramError
from scripts.toolchain.foundry import find_program


class AnvilError(NodeProgramError):
    """Anvil could not be started; the message says why and what to do."""


class Anvil(NodeProgram):
    """One Anvil process, on Shanghai unless told otherwise, one block a transaction, unlocked accounts of the project's
    mnemonic."""

    name = "Anvil"
    error = AnvilError

    def __init__(
        self,
        root: Path,
        *,
        accounts: int = 10,
        hardfork: str = HARDFORK,
        flags: tuple[str, ...] = (),
        chain_id: int = CHAIN_ID,
    ) -> None:
        """Nothing is started yet. `flags` are Anvil's own."""
        super().__init__(root, chain_id)
        self._program = anvil_program(root)
        self._flags = (
            *("--host", HOST, "--chain-id", str(chain_id), "--hardfork", hardfork, "--mnemonic", MNEMONIC, "--silent"),
            *("--accounts", str(accounts), "--gas-limit", "3000000000", "--no-request-size-limit", *flags),
        )

    def command(self) -> Sequence[str | Path]:
        """The words that start it."""
        return [self._program, "--port", str(self.port), *self._flags]


def anvil_program(root: Path) -> Path:
    """Anvil from npm where there is one for this machine, else the machine's own. Raises AnvilError."""
    if (found := find_program(root, "anvil")) is not None:
        return found
    raise AnvilError(
        "npm has no Anvil for this kind of machine. Install Foundry, so that `anvil` is found, and try again."
    )
