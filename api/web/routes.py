"""The pages. They ask the very queries that the JSON routes ask, in the same process."""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute
from sqlalchemy.exc import DBAPIError
from starlette.concurrency import run_in_threadpool

from api.kit.page import MAX_CURSOR
from api.kit.problems import ProblemError
from api.kit.services import Services
from api.members.queries import find_member
from api.relay.queries import relay_record
from api.relay.standing import Standing
from api.web import views
from api.web.site import Page, Site, services_of
from api.web.words import say
from symbia.rules.addresses import InvalidAddress, parse_address

LONGEST_NAME = 80  # characters of an address, a number or a search

CursorText = Annotated[str | None, Query(max_length=MAX_CURSOR)]
Number = Annotated[int, Path(ge=1, lt=2**63)]
AccountText = Annotated[str | None, Query(max_length=LONGEST_NAME)]


def page_router(site: Site) -> APIRouter:
    """Every page; what goes wrong is a page, too."""
    router = APIRouter(include_in_schema=False, route_class=_route_class(site))

    @router.get("/")
    def proposals(
        request: Request, state: str = "", kind: Annotated[str, Query(alias="type")] = "", cursor: CursorText = None
    ) -> Response:
        with site.page(request) as page:
            type_id = int(kind) if kind.isascii() and kind.isdigit() and len(kind) < 6 else None
            return page.render("proposals.html", "proposals", views.proposals(page.reading, state, type_id, cursor))

    @router.get("/proposals/{number}")
    def proposal(request: Request, number: Number, ballots: CursorText = None, account: AccountText = None) -> Response:
        services = services_of(request)
        with site.page(request) as page:
            visit = views.Visit(_address(account), page.frame.clock, _relay(services, page), ballots)
            values = views.proposal(page.reading, services.store, number, visit)
            return page.render("proposal.html", "proposals", values)

    @router.get("/members")
    def members(request: Request, find: AccountText = None, cursor: CursorText = None) -> Response:
        problem = None
        with site.page(request) as page:
            if find:
                try:
                    return RedirectResponse(f"/members/{find_member(page.reading, find.strip()).number}", 303)
                except ProblemError as error:
                    problem = error
            values = views.members(page.reading, services_of(request).store, cursor)
            found = {"find": find or "", "find_problem": problem.detail if problem else None}
            return page.render("members.html", "members", {**values, **found}, problem.status if problem else 200)

    @router.get("/members/{name}")
    def member(request: Request, name: str, account: AccountText = None) -> Response:
        with site.page(request) as page:
            values = views.member(page.reading, services_of(request).store, name[:LONGEST_NAME], _address(account))
            return page.render("member.html", "members", values)

    @router.get("/perks")
    def perks(request: Request, cursor: CursorText = None) -> Response:
        with site.page(request) as page:
            return page.render("perks.html", "perks", views.perks(page.reading, services_of(request).store, cursor))

    @router.get("/brand")
    def brand(request: Request, cursor: CursorText = None) -> Response:
        services = services_of(request)
        with site.page(request) as page:
            record = relay_record(page.reading.session, _relay(services, page), services.settings)
            values = {**views.brand(page.reading, page.frame.brand, cursor), "relay": record}
            return page.render("brand.html", "brand", values)

    return router


def _route_class(site: Site) -> type[APIRoute]:
    """Routes whose problems are answered as pages, not as problem+json."""

    class PageRoute(APIRoute):
        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            ordinary = super().get_route_handler()

            async def handler(request: Request) -> Response:
                try:
                    return await ordinary(request)
                except ProblemError as error:
                    problem = error
                except RequestValidationError:
                    problem = ProblemError("not_found", str(say("problem.unreadable")))
                except DBAPIError:
                    problem = ProblemError("database_unavailable", str(say("problem.database")))
                return await run_in_threadpool(site.problem, request, problem)

            return handler

    return PageRoute


def _relay(services: Services, page: Page) -> Standing:
    return Standing.read(page.reading.session, services.now(), services.settings.relay_lead_seconds)


def _address(account: str | None) -> str | None:
    if account is None:
        return None
    try:
        return parse_address(account)
    except InvalidAddress as error:
        raise ProblemError("invalid_address", str(error)) from error
