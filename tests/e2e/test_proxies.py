"""docs/proxies.md as it stands: nginx and Caddy with the configurations shown there, in front of a served API."""

import os
import re
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from api.app import create_app
from cli.commands.running import server_options
from scripts.toolchain import web_proxies
from scripts.toolchain.layout import Layout
from scripts.toolchain.web_proxies import WebProxies
from tests import ROOT
from tests.api.conftest import account, brand, settings  # noqa: F401 - fixtures

DOC = (ROOT / "docs" / "proxies.md").read_text()
NAME = "members.example"
PATIENCE = 60  # seconds
LIMIT = 5
BROWSER = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def programs() -> WebProxies:
    return web_proxies.ensure(Layout(ROOT))


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with fullchain.pem and privkey.pem, signed by itself."""
    folder = tmp_path_factory.mktemp("certificate")
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", f"/CN={NAME}"),
            *("-addext", f"subjectAltName=DNS:{NAME}", "-keyout", "privkey.pem", "-out", "fullchain.pem"),
        ],
        cwd=folder,
        check=True,
        capture_output=True,
    )
    return folder


class Through:
    """Asks through a proxy, as visitors of `members.example` from one address of this machine or another."""

    def __init__(self, port: int, plain_port: int, certificate: Path) -> None:
        self.port, self.plain_port = port, plain_port
        self._trust = ssl.create_default_context(cafile=certificate / "fullchain.pem")

    def ask(self, method: str, path: str, visitor: str = "127.0.0.1", **options: Any) -> httpx.Response:
        transport = httpx.HTTPTransport(verify=self._trust, local_address=visitor)
        headers = {"Host": NAME, **options.pop("headers", {})}
        with httpx.Client(transport=transport, timeout=PATIENCE) as client:
            extensions = {"sni_hostname": NAME}
            url = f"https://127.0.0.1:{self.port}{path}"
            return client.request(method, url, headers=headers, extensions=extensions, **options)


@pytest.fixture(params=["nginx", "caddy"])
def through(
    request: pytest.FixtureRequest,
    programs: WebProxies,
    certificate: Path,
    tmp_path: Path,
    brand: Any,  # noqa: F811
) -> Iterator[Through]:
    brand.head()
    served, *fronts = free_ports(3)
    chosen = replace(
        brand.settings,
        public_url=f"https://{NAME}",
        trusted_proxies="127.0.0.1",
        rate_limit=f"{LIMIT}/hour",
        port=served,
    )
    start = with_nginx if request.param == "nginx" else with_caddy
    asked = Through(*fronts, certificate)
    command = start(programs, tmp_path, certificate, chosen.port, asked)
    with serving(chosen), running(command, tmp_path / "log", asked.port):
        yield asked


def with_nginx(programs: WebProxies, folder: Path, certificate: Path, served: int, asked: Through) -> list[str]:
    """The servers of the page, in as little around them as nginx wants."""
    servers = block("nginx")
    for shown, here in (
        ("listen 80;", f"listen 127.0.0.1:{asked.plain_port};"),
        ("listen 443 ssl;", f"listen 127.0.0.1:{asked.port} ssl;"),
        (f"/etc/letsencrypt/live/{NAME}", str(certificate)),
        ("127.0.0.1:8000", f"127.0.0.1:{served}"),
    ):
        assert shown in servers
        servers = servers.replace(shown, here)
    user = "user root;" if os.getuid() == 0 else ""  # else its workers could not write here
    around = (
        f"{user} daemon off; pid {folder}/pid; error_log stderr; events {{}} http {{ access_log off;\n{servers}\n}}"
    )
    (folder / "nginx.conf").write_text(around)
    return [str(programs.nginx), "-p", str(folder), "-c", str(folder / "nginx.conf")]


def with_caddy(programs: WebProxies, folder: Path, certificate: Path, served: int, asked: Through) -> list[str]:
    """The site of the page, with a certificate that needs nobody's word."""
    site = block("caddyfile").replace("127.0.0.1:8000", f"127.0.0.1:{served}")
    tls = f"tls {certificate}/fullchain.pem {certificate}/privkey.pem\n\tbind 127.0.0.1"
    site = site.replace(f"{NAME} {{", f"{NAME} {{\n\t{tls}")
    options = f"admin off\n\thttp_port {asked.plain_port}\n\thttps_port {asked.port}\n\tdefault_bind 127.0.0.1"
    (folder / "Caddyfile").write_text(f"{{\n\t{options}\n}}\n{site}")
    return [str(programs.caddy), "run", "--config", str(folder / "Caddyfile")]


