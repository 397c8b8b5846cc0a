"""A text without a language: what it accepts, and how it goes into JSON and into logs."""

import copy
import json
import pickle
from dataclasses import FrozenInstanceError
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbia.text import EXACT, Text, TextError

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
VALUES = st.recursive(
    st.one_of(st.text(), st.integers(), st.booleans(), st.datetimes(timezones=st.just(UTC))),
    lambda inner: st.one_of(st.lists(inner), st.builds(Text, st.text(), st.dictionaries(st.text(), inner))),
    max_leaves=8,
)


def test_a_text_is_its_code_and_its_values() -> None:
    text = Text.of("perks.verdict.holding_time", held=86_400, wanted=604_800)
    assert (text.code, text.values) == ("perks.verdict.holding_time", {"held": 86_400, "wanted": 604_800})
    assert text == Text("perks.verdict.holding_time", {"wanted": 604_800, "held": 86_400})
    assert text != Text.of("perks.verdict.holding_time", held=86_400)
    assert Text.of("frame.docs") == Text("frame.docs")


def test_a_value_may_be_called_code() -> None:
    assert Text.of("a.b", code="x", cls="y").values == {"code": "x", "cls": "y"}


def test_a_text_cannot_be_changed() -> None:
    given_values = {"n": 1}
    text = Text("a.b", given_values)
    given_values["n"] = 2
    assert text.values == {"n": 1}
    with pytest.raises(TypeError):
        text.values["n"] = 2  # type: ignore[index]
    with pytest.raises(FrozenInstanceError):
        text.code = "c.d"  # type: ignore[misc]


def test_equal_texts_are_one_key() -> None:
    assert len({Text.of("a.b", items=[1, 2]), Text.of("a.b", items=(1, 2)), Text.of("a.b", items=[2, 1])}) == 2


@given(VALUES)
def test_a_text_survives_pickle_and_copy(value: Any) -> None:
    text = Text.of("a.b", value=value)
    assert pickle.loads(pickle.dumps(text)) == text  # noqa: S301 - our own bytes
    assert copy.deepcopy(text) == text
    assert hash(copy.copy(text)) == hash(text)


@pytest.mark.parametrize("value", [1.5, None, b"bytes", bytearray(b"bytes"), {"a": 1}, {1, 2}, object(), [1, [None]]])
def test_other_values_are_refused(value: Any) -> None:
    with pytest.raises(TypeError, match=r"the value share is of type \w+; give a str, int"):
        Text.of("a.b", share=value)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="the value at is a datetime without a time zone"):
        Text.of("a.b", at=datetime(2026, 3, 1))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("at", "kept"),
    [
        (datetime(2026, 3, 1, 14, tzinfo=timezone(timedelta(hours=2))), NOON),
        (datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))), datetime(1, 1, 1, tzinfo=UTC)),
        (
            datetime(9999, 12, 31, 23, tzinfo=timezone(timedelta(hours=-12))),
            datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
        ),
    ],
)
def test_times_are_kept_in_utc_even_at_the_ends_of_the_calendar(at: datetime, kept: datetime) -> None:
    value = Text.of("a.b", at=at).values["at"]
    assert isinstance(value, datetime)
    assert (value, value.utcoffset()) == (kept, timedelta(0))


@pytest.mark.parametrize(
    ("value", "json_value"),
    [
        ("text", "text"),
        (True, True),
        (0, 0),
        (EXACT, 9_007_199_254_740_991),
        (EXACT + 1, "9007199254740992"),
        (-EXACT, -9_007_199_254_740_991),
        (-EXACT - 1, "-9007199254740992"),
        (2**256 - 1, str(2**256 - 1)),
        (NOON, "2026-03-01T12:00:00Z"),
        (datetime(1, 1, 1, tzinfo=UTC), "0001-01-01T00:00:00Z"),
        (NOON.astimezone(timezone(timedelta(hours=-5))), "2026-03-01T12:00:00Z"),
        ([1, ["a", 2**60]], [1, ["a", str(2**60)]]),
        (Text.of("c.d", n=2**60), {"code": "c.d", "values": {"n": str(2**60)}}),
        ([Text.of("c.d", at=NOON)], [{"code": "c.d", "values": {"at": "2026-03-01T12:00:00Z"}}]),
    ],
)
def test_json(value: Any, json_value: Any) -> None:
    made = Text.of("a.b", value=value).as_json()
    assert made == {"code": "a.b", "values": {"value": json_value}}
    assert type(made["values"]["value"]) is type(json_value)


@given(VALUES)
def test_every_text_goes_through_json_unchanged(value: Any) -> None:
    made = Text.of("a.b", value=value).as_json()
    assert json.loads(json.dumps(made)) == made


def test_logs_show_code_and_values() -> None:
    text = Text.of("a.b", n=5, who="Ada", at=NOON, ids=[1, 2], why=Text.of("c.d", ok=True))
    assert str(text) == 'a.b n=5 who="Ada" at="2026-03-01T12:00:00Z" ids=[1, 2] why=(c.d ok=true)'
    assert str(Text.of("a.b")) == "a.b"


@given(st.text())
def test_logs_stay_on_one_line(value: str) -> None:
    assert len(str(Text.of("a.b", value=value, inner=Text.of("c.d", value=[value]))).splitlines()) == 1


class LimitError(TextError):
    """An error of some module."""


def test_an_error_carries_its_text() -> None:
    error = LimitError.of("content.too_large", size=7)
    assert isinstance(error, LimitError)
    assert error.text == Text.of("content.too_large", size=7)
    assert str(error) == "content.too_large size=7"
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    assert (type(again), again.text) == (LimitError, error.text)
