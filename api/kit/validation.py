"""What does not fit in a request, in sentences: codes for the errors of pydantic, and for what our own types refuse."""

import re
from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any

from api.kit.worded import Sentence, Worded
from symbia.text import Text, TextError, Value
from symbia.words import DEFAULT, catalogue

NAMED = 5  # problems that `detail` names; `errors` has all
_PLACES = ("body", "query", "path")
# In the names of pydantic: what a number is compared with; what chooses the plural of a message.
_BOUNDS = ("gt", "ge", "lt", "le", "actual_length")
_COUNTS = ("min_length", "max_length")


class InvalidInput(TextError, ValueError):  # noqa: N818 - says what is the case
    """A value that does not fit, raised while a model is made. Its text follows the name of the field and a colon, so
    it begins in lower case and has no full stop."""


class FieldProblem(Worded):
    """One thing that is wrong with one field."""

    field: str
    message: Sentence


def problems_of(errors: Sequence[Mapping[str, Any]]) -> list[FieldProblem]:
    """Each of pydantic's errors, by the field's path in the request."""
    return [_problem(error) for error in errors]


def detail_of(problems: Sequence[FieldProblem]) -> Text:
    """All of them in one text, the first `NAMED` by name."""
    first, *others = [_in_detail(problem) for problem in problems[:NAMED]]
    joined = reduce(lambda said, text: Text.of("kit.request.both", first=said, next=text), others, first)
    more = len(problems) - NAMED
    if more > 0:
        return Text.of("kit.request.and_more", problems=joined, n=more)
    return Text.of("kit.request.detail", problems=joined)


def message_of(error: Mapping[str, Any]) -> Text:
    """The message of one of pydantic's errors, without a full stop; what no code covers is in pydantic's own words."""
    context = error.get("ctx", {})
    if isinstance(context.get("error"), TextError):
        return Text(context["error"].text.code, context["error"].text.values)
    code, values = f"kit.invalid.{error['type']}", _values(context)
    if values is not None and code in catalogue(DEFAULT):
        return Text(code, values)
    message = str(error["msg"]).removeprefix("Value error, ").removesuffix(".")
    return Text.of("kit.request.other", message=message)


def _problem(error: Mapping[str, Any]) -> FieldProblem:
    if error["loc"] == ("body",) or error["type"] == "json_invalid":
        return FieldProblem(field="body", message=Text("kit.request.no_object"))
    place = [str(part) for part in error["loc"] if part not in _PLACES]
    return FieldProblem(field=".".join(place) or "body", message=message_of(error))


def _in_detail(problem: FieldProblem) -> Text:
    return Text.of("kit.request.field", field=problem.field, message=problem.message)


def _values(context: Mapping[str, Any]) -> dict[str, Value] | None:
    """The context as values of a text; None when no text has a place for it: a date as bound, a single alternative."""
    numbers = [context[name] for name in (*_COUNTS, *_BOUNDS) if name in context]
    if not all(type(number) is int for number in numbers) or not all(map(_is_value, context.values())):
        return None
    if "expected" not in context:
        return {**context, "n": numbers[0]} if context.keys() & _COUNTS else dict(context)
    *first, last = re.split(", | or ", context["expected"])  # 'a', 'b' or 'c'
    return {**context, "first": first, "last": last} if first else None


def _is_value(value: Any) -> bool:
    return isinstance(value, (str, int))
