"""`symbia up` heeds the settings of whoever starts it, and names those that it cannot heed."""

from contextlib import ExitStack
from dataclasses import fields
from pathlib import Path
from threading import Event
from typing import Any

import httpx
import pytest
from rich.console import Console

from cli import up
from cli.steps import Steps
from scripts.local.ganache import GanacheError, free_port
from symbia.process.children import ChildFailedError
from symbia.settings import Settings
from symbia.settings.declaring import variable_of
from symbia.text import Text
from symbia.words import word

# Another value than the usual one, for each setting that is not of its own chain.
OTHERS = {
    "SYMBIA_RATE_LIMIT": "",
    "SYMBIA_CORS_ORIGINS": "https://shop.example",
    "SYMBIA_TRUSTED_PROXIES": "127.0.0.1",
    "SYMBIA_PUBLIC_URL": "http://localhost:8000",
    "SYMBIA_IPFS_API": "/ip4/127.0.0.1/tcp/5001",
    "SYMBIA_FINALITY_DEPTH": "3",
    "SYMBIA_POLL_SECONDS": "1.5",
    "SYMBIA_HOST": "localhost",
    "SYMBIA_LOG_FORMAT": "json",
    "SYMBIA_COMPLETENESS": "receipts",
    "SYMBIA_RECEIPT_SAMPLE": "1",
    "SYMBIA_AUDIT_SECONDS": "10.0",
    "SYMBIA_AUDIT_SAMPLE": "3",
    "SYMBIA_METRICS_PORT": "9100",
    "SYMBIA_RAW_LOG_BLOCKS": "10",
    "SYMBIA_CONTENT_MAX_BYTES": "4096",
    "SYMBIA_DEMO_WALLET": "0",
    "SYMBIA_SENDER_CONFIRMATIONS": "1",
    "SYMBIA_SENDER_MAX_FEE_GWEI": "5.0",
    "SYMBIA_KEEPER_SECONDS": "1.0",
    "SYMBIA_RELAY_BATCH": "7",
    "SYMBIA_RELAY_FLUSH_SECONDS": "9.0",
    "SYMBIA_RELAY_LEAD_SECONDS": "4",
    "SYMBIA_RELAY_DAY_GAS": "1000000",
}
OWN = {f"SYMBIA_{name.upper()}" for name in up.OWN}


@pytest.fixture(autouse=True)
def _runs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(up, "RUNS", tmp_path)


def for_children(environment: dict[str, str], port: int | None = None) -> Settings:
    """What the processes of a run are given."""
    settings, _ = up.wanted(Settings.load(environment), environment)
    with ExitStack() as stack:
        folder = up.RunFolder(up.RUNS / "run")
        return up._Local(folder, settings, Steps(Console(quiet=True)), stack, Event(), port, None)._settings()


def test_what_somebody_sets_is_what_the_children_get() -> None:
    given, plain = for_children(OTHERS).environment(), for_children({}).environment()
    assert {name: given[name] for name in OTHERS} == OTHERS
    assert {name for name in OTHERS if plain[name] == OTHERS[name]} == set()


def test_unless_somebody_says_otherwise_it_is_a_demo() -> None:
    plain = for_children({})
    assert (plain.relay_flush_seconds, plain.relay_lead_seconds, plain.demo_wallet) == (2.0, 5, True)
    assert plain.rate_limit == Settings().rate_limit


def test_what_belongs_to_its_own_chain_is_passed_over_and_named() -> None:
    texts = {name: text for name, text in Settings().environment().items() if name in OWN}
    environment = {**texts, "SYMBIA_RPC_URL": "http://node.example:8545", "SYMBIA_SENDER_KEY": "1" * 64}
    environment = {name: text for name, text in environment.items() if text}
    settings, passed_over = up.wanted(Settings.load(environment), environment)
    assert set(passed_over) == set(environment)
    used = for_children(environment)
    assert used.rpc_url.startswith("http://127.0.0.1:")
    assert (used.sender_key, used.ws_url) == ("", "")
    assert settings.rate_limit == used.rate_limit


def test_every_setting_is_heeded_or_named() -> None:
    """A new setting that `symbia up` fills itself must be in OWN; the port is chosen by `_port`."""
    plain, usual = for_children({}), Settings()
    changed = {variable_of(item) for item in fields(Settings) if getattr(plain, item.name) != getattr(usual, item.name)}
    filled = {f"SYMBIA_{name.upper()}" for name in up.USUAL}
    assert changed - {"SYMBIA_PORT"} <= OWN | filled


def test_the_names_stand_in_a_sentence() -> None:
    said = word(Text.of("cli.up.own", n=1, variables=["SYMBIA_RPC_URL"]))
    assert said == "`symbia up` has a chain, tables and accounts of its own: SYMBIA_RPC_URL is not used."


def test_a_port_that_is_wanted_is_taken_or_refused() -> None:
    free = free_port()
    assert for_children({}, free).port == free
    assert for_children({}, 0).port not in (0, 8000)
    with pytest.raises(GanacheError, match="is not a port"):
        for_children({}, 70_000)


def test_the_address_of_the_page_is_where_it_listens(capsys: Any) -> None:
    settings, _ = up.wanted(Settings(host="0.0.0.0"), {})  # noqa: S104 - the point
    with ExitStack() as stack:
        local = up._Local(up.RunFolder(up.RUNS / "run"), settings, Steps(Console(quiet=True)), stack, Event(), 0, None)
        assert local.url.startswith("http://127.0.0.1:")
        assert local._settings().host == "0.0.0.0"  # noqa: S104


def test_a_limit_that_is_used_up_is_said_at_once() -> None:
    settings, _ = up.wanted(Settings(rate_limit="1/hour"), {})
    with ExitStack() as stack:
        local = up._Local(up.RunFolder(up.RUNS / "run"), settings, Steps(Console(quiet=True)), stack, Event(), 0, None)
        local._api = httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(429)), base_url=local.url)
        with pytest.raises(ChildFailedError, match="SYMBIA_RATE_LIMIT=1/hour is used up"):
            local._is_level()
