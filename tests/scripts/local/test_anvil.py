"""Anvil: found where npm put it, a sentence where there is none, gone when it is stopped."""

from pathlib import Path

import httpx
import pytest

from scripts.local.anvil import Anvil, AnvilError, anvil_program
from tests import ROOT


def test_it_answers_and_is_gone_afterwards() -> None:
    request = {"jsonrpc": "2.0", "id": 1, "method": "eth_accounts", "params": []}
    with Anvil(ROOT, accounts=3) as chain:
        assert len(httpx.post(chain.url, json=request).json()["result"]) == 3
        url = chain.url
    with pytest.raises(httpx.ConnectError):
        httpx.post(url, json=request)


def test_without_one_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(AnvilError, match="Install Foundry"):
        anvil_program(tmp_path)
    own = tmp_path / "anvil"
    own.touch(0o755)
    assert anvil_program(tmp_path) == own
