"""Exports: every row once, of one block, in constant memory, safe in a spreadsheet, and over when the client goes."""

import asyncio
import csv
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.kit.services import MAX_EXPORTS
from api.memberships.export import COLUMNS, Export
from api.memberships.queries import Filters
from scripts.local.postgres import postgres_server
from symbia.tables.db import create_engine_for
from tests import ROOT
from tests.api.conftest import NOW, account
from tests.api.memberships import many

DAY = 86_400
# The whole table is some 150 MB as objects of Python, and 30 MB as text.
MOST_MEMORY = 24 * 1024 * 1024


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: Any, tmp_path: Path) -> Iterator[str]:
    """An empty database of either kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/many.db"
        return
    with postgres_server() as uri:
        yield uri.replace("postgresql://", "postgresql+psycopg://")


def test_a_hundred_thousand_rows_in_constant_memory(url: str) -> None:
    engine = create_engine_for(url)
    many.fill(engine)
    engine.dispose()
    command = [sys.executable, "-m", "tests.api.memberships.exporting", url]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert (said["lines"], said["block"]) == (many.MANY, "77")
    assert said["digest"] == many.digest((one, many.holder(one)) for one in range(1, many.MANY + 1))
    assert said["grown"] < MOST_MEMORY


@pytest.fixture
def club(brand: Any) -> Any:
    """A tier whose name is a formula, one whose name has a comma; memberships in four states."""
    brand.tier(1, 10, name="=HYPERLINK(1)")
    brand.tier(2, 3, name='Silver, "plated"\nor not', duration=30 * DAY)
    brand.at(NOW - 40 * DAY)
    for tier in (1, 2, 2, 1):
        brand.issue(account(tier), tier)
    brand.life.lapse(3)
    brand.life.end(4)
    brand.head()
    return brand


def test_csv_of_everything(club: Any, client: Any) -> None:
    answer = client.get("/v1/memberships/export")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="memberships-1000.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    assert tuple(rows[0]) == COLUMNS
    assert [(one["token_id"], one["state"], one["holder"]) for one in rows] == [
        ("1", "active", account(1)), ("2", "expired", account(2)), ("3", "lapsed", account(2)), ("4", "burnt", "")
    ]  # fmt: skip
    assert rows[1]["tier_name"] == 'Silver, "plated"\nor not'
    assert (rows[1]["expires_at"], rows[0]["expires_at"]) == ("2027-01-05T08:00:00Z", "")


def test_no_cell_is_a_formula(club: Any, client: Any) -> None:
    for number, name in enumerate(("+1", "-1", "@SUM(1)", "\t=1", "\r=1"), start=5):
        club.tier(number, 1, name=name)
        club.issue(account(1), number)
    rows = csv.DictReader(io.StringIO(client.get("/v1/memberships/export").text, newline=""))
    names = [one["tier_name"] for one in rows]
    assert names[0] == "'=HYPERLINK(1)"
    assert not any(one.startswith(("=", "+", "-", "@", "\t", "\r")) for one in names)


def test_json_lines_have_the_same_columns_and_the_name_as_it_is(club: Any, client: Any) -> None:
    answer = client.get("/v1/memberships/export?format=jsonl")
    assert answer.headers["content-type"] == "application/jsonl"
    rows = [json.loads(line) for line in answer.text.splitlines()]
    assert [tuple(one) for one in rows] == [COLUMNS] * 4
    assert (rows[0]["tier_name"], rows[0]["units"], rows[0]["locked"]) == ("=HYPERLINK(1)", 10, False)


def test_filters_are_those_of_the_list(club: Any, client: Any) -> None:
    query = f"state=lapsed&state=expired&tier=2&holder={account(2)}"
    lines = client.get(f"/v1/memberships/export?format=jsonl&{query}").text.splitlines()
    assert [json.loads(line)["token_id"] for line in lines] == [2, 3]
    assert len(client.get("/v1/memberships/export?tier=9").text.splitlines()) == 1
    assert client.get("/v1/memberships/export?format=xml").json()["code"] == "invalid_request"


def test_the_headers_name_the_block_of_every_row(club: Any, client: Any) -> None:
    headers = client.get("/v1/memberships/export").headers
    assert (headers["symbia-block"], headers["symbia-block-hash"]) == ("1000", "0x" + "ab" * 32)
    assert (headers["symbia-block-time"], headers["symbia-final"]) == ("2027-01-15T08:00:00Z", "false")


def test_what_is_indexed_meanwhile_is_not_in_it(club: Any, client: Any) -> None:
    for _ in range(600):
        club.issue(account(1))
    services = client.app.state.services
    export = Export(services, Filters(), "jsonl")
    text = export.next_chunk() or ""
    club.issue(account(9))
    club.life.lapse(2)
    club.head(block=1_001)
    while (chunk := export.next_chunk()) is not None:
        text += chunk
    export.close()
    rows = [json.loads(line) for line in text.splitlines()]
    assert (export.head.block, len(rows), rows[1]["state"]) == (1_000, 604, "expired")
    assert services.engine.pool.checkedout() == 0


def test_a_client_that_goes_away_ends_the_query(club: Any, client: Any) -> None:
    for _ in range(1_500):
        club.issue(account(1))
    services = client.app.state.services
    sent = asyncio.run(leave_early(client.app))
    assert 0 < sent < 3
    assert services.engine.pool.checkedout() == 0
    assert all(services.exports.acquire(blocking=False) for _ in range(MAX_EXPORTS))


async def leave_early(app: Any) -> int:
    """Ask for an export and hang up after the first chunk; returns how many came."""
    chunks = 0
    gone = asyncio.Event()

    async def receive() -> dict[str, Any]:
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        nonlocal chunks
        if message["type"] == "http.response.body":
            chunks += 1
            gone.set()
            await asyncio.sleep(3_600)  # the client reads no further; only its leaving ends this

    path = "/v1/memberships/export"
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "headers": [],
        "path": path, "raw_path": path.encode(), "query_string": b"", "scheme": "http",
        "server": ("symbia.test", 80), "client": ("127.0.0.1", 1), "root_path": "",
    }  # fmt: skip
    await app(scope, receive, send)
    return chunks


def test_more_exports_than_the_database_has_connections_for_wait(club: Any, client: Any) -> None:
    services = client.app.state.services
    held = [Export(services, Filters(), "csv") for _ in range(MAX_EXPORTS)]
    answer = client.get("/v1/memberships/export")
    assert (answer.status_code, answer.json()["code"], answer.headers["retry-after"]) == (429, "rate_limited", "5")
    assert client.get("/v1/memberships").status_code == 200
    for one in held:
        one.close()
    assert client.get("/v1/memberships/export").status_code == 200


def test_before_the_first_head_there_is_nothing_to_export(brand: Any, client: Any) -> None:
    for _ in range(MAX_EXPORTS + 1):
        assert client.get("/v1/memberships/export").json()["code"] == "not_yet_indexed"
