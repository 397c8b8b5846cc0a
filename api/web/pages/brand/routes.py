"""/brand."""

from typing import Any

from fastapi import APIRouter, Request, Response

from api.relay.queries import relay_record
from api.web.pages.brand import views, words
from api.web.site import Site, services_of
from api.web.visitors import CursorText, relay_standing

PATH = "/brand"  # where the navigation leads
HELPERS: dict[str, Any] = {"role_words": words.role_words}  # of its templates


def add_pages(router: APIRouter, site: Site) -> None:
    """Its pages."""

    @router.get("/brand")
    def brand(request: Request, cursor: CursorText = None) -> Response:
        services = services_of(request)
        with site.page(request) as page:
            record = relay_record(page.reading, relay_standing(services, page))
            values = {**views.brand(page.reading, page.frame.brand, cursor), "relay": record}
            return page.render("brand", "brand.html", values)
