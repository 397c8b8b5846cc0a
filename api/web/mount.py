"""Puts the pages, their static files and, on a local chain, the demo wallet on an app."""

from pathlib import Path

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import JSONResponse

from api.kit.routing import Route
from api.web.demo import demo_network, demo_router, offers_demo_wallet
from api.web.demo_members import member_numbers
from api.web.headers import Static
from api.web.routes import page_router
from api.web.site import Site, services_of
from symbia.chain.deployment import Deployment
from symbia.settings import Settings

STATIC = Path(__file__).parent / "static"


def mount_web(app: FastAPI, settings: Settings) -> None:
    """Adds `/`, `/proposals/{number}`, `/members`, `/perks`, `/brand`, `/static`; `/demo/…` if it may be offered.

    The pages find `app.state.services` when they are asked; `app.state.problem_page` makes pages of what goes wrong
    before one is chosen. Call it after the JSON routes.
    """
    demo = offers_demo_wallet(settings, _deployed_on(settings.deployment))
    site = Site(demo=demo)
    app.state.problem_page = site.plain_problem
    app.include_router(page_router(site))
    app.mount("/static", Static(directory=STATIC), name="static")
    if demo:
        app.include_router(demo_router(settings.rpc_url))
        app.include_router(_demo_facts(settings))


def _demo_facts(settings: Settings) -> APIRouter:
    router = APIRouter(include_in_schema=False, route_class=Route)

    @router.get("/demo/network")
    def network() -> Response:
        return JSONResponse(demo_network(settings.rpc_url, _deployed_on(settings.deployment) or 0))

    @router.get("/demo/members")
    def members(request: Request) -> Response:
        with services_of(request).read() as reading:
            return JSONResponse(member_numbers(reading))

    return router


def _deployed_on(deployment: Path) -> int | None:
    """The chain id of a deployment file, None if there is none. Raises DeploymentError."""
    found = Deployment.read(deployment)
    return found.chain_id if found else None
