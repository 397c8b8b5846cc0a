"""The API as an ASGI app.

uvicorn.run(create_app(Settings.load(os.environ)))
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import Depends, FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi_offline import FastAPIOffline

from api.content.sweeping import sweeping
from api.kit import errors, openapi
from api.kit.chain import Chain
from api.kit.head import Head
from api.kit.lanes import Pace
from api.kit.language import Language
from api.kit.limits import BodyLimit, RateLimit, parse_rules
from api.kit.reading import HEAD_HEADERS
from api.kit.services import VERSION, Services
from api.kit.site import configured_site
from api.kit.taking import known_query
from api.web import mount_web
from symbia.content import open_store
from symbia.domains import Part, load
from symbia.settings import Settings
from symbia.tables.db import create_engine_for

# JSON may write one byte of a document as six; the rest of a request is small.
_JSON_GROWTH = 6
_JSON_ROOM = 2 * 1024 * 1024


def create_app(settings: Settings) -> FastAPI:
    """The app for these settings. Touches disk only for the content store; no connection is opened yet.

    Raises SettingError, DatabaseUrlError, DeploymentError or ValueError for a setting that cannot be used.
    """
    services = Services(
        settings=settings,
        engine=create_engine_for(settings.database_url),
        store=open_store(settings.content_dir, settings.ipfs_api, settings.content_max_bytes),
        chain=Chain(settings.rpc_url),
        site=configured_site(settings.public_url),
    )
    app = FastAPIOffline(
        title="Symbia",
        version=VERSION,
        description=openapi.DESCRIPTION,
        openapi_tags=[routes.TAG for routes in load(Part.API, "routes") if hasattr(routes, "TAG")],
        lifespan=_lifespan,
        redoc_url=None,
        generate_unique_id_function=openapi.name_of,
    )
    app.state.services = services
    for routes in load(Part.API, "routes"):
        app.include_router(routes.router, dependencies=[Depends(known_query)])
    errors.install(app)
    openapi.install(app)
    mount_web(app, settings)
    _add_middleware(app, settings)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    services: Services = app.state.services
    with sweeping(services):
        yield
    services.close()


def _add_middleware(app: FastAPI, settings: Settings) -> None:
    """The last one added sees a request first."""
    app.add_middleware(BodyLimit, max_bytes=settings.content_max_bytes * _JSON_GROWTH + _JSON_ROOM)
    if rules := parse_rules(settings.rate_limit):
        app.add_middleware(RateLimit, rules=rules)
    app.add_middleware(Head)
    app.add_middleware(errors.UnexpectedErrors)
    app.add_middleware(Language)
    origins = [one.strip() for one in settings.cors_origins.split(",") if one.strip()]
    if origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=origins,
            allow_methods=["GET", "POST", "DELETE"],
            allow_headers=["Authorization", "Content-Type", "If-None-Match"],
            expose_headers=["ETag", "Retry-After", *HEAD_HEADERS],
            max_age=600,
        )
    app.add_middleware(Pace)
