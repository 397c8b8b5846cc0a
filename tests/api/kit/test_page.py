"""Cursors: opaque, checked, of no use elsewhere."""

import base64
import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.kit.page import MAX_CURSOR, cut, decode, encode
from api.kit.problems import ProblemError
from tests.worded import raises_worded


@given(st.lists(st.integers(0, 2**63 - 1), min_size=1, max_size=3))
def test_a_position_survives(position: list[int]) -> None:
    cursor = encode("kind", position)
    assert decode("kind", cursor, len(position)) == tuple(position)
    assert len(cursor) <= MAX_CURSOR


def crafted(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "é",
        "%%%",
        "a b",
        "AAAA",
        encode("other", [1]),
        encode("kind", [1, 2]),
        crafted(1),
        crafted({}),
        crafted([]),
        crafted(["kind"]),
        crafted(["kind", "1"]),
        crafted(["kind", True]),
        crafted(["kind", 1.0]),
        crafted(["kind", -1]),
        crafted(["kind", 2**63]),
        crafted(["kind", None]),
        crafted([["kind"], 1]),
    ],
)
def test_junk_is_refused_in_words(cursor: str) -> None:
    with raises_worded(ProblemError, match="does not belong to this list") as caught:
        decode("kind", cursor, 1)
    assert caught.value.code == "invalid_cursor"


@given(st.text(max_size=MAX_CURSOR))
def test_any_text_is_refused_or_is_a_position(cursor: str) -> None:
    with suppress(ProblemError):
        position = decode("kind", cursor, 1)
        assert position is not None
        assert 0 <= position[0] < 2**63


def test_no_cursor_is_the_beginning() -> None:
    assert decode("kind", None, 1) is None


@pytest.mark.parametrize(("count", "more"), [(0, False), (2, False), (3, False), (4, True)])
def test_there_is_a_next_page_only_if_there_is_a_next_row(count: int, more: bool) -> None:
    shown, page = cut("kind", list(range(count)), 3, lambda one: (one,))
    assert shown == list(range(min(count, 3)))
    assert (page.next is not None) == more
    assert decode("kind", page.next, 1) == ((2,) if more else None)


def test_a_cursor_that_is_too_long_is_not_even_decoded(brand: Any, client: Any) -> None:
    brand.head()
    assert client.get(f"/v1/members?cursor={'A' * 201}").json()["code"] == "invalid_request"
    for path in ("/v1/proposals", "/v1/members", "/v1/perks", "/v1/redemptions", "/v1/treasury"):
        assert client.get(f"{path}?cursor={encode('other', [1])}").json()["code"] == "invalid_cursor"
