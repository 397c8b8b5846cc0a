"""Renders pages: the templates with their helpers, the frame, and what went wrong as a page."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from fastapi import Request, Response
from jinja2 import Environment, PackageLoader, StrictUndefined
from sqlalchemy.exc import DBAPIError

from api.kit.problems import ProblemError
from api.kit.reading import Reading
from api.kit.services import Services
from api.web import choice_words, documents, formats, membership_words, perk_words, proposal_words
from api.web.frame import Frame, frame_at, frame_without_head
from api.web.headers import page_response
from api.web.pulse import Pulse
from api.web.words import LANGUAGE, catalogue, say, script_words


class Page:
    """One page being made, at one reading."""

    def __init__(self, site: "Site", request: Request, reading: Reading, frame: Frame) -> None:
        self.reading = reading
        self.frame = frame
        self._site = site
        self._request = request

    def render(self, template: str, here: str, values: dict[str, Any], status: int = 200) -> Response:
        """The page as a response. `here`: its place in the navigation."""
        html = self._site.html(template, self.frame, {"here": here, **values})
        return page_response(self._request, html, status)


class Site:
    """Everything the pages of one app share."""

    def __init__(self, *, demo: bool) -> None:
        """`demo`: whether the demo wallet is offered."""
        self._demo = demo
        self._pulse = Pulse()
        self._templates = _environment()

    @contextmanager
    def page(self, request: Request) -> Iterator[Page]:
        """A page read at the head. Raises the problems of reading."""
        services = services_of(request)
        block = self._pulse.block(services.chain)  # before the reading: no transaction waits for a node
        with services.read() as reading:
            frame = frame_at(
                reading.head,
                services.brand(),
                demo=self._demo,
                path=_path(request),
                now=int(time.time()),
                chain_block=block,
            )
            yield Page(self, request, reading, frame)

    def problem(self, request: Request, error: ProblemError) -> Response:
        """What went wrong, as a page, with the frame of a good one when there is a head to read."""
        absent = error.code == "not_yet_indexed" and error.status != 404
        key = "absent" if absent else error.code if f"problem.{error.code}" in catalogue() else "other"
        values = {"title": say(f"problem.{key}"), "detail": error.detail, "here": ""}
        html = self.html("problem.html", self._frame_of_problem(request), values)
        response = page_response(request, html, error.status)
        response.headers.update(error.headers)
        return response

    def html(self, template: str, frame: Frame, values: dict[str, Any]) -> str:
        """A template with its values, filled."""
        time_left = partial(proposal_words.time_left, clock=frame.clock)
        return self._templates.get_template(template).render(frame=frame, time_left=time_left, **values)

    def _frame_of_problem(self, request: Request) -> Frame:
        try:
            with self.page(request) as page:
                return page.frame
        except (ProblemError, DBAPIError):  # the page is about a problem already; it only has no block to name
            brand = services_of(request).brand()
            return frame_without_head(brand, demo=self._demo, path=_path(request), now=int(time.time()))


def services_of(request: Request) -> Services:
    """What the JSON routes use, too."""
    services: Services = request.app.state.services
    return services


def _path(request: Request) -> str:
    query = f"?{request.url.query}" if request.url.query else ""
    return request.url.path + query


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("api.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        approval_words=proposal_words.approval_words,
        bars=choice_words.bars,
        bps=formats.bps,
        choice_text=choice_words.choice_text,
        condition=choice_words.condition,
        day=formats.day,
        document_text=perk_words.document_text,
        duration=formats.duration,
        ether=formats.ether,
        example_choice=choice_words.example_choice,
        expiry_words=membership_words.expiry_words,
        language=LANGUAGE,
        markdown=documents.render,
        missing_words=proposal_words.missing_words,
        out_before=choice_words.out_before,
        perk_name=perk_words.perk_name,
        perk_terms=perk_words.perk_terms,
        price_words=membership_words.price_words,
        role_words=perk_words.role_words,
        result=choice_words.result,
        say=say,
        script_words=script_words(),
        short=formats.short,
        standing_tone=membership_words.standing_tone,
        standing_words=membership_words.standing_words,
        summary_words=proposal_words.summary_words,
        tape=formats.tape,
        when=formats.when,
    )
    return environment
