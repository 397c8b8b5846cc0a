"""Renders pages: the templates with their helpers, the frame, and what went wrong as a page."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from fastapi import Request, Response
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from sqlalchemy.exc import DBAPIError

from api.kit.problems import ProblemError
from api.kit.reading import Reading
from api.kit.services import Services
from api.web import documents, formats
from api.web.frame import Frame, frame_at, frame_without_head
from api.web.headers import page_response
from api.web.languages import keep_language, language_names
from api.web.pulse import Pulse
from api.web.words import has, say, script_words
from symbia.text import Text
from symbia.words import current, word_html


class Page:
    """One page being made, at one reading."""

    def __init__(self, site: "Site", request: Request, reading: Reading, frame: Frame) -> None:
        self.reading = reading
        self.frame = frame
        self._site = site
        self._request = request

    def render(self, here: str, template: str, values: dict[str, Any], status: int = 200) -> Response:
        """The page as a response. `here`: its domain, which is its place in the navigation."""
        html = self._site.html(f"{here}/{template}", self.frame, {"here": here, **values})
        return self._site.answer(self._request, html, status)


class Site:
    """Everything the pages of one app share."""

    def __init__(self, *, demo: bool) -> None:
        """`demo`: whether the demo wallet is offered."""
        self._demo = demo
        self._pulse = Pulse()
        self._templates = _environment()
        self._navigation: list[tuple[str, str]] = []

    def equip(self, here: str, path: str, helpers: dict[str, Any]) -> None:
        """Add a place to the navigation, and what its templates call."""
        self._navigation.append((here, path))
        self._templates.globals.update(helpers)

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
        return self._problem(request, error, self._frame_of_problem(request))

    def plain_problem(self, request: Request, error: ProblemError) -> Response:
        """The same without asking tables or node, which may be what went wrong, or what is to be spared."""
        return self._problem(request, error, self._frame_without_head(request))

    def _problem(self, request: Request, error: ProblemError, frame: Frame) -> Response:
        absent = error.code == "not_yet_indexed" and error.status != 404
        key = "absent" if absent else error.code if has(f"problem.{error.code}") else "other"
        values = {"title": Text(f"problem.{key}"), "detail": error.text, "here": ""}
        html = self.html("problem.html", frame, values)
        response = self.answer(request, html, error.status)
        response.headers.update(error.headers)
        return response

    def answer(self, request: Request, html: str, status: int) -> Response:
        """A page as a response, which keeps the language that the visitor chose."""
        response = page_response(request, html, status)
        keep_language(request, response, services_of(request).site)
        return response

    def html(self, template: str, frame: Frame, values: dict[str, Any]) -> str:
        """A template with its values, filled."""
        shared = {"frame": frame, "navigation": self._navigation}
        return self._templates.get_template(template).render(**shared, **values)

    def _frame_of_problem(self, request: Request) -> Frame:
        try:
            with self.page(request) as page:
                return page.frame
        except (ProblemError, DBAPIError):  # the page is about a problem already; it only has no block to name
            return self._frame_without_head(request)

    def _frame_without_head(self, request: Request) -> Frame:
        brand = services_of(request).brand()
        return frame_without_head(brand, demo=self._demo, path=_path(request), now=int(time.time()))


def services_of(request: Request) -> Services:
    """What the JSON routes use, too."""
    services: Services = request.app.state.services
    return services


def _path(request: Request) -> str:
    query = f"?{request.url.query}" if request.url.query else ""
    return request.url.path + query


def _worded(value: Any) -> Any:
    """What templates print: sentences in the reader's language."""
    return word_html(value) if isinstance(value, Text) else value


def _environment() -> Environment:
    environment = Environment(
        loader=ChoiceLoader([PackageLoader("api.web"), PackageLoader("api.web", "pages")]),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_worded,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        bps=formats.bps,
        day=formats.day,
        document_text=documents.document_text,
        duration=formats.duration,
        ether=formats.ether,
        language=current,
        languages=language_names(),
        markdown=documents.render,
        say=say,
        script_words=script_words,
        short=formats.short,
        tape=formats.tape,
        when=formats.when,
    )
    return environment
