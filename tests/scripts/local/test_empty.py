"""An empty chain from the terminal, and ether on it for whoever asks; on no other chain."""

import re
import signal
import subprocess
import sys

import pytest
from eth_account import Account

from scripts.local.empty import main
from scripts.local.ganache import free_port
from symbia.units import ETHER
from tests import ROOT
from tests.web3_at import web3_at


def test_a_chain_runs_until_ctrl_c_and_gives(capsys: pytest.CaptureFixture[str]) -> None:
    port, first, second = free_port(), Account.create().address, Account.create().address
    command = [sys.executable, "-m", "scripts.local.empty", "--port", str(port)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as chain:
        assert chain.stdout is not None
        assert f"http://127.0.0.1:{port}, chain id 1337" in chain.stdout.readline()
        assert "public" in chain.stdout.readline()
        url = f"http://127.0.0.1:{port}"
        assert main(["--rpc-url", url, "give", first, second]) == 0
        assert re.findall(r"0x\w{40}", capsys.readouterr().out) == [first, second]
        assert [web3_at(url).eth.get_balance(one) for one in (first, second)] == [10 * ETHER] * 2
        chain.send_signal(signal.SIGINT)
        assert chain.wait(30) == 130


def test_without_a_chain_it_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--rpc-url", "http://127.0.0.1:1", "give", "0x" + "5e" * 20]) == 1
    assert "http://127.0.0.1:1" in capsys.readouterr().err
