"""Clients that others' generators make of /openapi.json: without a warning, with nothing left out, and they work."""

import json
import re
import socket
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from scripts.toolchain import generators
from scripts.toolchain.generators import Generators
from scripts.toolchain.layout import Layout
from tests import ROOT
from tests.api.conftest import account, brand, settings  # noqa: F401 - fixtures

HERE = Path(__file__).parent
CALLER = account(1)
TIMEOUT = 180  # seconds; a generator takes two
FOUND = {
    "proposal": "Which scent?",
    "relay_state": "none",
    "memberships": 2,
    "allowance": "2",
    "chain_id": 1337,
    "code": "not_found",
}


@pytest.fixture(scope="module")
def tools() -> Generators:
    return generators.ensure(Layout(ROOT))


@pytest.fixture
def served(brand: Any) -> Iterator[str]:  # noqa: F811
    """The address of an API that listens on a port, with something in its tables."""
    brand.head()
    brand.tier(1, 10)
    brand.issue(account(1))
    brand.issue(account(2))
    brand.proposal_type(methods=31)
    brand.question(1, "ranked", "Ash Oak Elm", title="Which scent?")
    app = brand.client().app
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False))
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        try:
            while not server.started:
                assert thread.is_alive()
                thread.join(0.01)
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture
def document(served: str) -> dict[str, Any]:
    return dict(httpx.get(f"{served}/openapi.json", timeout=TIMEOUT).json())


@pytest.fixture
def work(tools: Generators, tmp_path: Path, document: dict[str, Any]) -> Path:
    """A folder with the document, in which the npm packages are found."""
    (tmp_path / "node_modules").symlink_to(tools.modules)
    (tmp_path / "openapi.json").write_text(json.dumps(document))
    (tmp_path / "tsconfig.json").write_text((HERE / "tsconfig.json").read_text())
    return tmp_path


def test_openapi_typescript(tools: Generators, work: Path, served: str, document: dict[str, Any]) -> None:
    said = run(
        tools, work, *tools.npm_program("openapi-typescript"), "openapi.json", "-o", "openapi-typescript/types.ts"
    )
    require_no_warning(said)
    types = (work / "openapi-typescript" / "types.ts").read_text()
    listed = interface(types, "operations")
    assert set(re.findall(r"^    (\w+): \{$", listed, re.M)) == set(operations(document))
    schemas = interface(types, "components")
    assert set(re.findall(r"^        (\w+): ", schemas, re.M)) >= set(document["components"]["schemas"])
    assert calls(tools, work, "openapi-typescript.ts", served) == FOUND


def test_hey_api(tools: Generators, work: Path, served: str, document: dict[str, Any]) -> None:
    require_no_warning(run(tools, work, *tools.npm_program("openapi-ts"), "-i", "openapi.json", "-o", "hey-api"))
    functions = set(re.findall(r"^export const (\w+) =", (work / "hey-api" / "sdk.gen.ts").read_text(), re.M))
    assert functions == {camel(name) for name in operations(document)}
    types = (work / "hey-api" / "types.gen.ts").read_text()
    assert set(re.findall(r"^export type (\w+) =", types, re.M)) >= set(document["components"]["schemas"])
    assert calls(tools, work, "hey-api.ts", served) == FOUND


def test_openapi_python_client(tools: Generators, work: Path, served: str, document: dict[str, Any]) -> None:
    options = ("--output-path", "symbia_client", "--meta", "none", "--fail-on-warning")
    program = tools.python.parent / "openapi-python-client"
    require_no_warning(run(tools, work, str(program), "generate", "--path", "openapi.json", *options))
    made = {path.stem for path in (work / "symbia_client" / "api").glob("*/*.py")} - {"__init__"}
    assert made == set(operations(document))
    models_ = (work / "symbia_client" / "models" / "__init__.py").read_text()
    assert set(re.findall(r'^    "(\w+)",$', models_, re.M)) >= set(document["components"]["schemas"])
    require_every_member(work / "symbia_client" / "models", document)
    run(tools, work, str(tools.python), "-c", IMPORT_ALL)
    (work / "calls.py").write_text((HERE / "python_client.py").read_text())
    assert json.loads(run(tools, work, str(tools.python), "calls.py", served, CALLER)) == FOUND


IMPORT_ALL = """
import importlib, pkgutil, symbia_client
for module in pkgutil.walk_packages(symbia_client.__path__, "symbia_client."):
    importlib.import_module(module.name)
"""


def require_every_member(folder: Path, document: dict[str, Any]) -> None:
    """Each property of each schema is read from the answers, and each status of each operation is parsed."""
    sources = {path.stem.replace("_", ""): path.read_text() for path in folder.glob("*.py")}
    for name, schema in document["components"]["schemas"].items():
        for member in schema.get("properties", {}):
            assert f'"{member}"' in sources[name.lower()], f"{name}.{member}"
    for path in (folder.parent / "api").glob("*/*.py"):
        if path.stem != "__init__":
            statuses = set(re.findall(r"response.status_code == (\d+)", path.read_text()))
            assert statuses == set(operations(document)[path.stem]["responses"]), path.stem


def calls(tools: Generators, work: Path, script: str, served: str) -> Any:
    """What the six calls of a script answer, after TypeScript found nothing wrong with it and the client."""
    source = work / script
    source.write_text((HERE / script).read_text())
    run(tools, work, *tools.npm_program("tsc"), "--project", "tsconfig.json")
    return json.loads(run(tools, work, tools.node.program, f"built/{source.stem}.js", served, CALLER))


def run(tools: Generators, work: Path, *command: str) -> str:
    """What a program says; it must end well."""
    done = subprocess.run(
        command, cwd=work, env=tools.environment(), capture_output=True, text=True, timeout=TIMEOUT, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def require_no_warning(said: str) -> None:
    assert not re.search(r"warn|error|skip|unsupported|duplicate|⚠", said, re.I), said


def operations(document: dict[str, Any]) -> dict[str, Any]:
    """By operation id."""
    return {one["operationId"]: one for each in document["paths"].values() for one in each.values()}


def interface(types: str, name: str) -> str:
    return types.split(f"export interface {name} {{")[1].split("\n}")[0]


def camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(word.capitalize() for word in others)
