"""README's "A brand of your own", line by line as it stands there, on an empty chain, with processes of its own."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from scripts.local.ganache import Ganache, free_port
from symbia.chain.abi import load_abi
from symbia.chain.deployment import Deployment
from tests.e2e.stack import ROOT
from tests.web3_at import web3_at

README = (ROOT / "README.md").read_text()
LINES = re.search(r"## A brand of your own\n.*?<!-- run -->\n```sh\n(.*?)```", README, re.DOTALL)
MEMBER = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"  # as the README's list has it
OWN = "0x" + "5e" * 20  # a wallet of the brand's own
PATIENCE = 180.0  # seconds for one line
SYMBIA = ".venv/bin/symbia"


class Terminal:
    """One shell, in which a person types line after line."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self._screen = folder / "screen.txt"
        with self._screen.open("wb") as screen:
            self.shell = subprocess.Popen(
                ["/bin/bash"],
                cwd=folder,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=screen,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
            )

    def type(self, line: str) -> str:
        """What is on the screen until the line has ended. It must end well."""
        before, mark = len(self.screen()), f"=== {time.monotonic_ns()}"
        assert self.shell.stdin is not None
        self.shell.stdin.write(f"{line}\necho '{mark}' $?\n")
        self.shell.stdin.flush()
        deadline = time.monotonic() + PATIENCE
        while not (ended := re.search(rf"{mark} (\d+)\n", self.screen()[before:])):
            assert time.monotonic() < deadline, f"not within {PATIENCE} s: {line}\n{self.screen()}"
            assert self.shell.poll() is None, self.screen()
            time.sleep(0.05)
        shown = self.screen()[before:]
        assert ended[1] == "0", f"{line}\n{shown}"
        return shown

    def screen(self) -> str:
        """Everything on it."""
        return self._screen.read_text(errors="replace")

    def close(self) -> None:
        """End the shell and everything it has started."""
        family = psutil.Process(self.shell.pid).children(recursive=True)
        for signal_number in (signal.SIGTERM, signal.SIGKILL):
            with suppress(ProcessLookupError):  # all have ended
                os.killpg(self.shell.pid, signal_number)
            psutil.wait_procs(family, timeout=15)
        self.shell.communicate()


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ganache]:
    with Ganache(ROOT, log=tmp_path_factory.mktemp("chain") / "ganache.log") as chain:
        yield chain


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    """In a folder that looks like the repository's, so that nothing is written into that one."""
    for name in (".venv", "scripts", "docs"):
        (tmp_path / name).symlink_to(ROOT / name)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SYMBIA_")}
    terminal = Terminal(
        tmp_path,
        kept | {"SYMBIA_PORT": str(free_port()), "NO_PROXY": "127.0.0.1", "COLUMNS": "200", "LC_ALL": "C.UTF-8"},
    )
    try:
        yield terminal
    finally:
        terminal.close()


def test_every_line_works(chain: Ganache, terminal: Terminal, tmp_path: Path) -> None:
    assert LINES is not None
    shown: dict[str, str] = {}
    for line in LINES[1].splitlines():
        shown[line] = terminal.type(line.replace("https://...", chain.url))
        if "symbia keystore" in line:
            keys = dict(reversed(one.split()) for one in re.findall(r"0x\w{40}  \S+", shown[line]))
            give_ether(chain, list(keys.values()))  # as the next comment but one asks for
        if line.startswith("cp "):
            edit(tmp_path / "my-brand.toml", keys)

    def said(words: str) -> str:
        return next(text for line, text in shown.items() if words in line)

    assert keys["deployer.json"] not in said("symbia roles")
    assert keys["brand.json"] in said("symbia roles")
    assert "Friend is tier 1." in said("define-tier")
    assert f"reckoned for {keys['issuer.json']}" in said("--dry-run")
    assert "1 memberships" in said("--dry-run")
    assert re.search(r"[1-9]\d* values compared, 0 drifted", said("symbia audit"))
    assert re.search(r"healthy +│ yes", said("symbia status"))
    running = terminal.type("jobs -r")
    assert [name for name in ("index", "serve", "relay", "keep") if f"symbia {name}" not in running] == []
    assert held_by(chain, tmp_path / "my-brand.json", MEMBER) == 1
    assert {(tmp_path / name).stat().st_mode & 0o777 for name in ("password", *keys)} == {0o600}


def test_a_key_is_never_written_over(terminal: Terminal, tmp_path: Path) -> None:
    terminal.type(f"{SYMBIA} keystore one.json --password-file password")
    before = (tmp_path / "one.json").read_text()
    refused = terminal.type(f"{SYMBIA} keystore two.json one.json --password-file password || true")
    assert "one.json would be written over" in refused
    assert (tmp_path / "one.json").read_text() == before
    assert not (tmp_path / "two.json").exists()


def give_ether(chain: Ganache, accounts: list[str]) -> None:
    """As docs/networks.md says it for a chain to try things on."""
    command = [sys.executable, "-m", "scripts.local.empty", "--rpc-url", chain.url, "give", *accounts]
    subprocess.run(command, cwd=ROOT, check=True, timeout=60)


def edit(plan: Path, keys: dict[str, str]) -> None:
    """What the comment asks a person to do."""
    text = plan.read_text()
    holders = {1: keys["brand.json"], 2: keys["issuer.json"], 3: keys["keeper.json"], 4: keys["relay.json"], 5: OWN}
    for number, address in holders.items():
        assert f'"account:{number}"' in text
        text = text.replace(f'"account:{number}"', f'"{address}"')
    plan.write_text(text.replace('brand = "Juniper & Rye"', 'brand = "Salt & Sorrel"'))


def held_by(chain: Ganache, deployment: Path, account: str) -> int:
    """Memberships of an account, as the contract says."""
    membership = Deployment.load(deployment).contracts["BrandMembership"].address
    contract = web3_at(chain.url).eth.contract(
        web3_at(chain.url).to_checksum_address(membership), abi=load_abi("BrandMembership")
    )
    return int(contract.functions.balanceOf(account).call())
