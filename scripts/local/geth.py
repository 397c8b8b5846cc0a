"""A geth of our own: the make of node that most public endpoints run, on the newest fork and a genesis of its own.

with Geth(root, folder) as chain:
    print(chain.url, chain.ws_url)

    .venv/bin/python -m scripts.local.geth FOLDER --port 8545     the same for a person, until Ctrl-C

Unlike Ganache it signs for nobody: whoever sends brings a key. Accounts of the project's mnemonic have ether. Alone,
`geth --dev` would also switch on forks that no network has yet, with other prices of gas.
"""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from eth_account import Account
from eth_account.signers.local import LocalAccount

from scripts.local.ganache import HOST, MNEMONIC, GanacheError, free_port, require_free
from scripts.local.program import NodeProgram, NodeProgramError
from scripts.toolchain.errors import SetupError, ends_in_words
from scripts.toolchain.geth import GETH
from scripts.toolchain.layout import Layout
from symbia.settings.names import GETH as VARIABLE
from symbia.units import ETHER

# No local chain to Symbia: there are confirmations to wait for, and nothing is signed without a key.
CHAIN_ID = 71_014
# All forks up to Osaka. Its accounts are contracts that blocks since Cancun call into (EIP-4788, 2935, 7002, 7251).
GENESIS = Path(__file__).with_name("geth_genesis.json")
ACCOUNTS = 10
PASSWORD = "public"  # noqa: S105 - of keystores whose keys are public
BALANCE = 1_000  # ether each account starts with


class GethError(NodeProgramError):
    """geth could not be started; the message says why and what to do."""


class Geth(NodeProgram):
    """One geth process. Its chain is in `folder`, and begins anew from the same genesis where that is empty."""

    name = "geth"
    error = GethError

    def __init__(
        self, root: Path, folder: Path, *, block_time: int = 0, chain_id: int = CHAIN_ID, port: int = 0
    ) -> None:
        """Nothing is started yet. `block_time`: seconds between blocks; 0: a block as soon as there is a transaction.
        `port`: 0 takes a free one. Raises GethError where there is no geth."""
        super().__init__(root, chain_id)
        self.port = port
        program = find_geth(self.layout)
        if program is None:
            raise GethError("There is no geth. Build one: .venv/bin/python -m scripts.toolchain.geth (needs Go).")
        self._program = program
        self._folder = folder.resolve()
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
    return [str(key.address) for key in _keys(count)]


def _keys(count: int) -> list[LocalAccount]:
    Account.enable_unaudited_hdwallet_features()
    return [Account.from_mnemonic(MNEMONIC, account_path=f"m/44'/60'/0'/0/{number}") for number in range(count)]


def write_keystores(folder: Path) -> None:
    """`account-N.json` for each account that has ether, and `password`. They guard nothing: the mnemonic is public."""
    (folder / "password").write_text(PASSWORD)
    for number, key in enumerate(_keys(ACCOUNTS)):
        keystore = Account.encrypt(key.key, PASSWORD, kdf="pbkdf2", iterations=1)
        (folder / f"account-{number}.json").write_text(json.dumps(keystore))


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


@ends_in_words(SetupError, GethError, GanacheError, stopped="geth stopped; its chain stays in the folder.")
def main() -> int:
    """Run one until Ctrl-C, with keystores of its accounts in the folder."""
    parser = argparse.ArgumentParser(prog="python -m scripts.local.geth", description="A geth of one's own.")
    parser.add_argument("folder", type=Path, help="keeps the chain and keystores; made if it is missing")
    parser.add_argument("--port", type=int, default=8545)
    options = parser.parse_args()
    require_free(options.port)
    options.folder.mkdir(parents=True, exist_ok=True)
    write_keystores(options.folder)
    with Geth(Path(__file__).resolve().parents[2], options.folder / "chain", port=options.port) as chain:
        print(f"geth on {chain.url}, chain {chain.chain_id}. Accounts with {BALANCE:,} ether, their keystores in")
        print(f"{options.folder}/account-N.json with the password in {options.folder}/password:")
        for number, account in enumerate(accounts(ACCOUNTS)):
            print(f"  {number}  {account}", flush=True)
        signal.pause()
    return 0


if __name__ == "__main__":
    sys.exit(main())
