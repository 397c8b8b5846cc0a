"""What the OpenAPI document says beyond what the routes' types say."""

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

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


# What any route can answer.
EVERYWHERE = (422, 429, 500, 503)


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Error responses for a route, each with its codes."""
    return {status: _response(status) for status in statuses}


def install(app: FastAPI) -> None:
    """Make `app.openapi()` name `Problem` in place of FastAPI's own errors."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign] # FastAPI's documented way to extend it


def _document(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(
        title=app.title, version=app.version, description=app.description, routes=app.routes, tags=app.openapi_tags
    )
    schemas = document["components"]["schemas"]
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= problem.pop("$defs", {}) | {"Problem": problem}
    return document


def _response(status: int) -> dict[str, Any]:
    codes = [code for code, its in CODES.items() if its == status]
    if status == HTTPStatus.NOT_FOUND:
        codes.append("not_yet_indexed")
    return {
        "description": "Codes: " + ", ".join(f"`{code}`" for code in codes),
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
