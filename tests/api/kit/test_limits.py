"""Requests in a time."""

from typing import Any

import pytest

from api.app import create_app
from symbia.settings import Settings


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


def test_an_empty_rule_is_no_limit(brand: Any) -> None:
    client = brand.client(rate_limit="")
    assert {client.get("/nowhere").status_code for _ in range(20)} == {404}


def test_a_rule_that_cannot_be_read_stops_the_start(settings: Settings) -> None:
    from dataclasses import replace

    with pytest.raises(ValueError, match=r"SYMBIA_RATE_LIMIT='often'"):
        create_app(replace(settings, rate_limit="often"))
