"""Requests in a time."""

from dataclasses import replace
from typing import Any

import pytest
import uvicorn
from fastapi.responses import HTMLResponse, PlainTextResponse

from api.app import create_app
from api.kit.limits import address_of
from cli.commands.running import server_options
from symbia.settings import Settings
from tests.api.conftest import Client


def test_a_client_is_stopped_and_told_how_long_and_others_are_not(brand: Any) -> None:
    brand.head()
    client = brand.client(rate_limit="3/minute", cors_origins="*")
    assert [client.get("/v1/members").status_code for _ in range(3)] == [200, 200, 200]
    answer = client.get("/v1/members", headers={"Origin": "https://shop.example"})
    assert (answer.status_code, answer.json()["code"]) == (429, "rate_limited")
    assert 1 <= int(answer.headers["retry-after"]) <= 60
    assert answer.headers["access-control-allow-origin"] == "*"
    client.address = "127.0.0.2"
    assert client.get("/v1/members").status_code == 200


def test_unknown_paths_and_errors_count_too(brand: Any) -> None:
    client = brand.client(rate_limit="2/minute")
    assert [client.get("/nowhere").status_code for _ in range(3)] == [404, 404, 429]


def test_several_rules_hold_at_once(brand: Any) -> None:
    client = brand.client(rate_limit="100/minute;1/hour")
    assert [client.get("/nowhere").status_code for _ in range(2)] == [404, 429]


BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Sec-Fetch-Dest": "document"}
LOOK = {"Accept": "*/*", "Sec-Fetch-Dest": "empty"}


def test_static_files_and_looks_for_news_leave_the_calls_alone(brand: Any) -> None:
    brand.head()
    client = brand.client(rate_limit="3/minute")
    for path, headers, times in (("/static/style.css", {}, 30), ("/", LOOK, 3), ("/", BROWSER, 3)):
        assert [client.get(path, headers=headers).status_code for _ in range(times)] == [200] * times
        assert client.get(path, headers=headers).status_code == 429, "each kind has a limit of its own"
    assert [client.get("/v1/members").status_code for _ in range(4)] == [200, 200, 200, 429]


@pytest.mark.parametrize("path", ["/openapi.json", "/v1/status", "/v1/nowhere", "/demo/members"])
def test_calls_count_as_calls_whoever_makes_them(brand: Any, path: str) -> None:
    client = brand.client(rate_limit="1/minute")
    client.get(path, headers=LOOK)
    assert client.get("/v1/members", headers=BROWSER).json()["code"] == "rate_limited"


@pytest.mark.parametrize(("language", "title"), [("en", "Too many requests"), ("zh", "请求过多")])
def test_at_the_limit_a_page_is_a_page(brand: Any, language: str, title: str) -> None:
    client = brand.client(rate_limit="1/minute")
    client.get("/", headers=BROWSER)
    answer = client.get("/members", headers={**BROWSER, "Accept-Language": language})
    assert answer.status_code == 429
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-security-policy"]
    assert 1 <= int(answer.headers["retry-after"]) <= 60
    assert f"<h1>{title}</h1>" in answer.text
    assert client.get("/members", headers={"Accept": "application/json"}).json()["code"] == "rate_limited"
    assert client.get("/v1/members", headers=BROWSER).headers["content-type"] != "text/html; charset=utf-8"


@pytest.mark.parametrize("path", ["/nowhere", "/proposals/1/nothing", "/favicon.gif"])
def test_an_address_that_is_none_is_a_page_for_a_browser(brand: Any, path: str) -> None:
    answer = brand.client().get(path, headers=BROWSER)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert brand.client().get(path).json()["code"] == "not_found"


def test_what_nobody_expected_is_a_page_for_a_browser(brand: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    brand.head()
    client = brand.client()
    monkeypatch.setattr(client.app.state, "services", None)
    monkeypatch.setattr(client.app.state, "problem_page", lambda _, error: HTMLResponse(error.code, error.status))
    answer = client.get("/", headers=BROWSER)
    assert (answer.status_code, answer.text) == (500, "internal_error")


def test_one_network_of_ipv6_is_one_client(brand: Any) -> None:
    client = brand.client(rate_limit="2/minute")
    statuses = []
    for client.address in (
        "2001:db8:1:2::1",
        "2001:db8:1:2:ffff::9",
        "2001:db8:1:2::3",
        "2001:db8:1:3::1",
        "::ffff:10.0.0.1",
    ):
        statuses.append(client.get("/nowhere").status_code)
    assert statuses == [404, 404, 429, 404, 404]


def forwarded(trusted: str, peer: str, said: str, *, brand: Any) -> str:
    """The address that the limit counts for, as `symbia serve` sees it."""
    seen: list[str] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.append(address_of(scope))
        await PlainTextResponse("")(scope, receive, send)

    settings = replace(brand.settings, trusted_proxies=trusted)
    config = uvicorn.Config(app, **server_options(settings))
    config.load()
    Client(config.loaded_app, peer).get("/", headers={"X-Forwarded-For": said})
    return seen[0]


@pytest.mark.parametrize(
    ("trusted", "peer", "said", "client"),
    [
        ("", "127.0.0.1", "203.0.113.7", "127.0.0.1"),  # not even from this machine
        ("", "::1", "203.0.113.7", "::/64"),
        ("127.0.0.1", "127.0.0.1", "203.0.113.7", "203.0.113.7"),
        ("127.0.0.1", "198.51.100.2", "203.0.113.7", "198.51.100.2"),  # somebody who is no proxy
        ("127.0.0.1", "127.0.0.1", "192.0.2.1, 203.0.113.7", "203.0.113.7"),  # what a visitor made up stands in front
        ("127.0.0.1,10.0.0.0/8", "127.0.0.1", "192.0.2.1, 203.0.113.7, 10.2.3.4", "203.0.113.7"),  # two proxies
        ("10.0.0.0/8", "10.9.9.9", "2001:db8::5", "2001:db8::/64"),
    ],
)
def test_a_forwarded_address_is_believed_of_trusted_proxies_alone(
    brand: Any, trusted: str, peer: str, said: str, client: str
) -> None:
    assert forwarded(trusted, peer, said, brand=brand) == client


def test_an_empty_rule_is_no_limit(brand: Any) -> None:
    client = brand.client(rate_limit="")
    assert {client.get("/nowhere").status_code for _ in range(20)} == {404}


def test_a_rule_that_cannot_be_read_stops_the_start(settings: Settings) -> None:
    with pytest.raises(ValueError, match=r"SYMBIA_RATE_LIMIT='often'"):
        create_app(replace(settings, rate_limit="often"))
