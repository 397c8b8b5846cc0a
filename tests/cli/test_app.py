"""The command on bad input: one message that says what to do, an exit code that is not 0, never a traceback."""

import socket
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import httpx
import msgspec
import pytest
from typer.testing import CliRunner, Result

from cli.app import app
from symbia import words as catalogues
from symbia.chain.abi import CONTRACTS, abi_sha256, load_abi
from symbia.chain.deployment import DeployedContract, Deployment
from symbia.chain.standing import STATES
from symbia.text import Text

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `symbia` in an empty folder; settings as keyword arguments."""
    monkeypatch.chdir(tmp_path)

    def _run(*arguments: str, **settings: str) -> Result:
        return CliRunner(env={f"SYMBIA_{name.upper()}": value for name, value in settings.items()}).invoke(
            app, arguments
        )

    return _run


@pytest.fixture(scope="module")
def stranger() -> Iterator[str]:
    """URL of a web server that is neither an API of ours nor a node."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<p>Hello")

        do_POST = do_GET  # noqa: N815 - the name the base class looks for

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = HTTPServer(("127.0.0.1", 0), Page)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def refused(result: Result, *words: str) -> None:
    """Whether it ended with a message that has the words, and with nothing else."""
    assert isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == 1
    for word in words:
        assert word in result.output


@pytest.mark.parametrize(
    ("settings", "word"),
    [
        ({"port": "abc"}, "SYMBIA_PORT"),
        ({"port": "70000"}, "70000 is not a port"),
        ({"port": "0", "rate_limit": "lots"}, "SYMBIA_RATE_LIMIT"),
        ({"port": "0", "database_url": "junk"}, "SYMBIA_DATABASE_URL"),
        ({"port": "0", "database_url": "sqlite:////dev/null/x.db"}, "SYMBIA_DATABASE_URL"),
        ({"port": "1", "host": "no.such.host.invalid"}, "no.such.host.invalid is not an address"),
    ],
)
def test_serve_names_the_setting_that_does_not_fit(run: Run, settings: dict[str, str], word: str) -> None:
    refused(run("serve", **settings), word)


def test_serve_on_a_busy_port_says_so(run: Run) -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        refused(run("serve", port=str(port)), f"Port {port} is not free", "choose another")


def test_index_without_a_deployment_says_what_to_do(run: Run, tmp_path: Path) -> None:
    refused(run("index"), "symbia deploy", "SYMBIA_DEPLOYMENT")
    refused(run("index", deployment=str(tmp_path)), "cannot be read")


@pytest.mark.parametrize("api", ["http://127.0.0.1:1", "nonsense", "http://[", "ftp://x"])
def test_no_api_is_said(run: Run, api: str) -> None:
    refused(run("status", "--api", api), "No API answers at")


def test_something_else_in_place_of_the_api(run: Run, stranger: str) -> None:
    refused(run("status", "--api", stranger), "no Symbia API", "--api")
    account = "0x" + "1" * 40
    refused(run("vote", "7", "for", "--account", account, "--api", stranger), "no Symbia API")


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "nonsense", "http://["])
def test_no_node_is_said(run: Run, url: str) -> None:
    refused(run("account", "3", "--rpc-url", url), "No Ethereum node answers at")


def test_something_else_in_place_of_the_node(run: Run, stranger: str) -> None:
    refused(run("account", "3", "--rpc-url", stranger), "No Ethereum node answers")


@pytest.fixture
def deployment(tmp_path: Path) -> str:
    """A deployment file of these contracts, on no chain."""
    contracts = {name: DeployedContract("0x" + "11" * 20, abi_sha256(load_abi(name))) for name in CONTRACTS}
    file = tmp_path / "deployment.json"
    file.write_bytes(msgspec.json.encode(Deployment(1337, "A", 0, "0x00", contracts)))
    return str(file)


@pytest.mark.parametrize(
    "command",
    [
        ("tally", "1", "--from-chain"),
        ("ballots", "generate", "1", "--proposal", "1"),
        ("ballots", "members", "1"),
    ],
)
def test_commands_that_read_the_chain_say_when_it_is_none(
    run: Run, stranger: str, deployment: str, command: tuple[str, ...]
) -> None:
    refused(run(*command, "--rpc-url", stranger, deployment=deployment), "No Ethereum node answers", "--rpc-url")
    refused(run(*command, "--rpc-url", "http://127.0.0.1:1", deployment=deployment), "No Ethereum node answers")
    refused(run(*command), "symbia deploy")


@pytest.mark.parametrize(("reachable", "word"), [(True, "index 2 behind"), (False, "it hears nothing of the node")])
def test_status_says_when_the_node_does_not_answer(
    run: Run, monkeypatch: pytest.MonkeyPatch, reachable: bool, word: str
) -> None:
    known = {"brand": "A", "chain_id": 1337, "indexed_block": 5, "chain_head": 7, "lag": 2, "final_block": None}
    known |= {
        "node_reachable": reachable,
        "healthy": reachable,
        "suspect": None,
        "audit": None,
        "endpoints": [],
        "contracts": [],
    }
    body = {"as_of": {"timestamp": "2026-01-01T00:00:00Z"}, "status": known}
    monkeypatch.setattr("httpx.Client.get", lambda *_: httpx.Response(200, json=body))
    result = run("status")
    assert result.exit_code == (0 if reachable else 1)
    assert word in " ".join(result.output.replace("│", " ").split())  # a narrow table breaks its lines
    assert "nothing yet" in result.output


