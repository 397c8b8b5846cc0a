"""What routes are given: settings, database, chain, content. One instance an app."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from threading import BoundedSemaphore
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Request, Response
from sqlalchemy import Engine

from api.kit.chain import Chain
from api.kit.documents import Document, look_up
from api.kit.kept import Kept
from api.kit.lanes import Lanes
from api.kit.openapi import TABLES, may_answer
from api.kit.reading import AsOf, Head, Reading, read_head
from api.kit.site import Site
from symbia.chain.deployment import Deployment
from symbia.content import PrunableStore
from symbia.errors import DeploymentError
from symbia.settings import Settings
from symbia.tables.db import read_session
from symbia.words import current

Found = TypeVar("Found")

VERSION = version("symbia")
MAX_EXPORTS = 4  # at a time: each holds one of the database's connections until its client has read it all


class NotModified(Exception):  # noqa: N818 - not an error
    """The caller has this very answer."""

    def __init__(self, etag: str) -> None:
        super().__init__(etag)
        self.etag = etag


@dataclass(frozen=True)
class Services:
    """Everything behind the routes."""

    settings: Settings
    engine: Engine
    store: PrunableStore
    chain: Chain
    site: Site | None = None  # as configured; None: whatever this machine is called
    clock: Callable[[], float] = time.time
    kept: Kept = field(default_factory=Kept)
    lanes: Lanes = field(default_factory=Lanes)
    exports: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(MAX_EXPORTS))

    def now(self) -> int:
        """Unix seconds of this machine: for what has no block."""
        return int(self.clock())

    def close(self) -> None:
        """Close the connections to tables and node."""
        self.engine.dispose()
        self.chain.close()

    @contextmanager
    def read(self) -> Iterator[Reading]:
        """One transaction at one head. Raises the problem `not_yet_indexed` when there is no head."""
        with read_session(self.engine) as session:
            yield Reading(session, read_head(session, self.settings.finality_depth), self.kept)

    def brand(self) -> str | None:
        """The brand's name from the deployment file, None if there is no such file here."""
        deployment = self._deployed()
        return deployment.brand if deployment else None

    def renderer(self) -> str | None:
        """Lower-case address of the MembershipRenderer of the deployment file, None if there is no such file here."""
        deployment = self._deployed()
        contract = deployment.contracts.get("MembershipRenderer") if deployment else None
        return contract.address.lower() if contract else None

    def _deployed(self) -> Deployment | None:
        """Answers do without the file: it serves for names alone, and the tables know the contracts."""
        try:
            return Deployment.read(self.settings.deployment)
        except DeploymentError:
            return None


@dataclass(frozen=True)
class Reader:
    """Reads for one request. Its thread opens, reads and closes, so that no request waits while it holds a session."""

    services: Services
    request: Request
    response: Response

    @contextmanager
    def at_head(self) -> Iterator[Reading]:
        """A reading; the answer gets the head's ETag. Raises NotModified if the caller has it, `not_yet_indexed`."""
        with self.services.read() as reading:
            etag = etag_of(reading.head)
            if etag in _tags(self.request.headers.get("if-none-match", "")):
                raise NotModified(etag)
            self.response.headers["ETag"] = etag
            self.response.headers["Cache-Control"] = "no-cache"
            yield reading

    def once(self, find: Callable[..., Found], *arguments: Any) -> tuple[AsOf, Found]:
        """What `find(reading, *arguments)` finds, and when that was so. Raises what it raises, and as `at_head`."""
        with self.at_head() as reading:
            return reading.head.as_of(), find(reading, *arguments)

    def look_up(self, document: Document, *, local_only: bool = False) -> Document:
        """The document with its text; without the ETag if it was not found. `local_only` is for lists."""
        found = look_up(document, self.services.store, local_only=local_only)
        self.unless_available(found)
        return found

    def unless_available(self, document: Document) -> None:
        """Take the ETag back if the document was not found: it may turn up before the next head."""
        if document.availability == "unavailable":
            del self.response.headers["ETag"]
            self.response.headers["Cache-Control"] = "no-store"


def etag_of(head: Head) -> str:
    """Changes with the head, its finality, a re-index, the language, and the version of the code."""
    return f'W/"{head.hash.removeprefix("0x")[:32]}-{int(head.final)}-{head.rebuilds}-{current()}-{VERSION}"'


async def get_services(request: Request) -> Services:
    """The app's services."""
    services: Services = request.app.state.services
    return services


@may_answer(*TABLES)
async def get_reader(
    request: Request, response: Response, services: Annotated[Services, Depends(get_services)]
) -> Reader:
    """A reader for this request."""
    return Reader(services, request, response)


ServicesDep = Annotated[Services, Depends(get_services)]
ReaderDep = Annotated[Reader, Depends(get_reader)]


def _tags(header: str) -> set[str]:
    """The tags of an If-None-Match, weakly compared (RFC 9110, 13.1.2)."""
    tags = {tag.strip() for tag in header.split(",")}
    return tags | {f"W/{tag}" for tag in tags if tag.startswith('"')}
