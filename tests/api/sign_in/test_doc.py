"""What docs/sign-in.md shows works, and its table of codes is whole."""

import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import uvicorn

from api.kit.problems import CODES
from scripts.local.ganache import Ganache
from symbia import tables as models
from tests import ROOT

TEXT = (ROOT / "docs" / "sign-in.md").read_text()


@contextmanager
def served(app: Any) -> Iterator[str]:
    """The app behind a socket that takes connections at once."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(app, log_config=None))
        thread = Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join()


def test_the_commands_work(brand: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (block,) = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    brand.head()
    scope: dict[str, Any] = {}
    with (
        Ganache(ROOT, accounts=3, log=tmp_path / "log") as chain,
        served(brand.client(rpc_url=chain.url).app) as url,
    ):
        here = block.replace("http://127.0.0.1:8545", chain.url).replace("http://127.0.0.1:8000", url)
        connect, ask = here.split("\n\nmessage = ")
        exec(connect, scope)  # noqa: S102  # our own document
        issuer = scope["issuer"].lower()
        brand.add(models.RoleMember(role_id="2", account=issuer, execution_delay=0, since=1, block_number=1))
        exec(f"message = {ask}", scope)  # noqa: S102
        assert scope["api"].get("/v1/sign-in").json()["code"] == "session_expired"
        scope["api"].close()
    assert capsys.readouterr().out == "['ISSUER']\n"


def test_every_code_of_signing_in_is_named() -> None:
    named = set(re.findall(r"`(\w+)`", TEXT.split("## When it is refused")[1]))
    signing_in = {code for code, status in CODES.items() if status in (401, 403)}
    assert signing_in | {"invalid_message", "not_configured"} <= named
    assert {one for one in named if "_" in one and one.islower()} <= CODES.keys()
