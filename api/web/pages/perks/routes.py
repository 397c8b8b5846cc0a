"""/perks."""

from typing import Any

from fastapi import APIRouter, Request, Response

from api.web.pages.perks import views, words
from api.web.site import Site, services_of
from api.web.visitors import CursorText

PATH = "/perks"  # where the navigation leads
HELPERS: dict[str, Any] = {"perk_name": words.perk_name, "perk_terms": words.perk_terms}  # of its templates


def add_pages(router: APIRouter, site: Site) -> None:
    """Its pages."""

    @router.get("/perks")
    def perks(request: Request, cursor: CursorText = None) -> Response:
        with site.page(request) as page:
            return page.render("perks", "perks.html", views.perks(page.reading, services_of(request).store, cursor))
