"""What callers send is read strictly, because what is signed or sent cannot be taken back.

A name that is not known would be passed over in silence: a limit with a misspelt name would be no limit. So it is
refused, with the name that was probably meant. `true` is no number 1, and a number is no yes or no.
"""

from collections.abc import Iterable, Iterator, Mapping
from types import UnionType
from typing import Any, Self, Union, get_args, get_origin

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from pydantic import AliasChoices, BaseModel, ConfigDict, ModelWrapValidatorHandler, ValidationError, model_validator
from pydantic_core import InitErrorDetails

from api.kit.language import PARAMETER
from api.kit.validation import InvalidInput
from symbia.near import meant


class Taken(BaseModel):
    """A body, or a part of one. Unknown members, and booleans where none belongs, are among its problems."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="wrap")
    @classmethod
    def _read_strictly(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        if not isinstance(data, Mapping):
            return handler(data)
        names = _names(cls)
        problems = list(_unknown(data, names)) + list(_not_boolean(cls, data, names))
        if not problems:
            return handler(data)
        wrong = {problem["loc"][0] for problem in problems}
        try:
            handler({name: value for name, value in data.items() if name in names})
        except ValidationError as error:
            problems += [_again(one) for one in error.errors() if one["loc"][:1] != () and one["loc"][0] not in wrong]
        raise ValidationError.from_exception_data(cls.__name__, problems)


async def known_query(request: Request) -> None:
    """A dependency of every route: unknown query parameters are refused, or a misspelt filter would be no filter."""
    route = request.scope["route"]
    names = set(_query_names(route.dependant)) | {PARAMETER}
    others = [name for name in dict.fromkeys(request.query_params) if name not in names]
    if others:
        raise RequestValidationError(
            [
                {"type": "value_error", "loc": ("query", name), "msg": "", "ctx": {"error": unknown(name, names)}}
                for name in others
            ]
        )


def unknown(name: str, names: Iterable[str]) -> InvalidInput:
    """Says that this name is not known, and which one was probably meant."""
    near = meant(name, names)
    if near is None:
        return InvalidInput.of("kit.input.unknown", known=sorted(names))
    return InvalidInput.of("kit.input.unknown_near", near=near)


def _query_names(dependant: Dependant) -> Iterator[str]:
    yield from (field.alias for field in dependant.query_params)
    for other in dependant.dependencies:
        yield from _query_names(other)


def _names(model: type[BaseModel]) -> dict[str, str]:
    """By each name under which a member may be sent: the field's own."""
    names: dict[str, str] = {}
    for name, field in model.model_fields.items():
        alias = field.validation_alias
        choices = alias.choices if isinstance(alias, AliasChoices) else [alias or field.alias or name]
        names |= {str(choice): name for choice in choices}
    return names


def _unknown(data: Mapping[Any, Any], names: Mapping[str, str]) -> Iterable[InitErrorDetails]:
    for name, value in data.items():
        if name not in names:
            yield _problem(str(name), value, unknown(str(name), names))


def _not_boolean(
    model: type[BaseModel], data: Mapping[Any, Any], names: Mapping[str, str]
) -> Iterable[InitErrorDetails]:
    for name, field in names.items():
        if name not in data:
            continue
        value, takes = data[name], _takes_boolean(model.model_fields[field].annotation)
        if takes and isinstance(value, int | float | str) and not isinstance(value, bool):
            yield {"type": "bool_type", "loc": (name,), "input": value}
        elif not takes and _has_boolean(value):
            yield _problem(name, value, InvalidInput.of("kit.input.boolean"))


def _takes_boolean(annotation: Any) -> bool:
    if annotation is bool:
        return True
    return get_origin(annotation) in (Union, UnionType) and any(map(_takes_boolean, get_args(annotation)))


def _has_boolean(value: Any) -> bool:
    """In a list of members too; the members of an object are its own model's affair."""
    return any(map(_has_boolean, value)) if isinstance(value, list) else isinstance(value, bool)


def _problem(name: str, value: Any, reason: InvalidInput) -> InitErrorDetails:
    return {"type": "value_error", "loc": (name,), "input": value, "ctx": {"error": reason}}


def _again(error: Any) -> InitErrorDetails:
    """An error that was read, as one that can be raised."""
    kind = error["type"]
    details: InitErrorDetails = {"type": kind, "loc": error["loc"], "input": error["input"]}
    if "ctx" in error:
        details["ctx"] = error["ctx"]
    return details
