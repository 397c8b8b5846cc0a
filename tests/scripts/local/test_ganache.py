"""The local chain: it starts, it stops, it never outlives whoever started it."""

import os
import signal
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from scripts.local.ganache import ACCOUNTS, CHAIN_ID, Ganache, GanacheError
from scripts.toolchain import node as nodes
from scripts.toolchain.layout import Layout
from tests import ROOT

PARENT = """
import sys, time
from pathlib import Path
from scripts.local.ganache import Ganache
chain = Ganache(Path(sys.argv[1]), log=Path(sys.argv[2])).start()
print(chain.port, flush=True)
time.sleep(600)
"""


def ask(chain: Ganache, method: str, *params: object) -> object:
    request = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
    return httpx.post(chain.url, json=request, timeout=30).json()["result"]


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_until_closed(port: int, timeout: float = 30) -> None:
    deadline = time.monotonic() + timeout
    while listens(port):
        assert time.monotonic() < deadline, f"something still listens on {port} after {timeout} s"
        time.sleep(0.05)


def test_it_serves_the_chain_that_was_asked_for_and_stops(tmp_path: Path) -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    with Ganache(ROOT, start_time=start, log=tmp_path / "log") as chain:
        assert ask(chain, "eth_chainId") == hex(CHAIN_ID)
        assert ask(chain, "net_version") == str(CHAIN_ID)
        accounts = ask(chain, "eth_accounts")
        assert isinstance(accounts, list)
        assert len(accounts) == ACCOUNTS
        block = ask(chain, "eth_getBlockByNumber", "latest", False)
        assert isinstance(block, dict)
        assert int(block["timestamp"], 16) == int(start.timestamp())
        port = chain.port
    assert not listens(port)
    with pytest.raises(GanacheError, match="not running"):
        _ = chain.pid


def test_a_database_keeps_the_chain(tmp_path: Path) -> None:
    with Ganache(ROOT, database=tmp_path / "db", log=tmp_path / "log") as chain:
        ask(chain, "evm_mine")
        first = ask(chain, "eth_getBlockByNumber", "0x1", False)
    with Ganache(ROOT, database=tmp_path / "db", log=tmp_path / "log") as chain:
        assert ask(chain, "eth_getBlockByNumber", "0x1", False) == first


def test_it_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    command = [sys.executable, "-c", PARENT, str(ROOT), str(tmp_path / "log")]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        port = int(parent.stdout.readline())
        assert listens(port)
        os.kill(parent.pid, signal.SIGKILL)
    wait_until_closed(port)


def test_a_busy_port_is_named() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(GanacheError, match=f"Port {port} is not free .* choose another"):
            Ganache(ROOT, port=port).start()


def test_a_chain_that_cannot_start_shows_its_log(tmp_path: Path, copy: Layout) -> None:
    broken = tmp_path / "node"
    broken.write_text("#!/bin/sh\necho no such engine\nexit 1\n")
    broken.chmod(0o755)
    nodes.save(nodes.NodeProgram(str(broken), "npm", "20.0.0"), copy)
    with pytest.raises(GanacheError, match=r"ended at once[\s\S]*no such engine[\s\S]*Log: "):
        Ganache(copy.root).start()
