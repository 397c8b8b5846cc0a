"""/ and /proposals/{number}."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response

from api.web.pages.proposals import choice_words, views, words
from api.web.site import Site, services_of
from api.web.visitors import AccountText, CursorText, address_in, relay_standing

Number = Annotated[int, Path(ge=1, lt=2**63)]

PATH = "/"  # where the navigation leads
HELPERS: dict[str, Any] = {
    "approval_words": words.approval_words,
    "bars": choice_words.bars,
    "choice_text": choice_words.choice_text,
    "condition": choice_words.condition,
    "example_choice": choice_words.example_choice,
    "missing_words": words.missing_words,
    "out_before": choice_words.out_before,
    "goes_words": choice_words.goes_words,
    "result": choice_words.result,
    "summary_words": words.summary_words,
    "time_left": words.time_left,
}  # of its templates


def add_pages(router: APIRouter, site: Site) -> None:
    """Its pages."""

    @router.get("/")
    def proposals(
        request: Request, state: str = "", kind: Annotated[str, Query(alias="type")] = "", cursor: CursorText = None
    ) -> Response:
        with site.page(request) as page:
            type_id = int(kind) if kind.isascii() and kind.isdigit() and len(kind) < 6 else None
            return page.render("proposals", "proposals.html", views.proposals(page.reading, state, type_id, cursor))

    @router.get("/proposals/{number}")
    def proposal(
        request: Request,
        number: Number,
        ballots: CursorText = None,
        account: AccountText = None,
    ) -> Response:
        services = services_of(request)
        with site.page(request) as page:
            visit = views.Visit(address_in(account), page.frame.clock, relay_standing(services, page), ballots)
            values = views.proposal(page.reading, services.store, number, visit)
            return page.render("proposals", "proposal.html", values)
