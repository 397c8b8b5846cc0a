"""HEAD answers as GET does, without the body."""

from typing import Any

import pytest


@pytest.mark.parametrize("path", ["/", "/v1/status", "/v1/members", "/v1/proposals/99", "/nowhere"])
def test_head_is_get_without_a_body(brand: Any, path: str) -> None:
    brand.head()
    client = brand.client()
    got, asked = client.get(path), client.ask("HEAD", path)
    assert (asked.status_code, asked.content) == (got.status_code, b"")
    for name in ("content-type", "content-length", "etag"):
        assert asked.headers.get(name) == got.headers.get(name)


def test_what_takes_only_post_takes_no_head(brand: Any) -> None:
    answer = brand.client().ask("HEAD", "/v1/ballots/prepare")
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