def block(kind: str) -> str:
    """The one block of a kind on the page."""
    (found,) = re.findall(rf"```{kind}\n(.*?)```", DOC, re.S)
    return str(found)


@contextmanager
def serving(chosen: Any) -> Iterator[None]:
    """`symbia serve` with these settings, in this process."""
    options = server_options(chosen)
    server = uvicorn.Server(uvicorn.Config(create_app(chosen), port=chosen.port, **options))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        until(lambda: server.started, thread.is_alive)
        yield
    finally:
        server.should_exit = True
        thread.join()


@contextmanager
def running(command: list[str], log: Path, port: int) -> Iterator[None]:
    """A proxy, once it listens."""
    environment = {**os.environ, "HOME": str(log.parent), "XDG_DATA_HOME": str(log.parent / "data")}
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, stdin=subprocess.DEVNULL, env=environment)
        try:
            until(lambda: listens(port), lambda: process.poll() is None, log)
            yield
        finally:
            process.terminate()
            process.wait(PATIENCE)


def until(happened: Callable[[], bool], alive: Callable[[], bool], log: Path | None = None) -> None:
    deadline = time.monotonic() + PATIENCE
    while not happened():
        ended = not alive() or time.monotonic() > deadline
        assert not ended, log.read_text() if log else "the API did not start"
        time.sleep(0.02)


def free_ports(number: int) -> list[int]:
    """Different ones: all are held until the last is found."""
    with ExitStack() as held:
        probes = [held.enter_context(socket.socket()) for _ in range(number)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_each_visitor_has_a_limit_of_its_own(through: Through) -> None:
    calls = [through.ask("GET", "/v1/members").status_code for _ in range(LIMIT + 1)]
    assert calls == [200] * LIMIT + [429]
    assert through.ask("GET", "/v1/members", visitor="127.0.0.2").status_code == 200
    forged = {"X-Forwarded-For": "203.0.113.9"}
    assert through.ask("GET", "/v1/members", headers=forged).status_code == 429
    page = through.ask("GET", "/", headers=BROWSER)
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")


def test_members_sign_in_and_pages_stay_fresh(through: Through) -> None:
    answer = through.ask("POST", "/v1/sign-in/nonce", json={"account": account(1)})
    assert f"URI: https://{NAME}\n" in answer.json()["message"]
    assert answer.headers["strict-transport-security"] == "max-age=31536000"
    page = through.ask("GET", "/members", headers=BROWSER)
    again = through.ask("GET", "/members", headers={**BROWSER, "If-None-Match": page.headers["etag"]})
    assert (page.status_code, again.status_code) == (200, 304)


def test_what_is_large_is_symbias_to_refuse(through: Through) -> None:
    few = through.ask("POST", "/v1/content", content=b"x" * 1_048_576)
    assert few.status_code == 201
    many = through.ask("POST", "/v1/content", content=b"x" * 1_600_000)
    assert (many.status_code, many.json()["code"]) == (413, "too_large")


def test_plain_http_leads_to_tls(through: Through) -> None:
    answer = httpx.get(f"http://127.0.0.1:{through.plain_port}/members?x=1", headers={"Host": NAME}, trust_env=False)
    assert answer.status_code in (301, 308)
    assert re.fullmatch(rf"https://{NAME}(:\d+)?/members\?x=1", answer.headers["location"])
