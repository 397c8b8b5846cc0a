"""Browsers of other origins, by setting."""

from typing import Any

ORIGIN = {"Origin": "https://shop.example"}
PREFLIGHT = {**ORIGIN, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}


def test_without_the_setting_no_origin_is_allowed(brand: Any, client: Any) -> None:
    brand.head()
    assert "access-control-allow-origin" not in client.get("/v1/members", headers=ORIGIN).headers


def test_named_origins_are_allowed_and_may_read_the_tag(brand: Any) -> None:
    brand.head()
    client = brand.client(cors_origins="https://a.example, https://shop.example")
    answer = client.get("/v1/members", headers=ORIGIN)
    assert answer.headers["access-control-allow-origin"] == "https://shop.example"
    assert "ETag" in answer.headers["access-control-expose-headers"]
    other = client.get("/v1/members", headers={"Origin": "https://evil.example"})
    assert "access-control-allow-origin" not in other.headers


def test_a_preflight_is_answered(brand: Any) -> None:
    client = brand.client(cors_origins="*")
    answer = client.ask("OPTIONS", "/v1/ballots/prepare", headers=PREFLIGHT)
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers
