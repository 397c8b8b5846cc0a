"""The ETag follows the head."""

from typing import Any

import pytest


def test_nothing_new_is_304_until_the_head_moves_or_becomes_final(brand: Any, client: Any) -> None:
    brand.head()
    tag = client.get("/v1/members").headers["etag"]

    def again(value: str = tag) -> int:
        return int(client.get("/v1/members", headers={"If-None-Match": value}).status_code)

    assert again() == 304
    assert again(f'"x", {tag}') == 304
    assert again(tag.removeprefix("W/")) == 304
    assert again('W/"x"') == 200
    brand.head(chain_head=1_064)
    assert again() == 200
    brand.head(hash_="0x" + "cd" * 32)  # another block of the same height
    assert again() == 200
    brand.head(rebuilds=1)  # the same block, perhaps other rows
    assert again() == 200
    brand.head()
    assert again() == 304


def test_a_304_has_no_body_and_keeps_the_tag(brand: Any, client: Any) -> None:
    brand.head()
    tag = client.get("/v1/brand").headers["etag"]
    answer = client.get("/v1/brand", headers={"If-None-Match": tag})
    assert (answer.content, answer.headers["etag"], answer.headers["cache-control"]) == (b"", tag, "no-cache")


@pytest.mark.parametrize("path", ["/v1/proposals/1", "/v1/members/1", "/nowhere"])
def test_errors_carry_no_tag(brand: Any, client: Any, path: str) -> None:
    brand.head()
    assert "etag" not in client.get(path).headers
