"""A geth of our own: the make of node that most public endpoints run, on the newest fork and a genesis of its own.

with Geth(root, folder) as chain:
    print(chain.url, chain.ws_url)

Unlike Ganache it signs for nobody: whoever sends brings a key. Accounts of the project's mnemonic have ether.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from eth_account import Account

from scripts.local.ganache import HOST, MNEMONIC, free_port
from scripts.local.program import NodeProgram, NodeProgramError
from scripts.toolchain.geth import GETH
from scripts.toolchain.layout import Layout
from symbia.settings.names import GETH as VARIABLE
from symbia.units import ETHER

# No local chain to Symbia: there are confirmations to wait for, and nothing is signed without a key.
CHAIN_ID = 71_014
# All forks up to Osaka. Its accounts are contracts that blocks since Cancun call into (EIP-4788, 2935, 7002, 7251).
GENESIS = Path(__file__).with_name("geth_genesis.json")
ACCOUNTS = 10
BALANCE = 1_000  # ether each account starts with


class GethError(NodeProgramError):
    """geth could not be started; the message says why and what to do."""


class Geth(NodeProgram):
    """One geth process. Its chain is in `folder`, and begins anew from the same genesis where that is empty."""

    name = "geth"
    error = GethError

    def __init__(self, root: Path, folder: Path, *, block_time: int = 0, chain_id: int = CHAIN_ID) -> None:
        """Nothing is started yet. `block_time`: seconds between blocks; 0: a block as soon as there is a transaction.
        Raises GethError where there is no geth."""
        super().__init__(root, chain_id)
        program = find_geth(self.layout)
        if program is None:
            raise GethError("There is no geth. Build one: .venv/bin/python -m scripts.toolchain.geth (needs Go).")
        self._program = program
        self._folder = folder
        self._block_time = block_time
        self._engine_port = free_port()  # of an interface that nobody uses, and that cannot be left out

    @property
    def ws_url(self) -> str:
        """Its websocket URL, once started."""
        return f"ws://{HOST}:{self.port}"

    def command(self) -> Sequence[str | Path]:
        """The words that start it."""
        if not (self._folder / "geth").exists():
            self._begin()
        return [
            *(self._program, "--dev", "--dev.period", str(self._block_time), "--datadir", self._folder),
            *("--http", "--http.addr", HOST, "--http.port", str(self.port), "--http.api", "eth,net,web3,debug,txpool"),
            *("--ws", "--ws.addr", HOST, "--ws.port", str(self.port), "--ws.api", "eth,net,web3"),
            *("--authrpc.port", str(self._engine_port), "--ipcdisable", "--nodiscover", "--maxpeers", "0"),
            *("--cache", "64", "--verbosity", "2"),
        ]

    def _begin(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        genesis = json.loads(GENESIS.read_text())
        genesis["config"]["chainId"] = self.chain_id
        genesis["alloc"] |= {account: {"balance": hex(BALANCE * ETHER)} for account in accounts(ACCOUNTS)}
        file = self._folder / "genesis.json"
        file.write_text(json.dumps(genesis))
        done = subprocess.run(
            [self._program, "init", "--datadir", self._folder, file],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise GethError(f"geth did not take the genesis: {done.stderr.strip()[-500:]}")


def accounts(count: int) -> list[str]:
    """Addresses of the first accounts of the project's mnemonic."""
    Account.enable_unaudited_hdwallet_features()
    paths = (f"m/44'/60'/0'/0/{number}" for number in range(count))
    return [str(Account.from_mnemonic(MNEMONIC, account_path=path).address) for path in paths]


def find_geth(layout: Layout) -> Path | None:
    """The program that the variable names, else the one that was built here, else the machine's. None if there is none.
    Raises GethError for a name of nothing."""
    if named := os.environ.get(VARIABLE):
        if not Path(named).is_file():
            raise GethError(f"{VARIABLE} names {named}, which is not there: correct or unset it.")
        return Path(named)
    built = GETH.path(layout)
    if built.is_file():
        return built
    machine = shutil.which("geth")
    return Path(machine) if machine else None