def test_status_names_a_block_that_does_not_come_whole(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    known = {"brand": "A", "chain_id": 1337, "indexed_block": 5, "chain_head": 7, "lag": 2, "final_block": None}
    known |= {"node_reachable": True, "healthy": False, "suspect": {"number": 6, "why": "logs are left out"}}
    known |= {"audit": {"drift": 2, "checked": 30, "block": 5}, "endpoints": [], "contracts": []}
    body = {"as_of": {"timestamp": "2026-01-01T00:00:00Z"}, "status": known}
    monkeypatch.setattr("httpx.Client.get", lambda *_: httpx.Response(200, json=body))
    result = run("status")
    assert result.exit_code == 1
    said = " ".join(result.output.split())
    assert "6 logs are left out" in said
    assert "2 of 30 values at block 5" in said


@pytest.mark.parametrize("state", STATES)
def test_status_names_what_each_endpoint_is(run: Run, monkeypatch: pytest.MonkeyPatch, state: str) -> None:
    assert f"cli.status.state.{state}" in catalogues.catalogue(catalogues.DEFAULT)
    known = {"brand": "A", "chain_id": 1337, "indexed_block": 5, "chain_head": 7, "lag": 2, "final_block": None}
    known |= {"node_reachable": True, "healthy": state == "ok", "suspect": None, "audit": None, "contracts": []}
    first = {"place": 1, "in_use": True, "state": state, "head": 3, "lag": 4, "last_words": "HTTP status 429"}
    second = {"place": 2, "in_use": False, "state": "ok", "head": 7, "lag": 0, "last_words": None}
    body = {"as_of": {"timestamp": "2026-01-01T00:00:00Z"}, "status": known | {"endpoints": [first, second]}}
    monkeypatch.setattr("httpx.Client.get", lambda *_: httpx.Response(200, json=body))
    result = run("status")
    assert result.exit_code == (0 if state == "ok" else 1)
    said = " ".join(result.output.replace("│", " ").split())  # a narrow table breaks its lines
    assert catalogues.word(Text.of(f"cli.status.state.{state}", n=4)) in said
    assert "at block 3 (in use)" in said
    assert ("it said last: HTTP status 429" in said) == (state != "ok")
    assert "ok, at block 7" in said


SERVED = "0x" + "11" * 20  # the address of each contract in the fixture `deployment`


def answering(monkeypatch: pytest.MonkeyPatch, address: str) -> list[str]:
    """Every API serves contracts at this address; the URLs that are asked."""
    asked: list[str] = []
    known = {"brand": "A", "chain_id": 1337, "indexed_block": 5, "chain_head": 5, "lag": 0, "final_block": None}
    known |= {"node_reachable": True, "healthy": True, "suspect": None, "audit": None, "endpoints": []}
    known["contracts"] = [{"name": name, "address": address} for name in CONTRACTS]
    body = {"as_of": {"timestamp": "2026-01-01T00:00:00Z"}, "status": known}

    def get(client: httpx.Client, path: str) -> httpx.Response:
        asked.append(str(client.base_url.join(path)))
        return httpx.Response(200, json=body)

    monkeypatch.setattr("httpx.Client.get", get)
    return asked


@pytest.mark.parametrize(
    ("settings", "url"),
    [
        ({}, "http://127.0.0.1:8000"),
        ({"port": "9000"}, "http://127.0.0.1:9000"),
        ({"port": "9000", "host": "0.0.0.0"}, "http://127.0.0.1:9000"),  # noqa: S104
        ({"port": "9000", "host": "::"}, "http://[::1]:9000"),
        ({"port": "9000", "host": "fd00::7"}, "http://[fd00::7]:9000"),
        ({"port": "9000", "public_url": "https://members.example"}, "https://members.example"),
    ],
)
def test_status_asks_the_api_of_the_settings_and_says_so(
    run: Run, monkeypatch: pytest.MonkeyPatch, deployment: str, settings: dict[str, str], url: str
) -> None:
    asked = answering(monkeypatch, SERVED)
    result = run("status", **settings, deployment=deployment)
    assert (result.exit_code, asked) == (0, [f"{url}/v1/status"])
    assert url in result.output


def test_status_does_not_take_another_installation_for_ours(
    run: Run, monkeypatch: pytest.MonkeyPatch, deployment: str
) -> None:
    """Such as the demo of somebody else that listens on the usual port."""
    answering(monkeypatch, "0x" + "22" * 20)
    refused(run("status", deployment=deployment), "serves other contracts than those of A", "SYMBIA_PORT")
    named = run("status", "--api", "http://127.0.0.1:8000", deployment=deployment)
    assert named.exit_code == 0, "whoever names an API means it"


def test_status_of_an_api_at_any_port_wants_to_be_told(run: Run) -> None:
    refused(run("status", port="0"), "--api")
    refused(run("vote", "7", "for", "--account", SERVED, port="0"), "--api")
