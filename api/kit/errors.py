"""Every error leaves as problem+json, whoever raised it."""

import logging
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.kit.documents import full_sentence
from api.kit.pages import page_of, wants_page
from api.kit.problems import MEDIA_TYPE, ProblemError, body
from api.kit.services import NotModified
from api.kit.validation import detail_of, problems_of
from symbia.content import (
    ContentError,
    ContentMismatch,
    ContentNotFound,
    ContentTooLarge,
    ContentUnavailable,
    InvalidCid,
    UnsupportedContent,
)
from symbia.text import Text

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


def answer(error: ProblemError, path: str) -> JSONResponse:
    """A problem as a response."""
    return JSONResponse(body(error, path), error.status, error.headers, MEDIA_TYPE)


def as_wanted(request: Request, error: ProblemError) -> Response:
    """A problem as a page for a browser that opens an address of ours, as problem+json for everybody else."""
    page = page_of(request) if wants_page(request) else None
    return answer(error, request.url.path) if page is None else page(request, error)


def install(app: FastAPI) -> None:
    """Handlers for all that a route can raise and expect to be answered. They wait for nothing, and need no thread."""
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
            problem = ProblemError("internal_error", Text("kit.internal"))
            await as_wanted(Request(scope, receive), problem)(scope, receive, send)


async def _on_problem(request: Request, error: Any) -> Response:
    return answer(error, request.url.path)


async def _on_not_modified(_: Request, error: Any) -> Response:
    return Response(status_code=304, headers={"ETag": error.etag, "Cache-Control": "no-cache"})


async def _on_http(request: Request, error: Any) -> Response:
    headers = dict(error.headers or {})
    detail = _http_detail(request, error.status_code, headers, str(error.detail))
    code = _BY_STATUS.get(error.status_code, "bad_request")
    return as_wanted(request, ProblemError(code, detail, status=error.status_code, headers=headers))


def _http_detail(request: Request, status: int, headers: dict[str, str], otherwise: str) -> Text:
    path = request.url.path
    if status == HTTPStatus.NOT_FOUND:
        return Text.of("kit.http.nowhere", path=path)
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        allow = headers.get("Allow") or Text("kit.http.other_methods")
        return Text.of("kit.http.method", path=path, method=request.method, allow=allow)
    return Text.of("kit.http.other", message=otherwise)


async def _on_invalid(request: Request, error: Any) -> Response:
    problems = problems_of(error.errors())
    extra = {"errors": [problem.model_dump(mode="json") for problem in problems]}
    return answer(ProblemError("invalid_request", detail_of(problems), extra=extra), request.url.path)


async def _on_content(request: Request, error: Any) -> Response:
    code = next((_CONTENT[kind] for kind in type(error).__mro__ if kind in _CONTENT), "content_unavailable")
    return answer(ProblemError(code, full_sentence(error)), request.url.path)


async def _on_database(request: Request, error: Any) -> Response:
    log.error("The database does not answer: %s", error)
    problem = ProblemError("database_unavailable", Text("kit.database"), headers={"Retry-After": "2"})
    return answer(problem, request.url.path)
