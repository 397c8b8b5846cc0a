"""Every error leaves as problem+json, whoever raised it."""

import logging
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.kit.problems import MEDIA_TYPE, ProblemError, body
from api.kit.services import NotModified
from api.kit.validation import message_of
from symbia.content import (
    ContentError,
    ContentMismatch,
    ContentNotFound,
    ContentTooLarge,
    ContentUnavailable,
    InvalidCid,
    UnsupportedContent,
)

log = logging.getLogger(__name__)

_BY_STATUS = {400: "bad_request", 404: "not_found", 405: "method_not_allowed", 413: "too_large"}
_CONTENT: dict[type[ContentError], str] = {
    InvalidCid: "invalid_cid",
    ContentTooLarge: "too_large",
    UnsupportedContent: "unsupported_content",
    ContentNotFound: "not_found",
    ContentMismatch: "content_unavailable",
    ContentUnavailable: "content_unavailable",
}
_HINTS = {
    404: "There is nothing at {path}. The addresses of this API are listed at /docs.",
    405: "{method} is not possible at {path}. It takes {allow}; see /docs.",
}


def answer(error: ProblemError, path: str) -> JSONResponse:
    """A problem as a response."""
    return JSONResponse(body(error, path), error.status, error.headers, MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Handlers for all that a route can raise and expect to be answered."""
    app.add_exception_handler(ProblemError, _on_problem)
    app.add_exception_handler(NotModified, _on_not_modified)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(ContentError, _on_content)
    app.add_exception_handler(DBAPIError, _on_database)
    app.add_exception_handler(PoolTimeout, _on_database)


class UnexpectedErrors:
    """ASGI: what nobody expected is logged and answered as `internal_error`; inside CORS, so that browsers see it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes on; answers only if nothing was sent yet."""
        started = False

        async def note(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receive, note)
        except Exception:
            if scope["type"] != "http" or started:
                raise
            log.exception("%s %s failed", scope["method"], scope["path"])
            detail = "Something here is broken, and it has been logged. Trying again may help; if not, report it."
            await answer(ProblemError("internal_error", detail), scope["path"])(scope, receive, send)


def _on_problem(request: Request, error: Any) -> Response:
    return answer(error, request.url.path)


def _on_not_modified(_: Request, error: Any) -> Response:
    return Response(status_code=304, headers={"ETag": error.etag, "Cache-Control": "no-cache"})


def _on_http(request: Request, error: Any) -> Response:
    headers = dict(error.headers or {})
    path = request.url.path
    hint = _HINTS.get(error.status_code, str(error.detail))
    detail = hint.format(path=path, method=request.method, allow=headers.get("Allow", "other methods"))
    code = _BY_STATUS.get(error.status_code, "bad_request")
    return answer(ProblemError(code, detail, status=error.status_code, headers=headers), path)


def _on_invalid(request: Request, error: Any) -> Response:
    found = [_invalid(one) for one in error.errors()]
    detail = "; ".join(f"{one['field']}: {one['message']}" for one in found[:5])
    return answer(ProblemError("invalid_request", f"{detail}.", extra={"errors": found}), request.url.path)


def _invalid(error: Any) -> dict[str, str]:
    if error["loc"] == ("body",) or error["type"] == "json_invalid":
        return {"field": "body", "message": "send a JSON object, with the header `Content-Type: application/json`"}
    place = [str(one) for one in error["loc"] if one not in ("body", "query", "path")]
    return {"field": ".".join(place) or "body", "message": message_of(error)}


def _on_content(request: Request, error: Any) -> Response:
    code = next((_CONTENT[kind] for kind in type(error).__mro__ if kind in _CONTENT), "content_unavailable")
    return answer(ProblemError(code, str(error)), request.url.path)


def _on_database(request: Request, error: Any) -> Response:
    log.error("The database does not answer: %s", error)
    detail = (
        "The database does not answer, or is not set up. Try again in a moment. "
        "Whoever runs this server: check SYMBIA_DATABASE_URL and that the indexer of this release has run once."
    )
    problem = ProblemError("database_unavailable", detail, headers={"Retry-After": "2"})
    return answer(problem, request.url.path)
