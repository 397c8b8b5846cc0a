"""/members and /members/{name}."""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from api.kit.problems import ProblemError
from api.members.queries import find_member
from api.web.pages.members import views, words
from api.web.site import Site, services_of
from api.web.visitors import LONGEST_NAME, AccountText, CursorText, address_in

PATH = "/members"  # where the navigation leads
HELPERS: dict[str, Any] = {
    "expiry_words": words.expiry_words,
    "price_words": words.price_words,
    "state_tone": words.state_tone,
    "state_words": words.state_words,
}  # of its templates


def add_pages(router: APIRouter, site: Site) -> None:
    """Its pages."""

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
            values |= {"find": find or "", "find_problem": problem.detail if problem else None}
            return page.render("members", "members.html", values, problem.status if problem else 200)

    @router.get("/members/{name}")
    def member(request: Request, name: str, account: AccountText = None) -> Response:
        with site.page(request) as page:
            values = views.member(page.reading, services_of(request).store, name[:LONGEST_NAME], address_in(account))
            return page.render("members", "member.html", values)
