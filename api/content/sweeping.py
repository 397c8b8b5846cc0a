"""What nothing on chain names is taken away after a while: drafts that nobody signed, and what strangers left."""

import logging
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from threading import Event, Thread

from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col, select

from api.kit.pinning import take_turns
from api.kit.problems import ProblemError
from api.kit.services import Services
from symbia.content import ContentError, PrunableStore
from symbia.tables.content import PinnedDocument
from symbia.tables.db import service_session
from symbia.tables.named import cids_in, named_cids
from symbia.units import DAY, HOUR, MINUTE

FIRST, EVERY = 1 * MINUTE, 6 * HOUR  # seconds after the start, and between two sweeps


class _BroughtAgain(Exception):  # noqa: N818 - says what happened
    """Undoes what was about to be done."""


log = logging.getLogger(__name__)


@contextmanager
def sweeping(services: Services) -> Iterator[None]:
    """Sweep now and then, in a thread of its own, until the block ends."""
    ended = Event()
    thread = Thread(target=_sweep_on, args=(services, ended), name="sweeper", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def sweep(services: Services) -> int:
    """Take away what nothing named within SYMBIA_CONTENT_KEEP_DAYS; how many documents. Raises `not_yet_indexed`.

    Counted by the clock of the chain as far as it is indexed: an indexer that is late has not seen what names them.
    """
    now = services.now()
    with services.read() as reading:
        before = min(now, reading.head.timestamp) - services.settings.content_keep_days * DAY
        old = (col(PinnedDocument.named).is_(False), col(PinnedDocument.pinned_at) <= before)
        candidates = set(reading.session.exec(select(PinnedDocument.cid).where(*old)).all())
        if not candidates:
            _forget_who(services, now)
            return 0
        named = named_cids(reading.session)
        every = set(reading.session.exec(select(PinnedDocument.cid)).all())
    named = _with_what_they_name(services, named)
    _mark(services, candidates & named)
    staying = (every - candidates) | named
    removed = sum(_remove(services, cid, before, staying) for cid in sorted(candidates - named))
    _forget_who(services, now)
    return removed


def _sweep_on(services: Services, ended: Event) -> None:
    pause = FIRST
    while not ended.wait(pause):
        pause = EVERY
        try:
            if removed := sweep(services):
                log.info("%d documents taken away that nothing on chain names", removed)
        except (ProblemError, ContentError, DBAPIError) as error:  # none of them lasts, and the next sweep does it
            log.warning("documents that nothing names could not be taken away: %s", error)


def _with_what_they_name(services: Services, named: set[str]) -> set[str]:
    """These documents, and those named in them: pictures of metadata, allowlists of drops. As far as they are here."""
    found, unread = set(named), list(named)
    while unread:
        cid = unread.pop()
        try:
            inside = cids_in(services.store.get(cid)) if services.store.has_here(cid) else set[str]()
        except ContentError as error:
            log.warning("what %s names is not known: %s", cid, error)
            continue
        unread += inside - found
        found |= inside
    return found


def _mark(services: Services, cids: Collection[str]) -> None:
    """They stay, and are not looked for again."""
    with service_session(services.engine) as session:
        take_turns(session)
        for cid in cids:
            session.connection().execute(
                update(PinnedDocument).where(col(PinnedDocument.cid) == cid).values(named=True)
            )


def _remove(services: Services, cid: str, before: int, staying: Collection[str]) -> bool:
    """Row and file go together; whoever brings the document again meanwhile waits, and stores it anew. False if
    somebody was faster."""
    services.store.unpin(cid)  # first, for a node may take long, and what fails is done by the next sweep
    try:
        with service_session(services.engine) as session:
            take_turns(session)
            _delete(session, services.store, cid, before, staying)
    except _BroughtAgain:
        if services.store.has_here(cid):
            services.store.put(services.store.get(cid))  # pinned on the node, too
        return False
    return True


def _delete(session: Session, store: PrunableStore, cid: str, before: int, staying: Collection[str]) -> None:
    """Raises _BroughtAgain."""
    old = (col(PinnedDocument.named).is_(False), col(PinnedDocument.pinned_at) <= before)
    gone = session.connection().execute(delete(PinnedDocument).where(col(PinnedDocument.cid) == cid, *old))
    if gone.rowcount != 1 or not store.remove(cid, staying):
        raise _BroughtAgain


def _forget_who(services: Services, now: int) -> None:
    """Nobody needs to know who brought a document once it counts for no quota."""
    past = (col(PinnedDocument.pinned_at) <= now - DAY, col(PinnedDocument.brought_by) != "")
    with service_session(services.engine) as session:
        take_turns(session)
        session.connection().execute(update(PinnedDocument).where(*past).values(brought_by=""))
