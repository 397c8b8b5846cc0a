"""What is for a person's browser, and gets pages, also of what goes wrong; and what is for programs."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response

from api.kit.problems import ProblemError

# Beginnings of paths.
FILES = ("/static/", "/static-offline-docs/")
CALLS = ("/v1/", "/demo/", "/openapi.json")

ProblemPage = Callable[[Request, ProblemError], Response]


def wants_page(request: Request) -> bool:
    """Whether somebody looks at the answer: a browser that opens an address, which is none of the API."""
    path = request.url.path
    if path.startswith((*FILES, *CALLS)) or request.method not in ("GET", "HEAD"):
        return False
    return "text/html" in request.headers.get("accept", "")


def page_of(request: Request) -> ProblemPage | None:
    """What makes a page of a problem without asking tables or node; None for an app without pages."""
    made: ProblemPage | None = getattr(request.app.state, "problem_page", None)
    return made
