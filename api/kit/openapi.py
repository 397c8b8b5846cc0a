"""What the OpenAPI document says beyond what the routes' types say: names of operations, and what each can answer."""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts

from api.kit.problems import CODES, MEDIA_TYPE, Problem

DESCRIPTION = """\
Memberships, proposals, ballots and perks of a brand, as its contracts hold them, read from an index of their events.

- **as_of**: every answer from the index names the block it was read at and whether that block is final.
- **Errors** are `application/problem+json` (RFC 9457). Branch on `code`; `detail` says what to do next.
- **Names** that are not known, in a body or a query, are refused, with the one that was probably meant.
- **Language**: sentences are in English or Chinese, by `?lang=en|zh` or `Accept-Language`. `words` stands beside them \
with their codes and values, for who words them otherwise.
- **Pages**: pass `page.next` as `cursor`, with the same filters. Rows that arrive meanwhile shift nothing.
- **ETag** changes with the head, and with a re-index: send `If-None-Match` and get 304 while nothing happened.
- **Amounts** are wei in decimal text. Units, votes, ids and shares (basis points) are numbers; \
`choice_number`, which may be long, is text. Times are RFC 3339, UTC.
- **Nothing is signed here.** `prepare` answers with an unsigned transaction that went through in a simulation.
"""

# A code with the status that the catalogue of problems gives it, or with another.
Answered = str | tuple[int, str]

# What an operation can answer that asks for something by number (`api.kit.reading.missing`).
MISSING: tuple[Answered, ...] = ("not_found", (404, "not_yet_indexed"))
# One that reads the tables at the indexed head.
TABLES: tuple[Answered, ...] = ("not_yet_indexed", "database_unavailable")
# One that asks the node for a view: the contract may refuse, the node be silent.
VIEWS: tuple[Answered, ...] = ("would_revert", "chain_unavailable")

# One that stores what it is sent.
PINS: tuple[Answered, ...] = ("content_unavailable", "content_quota_used_up", "content_full")

_EVERYWHERE: tuple[Answered, ...] = ("invalid_request", "rate_limited", "internal_error")
_OF_A_BODY: tuple[Answered, ...] = ("too_large",)
_OF_JSON: tuple[Answered, ...] = ("bad_request",)  # what is no text in UTF-8
_CODES = "x-codes"

# Bytes: generators ask for a file.
BINARY = {"type": "string", "format": "binary"}

Called = TypeVar("Called", bound=Callable[..., Any])
_of_dependencies: dict[Any, tuple[Answered, ...]] = {}


def may_answer(*codes: Answered) -> Callable[[Called], Called]:
    """Marks a dependency: every operation that has it can answer with these problems."""

    def mark(dependency: Called) -> Called:
        _of_dependencies[dependency] = codes
        return dependency

    return mark


def problems(*codes: Answered) -> dict[int | str, dict[str, Any]]:
    """`responses` of a route: the problems that it can answer with, beyond those that its parameters, its body and its
    dependencies bring along. Raises KeyError for a code that is none."""
    by_status: dict[int | str, dict[str, Any]] = {}
    for status, code in map(_with_status, codes):
        by_status.setdefault(status, {"description": "", _CODES: []})[_CODES].append(code)
    return by_status


def name_of(route: APIRoute) -> str:
    """The operation's id: the name of the route's function, which is a verb and a noun that no other has."""
    return route.name


def operations(app: FastAPI) -> Iterator[RouteContext]:
    """Every documented route of an app, with what it has from the routers around it."""
    for route in iter_route_contexts(app.routes):
        if isinstance(route.original_route, APIRoute) and route.include_in_schema:
            yield route


def codes_of(route: RouteContext) -> set[tuple[int, str]]:
    """Every problem that an operation can answer with: status and code."""
    own = [(int(status), code) for status, one in route.responses.items() for code in one.get(_CODES, ())]
    return {*own, *map(_with_status, _implied(route))}


def install(app: FastAPI) -> None:
    """Make `app.openapi()` name what each operation really answers, in place of FastAPI's own errors."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign] # FastAPI's documented way to extend it


def _document(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(
        title=app.title, version=app.version, description=app.description, routes=app.routes, tags=app.openapi_tags
    )
    for route in operations(app):
        for method in route.methods or ():
            _describe(document["paths"][route.path_format][method.lower()], codes_of(route))
    schemas = document["components"]["schemas"]
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= problem.pop("$defs", {}) | {"Problem": problem}
    for name, schema in schemas.items():
        _untitled(schema)
        schema["title"] = name
    for described in document["paths"].values():
        _untitled(described)
        for operation in described.values():
            for parameter in operation.get("parameters", ()):
                parameter["schema"] = _not_null(parameter["schema"])
    return document


def _describe(operation: dict[str, Any], codes: set[tuple[int, str]]) -> None:
    """The successes as they are, then a response for each status, with its codes."""
    kept = {status: one for status, one in operation["responses"].items() if int(status) < 400}
    for status in sorted({status for status, _ in codes}):
        named = ", ".join(f"`{code}`" for each, code in sorted(codes) if each == status)
        problem = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        kept[str(status)] = {"description": f"Codes: {named}", "content": problem}
    operation["responses"] = kept


def _untitled(schema: Any) -> None:
    """Drop the titles of members and parameters. Generators make names of titles, and `State` of one object would meet
    `State` of another; a member has a name of its own."""
    if isinstance(schema, list):
        for one in schema:
            _untitled(one)
    elif isinstance(schema, dict):
        if isinstance(schema.get("title"), str):
            del schema["title"]
        for name, one in schema.items():
            if name not in ("example", "examples", "default", "enum", "const"):
                _untitled(one)


def _not_null(schema: dict[str, Any]) -> dict[str, Any]:
    """A parameter that is left out is left out: in a URL there is no null."""
    options = [one for one in schema.get("anyOf", ()) if one != {"type": "null"}]
    if len(options) != 1:
        return schema
    return {**{name: value for name, value in schema.items() if name != "anyOf"}, **options[0]}


def _implied(route: RouteContext) -> Iterator[Answered]:
    yield from _EVERYWHERE
    if getattr(route.original_route, "lane", None) is not None:
        yield "busy"
    if route.body_field is not None:
        yield from (*_OF_A_BODY, *_OF_JSON)
    elif "requestBody" in (route.openapi_extra or {}):
        yield from _OF_A_BODY
    for dependant in _all(route.dependant):
        yield from _of_dependencies.get(dependant.call, ())
        if any(field.alias == "cursor" for field in dependant.query_params):
            yield "invalid_cursor"


def _all(dependant: Dependant) -> Iterator[Dependant]:
    yield dependant
    for one in dependant.dependencies:
        yield from _all(one)


def _with_status(answered: Answered) -> tuple[int, str]:
    return answered if isinstance(answered, tuple) else (CODES[answered], answered)
