"""The messages of pydantic in sentences of ours: the same English, and Chinese; what no code covers stays as it is."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticKnownError
from pydantic_core._pydantic_core import list_all_errors

from api.kit.inputs import Moment, Wei
from api.kit.validation import NAMED, InvalidInput, detail_of, message_of, problems_of
from api.kit.wording import Title
from symbia.text import Text
from symbia.words import section, word

from .test_problems import check

CONTEXTS: dict[str, dict[str, Any]] = {
    error["type"]: {
        **(error["example_context"] or {}),
        **{name: "'a', 'b' or 'c'" for name in error["example_context"] or {} if name == "expected"},
        **{name: 4_321 for name in error["example_context"] or {} if name in ("actual_length", "le", "ge", "lt", "gt")},
    }
    for error in list_all_errors()
}
OURS = sorted(section("kit.invalid", "en"))


def error_of(kind: str, context: dict[str, Any]) -> dict[str, Any]:
    known = PydanticKnownError(kind, context)  # type: ignore[arg-type]
    return {"type": kind, "loc": ("body", "field"), "msg": known.message(), "ctx": context}


@pytest.mark.parametrize("kind", OURS)
def test_english_is_what_pydantic_says(kind: str) -> None:
    for count in (1, 2, 4_321):
        context = {name: count if name.endswith("_length") else value for name, value in CONTEXTS[kind].items()}
        error = error_of(kind, context)
        text = message_of(error)
        assert text.code == f"kit.invalid.{kind}"
        assert word(text) == error["msg"]
        assert context.items() <= dict(text.values).items()


@pytest.mark.parametrize("kind", OURS)
def test_every_message_is_chinese_as_well(kind: str) -> None:
    text = message_of(error_of(kind, CONTEXTS[kind]))
    assert word(text, "zh") != word(text, "en")


@pytest.mark.parametrize(
    ("kind", "context"),
    [
        ("frozen_field", {}),
        ("greater_than", {"gt": 0.5}),
        ("less_than_equal", {"le": "9000-01-01"}),
        ("literal_error", {"expected": "'a'"}),
        ("too_long", {"field_type": "List", "max_length": 2, "actual_length": None}),
    ],
)
def test_what_no_code_covers_is_in_the_words_of_pydantic(kind: str, context: dict[str, Any]) -> None:
    error = error_of(kind, context)
    assert message_of(error) == Text.of("kit.request.other", message=error["msg"])
    assert word(message_of(error), "zh") == error["msg"]


def errors_of(kind: Any, value: Any) -> list[Any]:
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(kind).validate_python(value)
    return list(refused.value.errors())


@pytest.mark.parametrize(
    ("kind", "value", "code", "said"),
    [
        (Title, "  ", "kit.input.blank", "write something"),
        (Title, "a\x07", "kit.input.character", "the character U+0007 at place 2 is not accepted; remove it"),
        (Wei, str(2**256), "kit.input.too_large", "larger than 2^256 - 1"),
        (
            Moment,
            "1969-12-31T00:00:00Z",
            "kit.input.too_early",
            "lies before 1970, where the time of contracts begins; take a later one",
        ),
    ],
)
def test_what_our_types_refuse_has_codes_of_its_own(kind: Any, value: str, code: str, said: str) -> None:
    (error,) = errors_of(kind, value)
    assert (message_of(error).code, word(message_of(error))) == (code, said)


def test_a_value_error_without_a_code_is_said_as_it_is() -> None:
    error = {
        "type": "value_error",
        "loc": ("body", "x"),
        "msg": "Value error, be kind.",
        "ctx": {"error": ValueError()},
    }
    assert word(message_of(error)) == "be kind"


def test_an_invalid_input_is_a_value_error_with_a_text() -> None:
    refused = InvalidInput.of("kit.input.blank")
    assert isinstance(refused, ValueError)
    assert refused.text == Text("kit.input.blank")


@pytest.mark.parametrize(
    ("count", "end"),
    [(5, "f4: Field required."), (6, "; and 1 more, see `errors`."), (9, "; and 4 more, see `errors`.")],
)
def test_more_problems_than_are_named_are_counted(count: int, end: str) -> None:
    problems = problems_of(
        [{"type": "missing", "loc": ("body", f"f{i}"), "msg": "Field required"} for i in range(count)]
    )
    said = word(detail_of(problems))
    assert said.count("Field required") == min(count, NAMED)
    assert said.endswith(end)
    assert said.startswith("f0: Field required; f1: ")


def test_an_answer_has_the_codes_and_values_of_every_message(brand: Any, client: Any) -> None:
    brand.head()
    body = check(client.get("/v1/proposals?limit=101&type=x"), "invalid_request")
    assert body["detail"] == (
        "type: Input should be a valid integer, unable to parse string as an integer; "
        "limit: Input should be less than or equal to 100."
    )
    assert body["errors"][1] == {
        "field": "limit",
        "message": "Input should be less than or equal to 100",
        "words": {"message": {"code": "kit.invalid.less_than_equal", "values": {"le": 100}}},
    }


def test_a_refused_request_in_chinese(brand: Any, client: Any) -> None:
    brand.head()
    answer = client.get("/v1/proposals?limit=101&lang=zh")
    assert answer.headers["content-language"] == "zh"
    assert answer.json()["detail"] == "limit：输入值应小于或等于100。"
    assert answer.json()["title"] == "请求不符合要求"
    answer = client.post("/v1/ballots/prepare", content="[", headers={"Accept-Language": "zh-CN"})
    assert answer.json()["detail"] == "body：请发送一个JSON对象，并带上请求头`Content-Type: application/json`。"
