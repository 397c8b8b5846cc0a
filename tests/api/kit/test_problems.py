"""Every error leaves as problem+json with a code that is known and a detail that helps."""

import ast
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

import api
from api.kit.problems import CODES, MEDIA_TYPE
from symbia.text import Text
from symbia.words import word

ROOT = Path(next(iter(api.__path__)))
FIELDS = {"type", "title", "status", "detail", "instance", "code"}


def check(answer: Any, code: str, status: int | None = None) -> dict[str, Any]:
    body: dict[str, Any] = answer.json()
    assert answer.headers["content-type"] == MEDIA_TYPE
    assert body.keys() >= FIELDS
    assert (body["code"], body["title"]) == (code, word(Text(f"problems.{code}")))
    assert body["status"] == answer.status_code == (status or CODES[code])
    assert body["type"] == f"urn:symbia:problem:{code}"
    assert body["detail"].endswith(".")
    return body


def test_codes_raised_in_the_source_are_the_codes_that_are_documented() -> None:
    raised: set[str] = set()
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("ProblemError", "refused"):
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    raised.add(first.value)
    from api.kit import errors
    from api.relay import refusals

    by_table = {*errors._BY_STATUS.values(), *errors._CONTENT.values(), *refusals.CODES.values(), "bad_request"}
    assert raised | by_table == set(CODES)


def test_before_anything_is_indexed(client: Any) -> None:
    for path in ("/v1/status", "/v1/proposals", "/v1/members/1", "/v1/perks", "/v1/brand"):
        answer = client.get(path)
        check(answer, "not_yet_indexed", 503)
        assert answer.headers["retry-after"]
    draft = {"account": f"0x{1:040x}", "proposal": 1, "support": "for"}
    check(client.post("/v1/ballots/prepare", json=draft), "not_yet_indexed", 503)


def test_a_database_without_tables(brand: Any) -> None:
    with brand.engine.begin() as connection:
        connection.execute(text("DROP TABLE cursor"))
    body = check(brand.client().get("/v1/members"), "database_unavailable")
    assert "SYMBIA_DATABASE_URL" in body["detail"]


def test_a_database_that_does_not_answer(brand: Any) -> None:
    url = "postgresql+psycopg://nobody@127.0.0.1:1/none?connect_timeout=1"
    check(brand.client(database_url=url).get("/v1/members"), "database_unavailable")


def test_what_is_not_there_and_what_is_asked_wrongly(brand: Any, client: Any) -> None:
    brand.head()
    assert "/nowhere" in check(client.get("/nowhere"), "not_found")["detail"]
    answer = client.ask("DELETE", "/v1/members")
    assert "It takes GET" in check(answer, "method_not_allowed")["detail"]
    assert answer.headers["allow"] == "GET"


@pytest.mark.parametrize(
    "path",
    [
        "/v1/proposals?limit=0",
        "/v1/proposals?limit=101",
        "/v1/proposals?limit=99999999999999999999999999",
        "/v1/proposals?limit=x",
        "/v1/proposals?state=nonsense",
        "/v1/proposals?type=-1",
        "/v1/proposals?type=9223372036854775808",
        "/v1/proposals/x",
        "/v1/proposals/9223372036854775808",
        "/v1/proposals/1e3",
        "/v1/perks/-1",
        "/v1/memberships/99999999999999999999",
        "/v1/redemptions?account=0x00",
        "/v1/redemptions?token_id=x",
    ],
)
def test_what_does_not_fit_names_the_field(brand: Any, client: Any, path: str) -> None:
    brand.head()
    body = check(client.get(path), "invalid_request")
    assert body["errors"]
    assert all(one["field"] and one["message"] for one in body["errors"])


@pytest.mark.parametrize(
    "body", ["", "{", "[]", "null", '{"account": 1}', '{"account": "0x12", "proposal": 0, "support": "maybe"}']
)
def test_a_body_that_does_not_fit(brand: Any, client: Any, body: str) -> None:
    brand.head()
    answer = client.post("/v1/ballots/prepare", content=body, headers={"Content-Type": "application/json"})
    check(answer, "invalid_request")


@pytest.mark.parametrize("body", ["", "{", "[]"])
def test_a_body_that_is_no_json_object_is_told_what_to_send(brand: Any, client: Any, body: str) -> None:
    brand.head()
    answer = client.post("/v1/ballots/prepare", content=body)
    assert "send a JSON object" in check(answer, "invalid_request")["detail"]


def test_what_a_rule_of_ours_refuses_is_said_in_its_words_alone(brand: Any, client: Any) -> None:
    brand.head()
    answer = client.get("/v1/perks/1/eligibility?account=0x12")
    assert check(answer, "invalid_request")["detail"] == (
        "account: '0x12' is not an address: write 0x and 40 hex digits."
    )


def test_a_body_that_is_not_text(brand: Any, client: Any) -> None:
    brand.head()
    answer = client.post("/v1/ballots/prepare", content=b"\xff\xfe", headers={"Content-Type": "application/json"})
    check(answer, "invalid_request")


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_that_is_too_large_whatever_it_says_of_itself(brand: Any, chunked: bool) -> None:
    client = brand.client(content_max_bytes=10)

    async def chunks() -> Any:
        for _ in range(40):
            yield b" " * 100_000

    content: Any = chunks() if chunked else b" " * 4_000_000
    for path in ("/v1/content", "/v1/ballots/prepare"):
        check(client.post(path, content=content), "too_large")
        content = chunks() if chunked else content


def test_a_failure_nobody_expected_is_logged_and_says_nothing_of_its_inside(
    brand: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from api.members import queries

    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("the secret inside")

    brand.head()
    client = brand.client(cors_origins="https://shop.example")
    monkeypatch.setattr(queries, "member_page", fail)
    answer = client.get("/v1/members", headers={"Origin": "https://shop.example"})
    assert "secret" not in check(answer, "internal_error")["detail"]
    assert answer.headers["access-control-allow-origin"] == "https://shop.example"
    assert "the secret inside" in caplog.text


def test_a_node_that_does_not_answer(brand: Any, client: Any) -> None:
    brand.head()
    brand.proposal(1)
    draft = {"account": f"0x{1:040x}", "proposal": 1, "support": "for"}
    answer = client.post("/v1/ballots/prepare", json=draft)
    check(answer, "chain_unavailable")
    assert answer.headers["retry-after"]
