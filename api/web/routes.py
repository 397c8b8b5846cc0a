"""All pages on one router: those of each domain. They ask the very queries that the JSON routes ask."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DBAPIError

from api.kit.lanes import in_a_thread
from api.kit.problems import ProblemError
from api.kit.routing import Route
from api.web.site import Site
from symbia.domains import Part, domains_with, load
from symbia.text import Text


def page_router(site: Site) -> APIRouter:
    """Every page; what goes wrong is a page, too."""
    router = APIRouter(include_in_schema=False, route_class=_route_class(site))
    for domain, routes in zip(domains_with(Part.PAGES), load(Part.PAGES, "routes"), strict=True):
        site.equip(domain.name, routes.PATH, routes.HELPERS)
        routes.add_pages(router, site)
    return router


def _route_class(site: Site) -> type[Route]:
    """Routes whose problems are answered as pages, not as problem+json."""

    class PageRoute(Route):
        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            ordinary = super().get_route_handler()

            async def handler(request: Request) -> Response:
                try:
                    return await ordinary(request)
                except ProblemError as error:
                    problem = error
                except RequestValidationError:
                    problem = ProblemError("not_found", Text("problem.unreadable"))
                except DBAPIError:
                    problem = ProblemError("database_unavailable", Text("problem.database"))
                return await in_a_thread(site.problem, request, problem)

            return handler

    return PageRoute
