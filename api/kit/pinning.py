"""Documents that anybody may bring: within a quota for each of them, and a total for all."""

from collections.abc import Mapping

from sqlalchemy import text
from sqlmodel import Session, col, select

from api.kit.problems import ProblemError
from api.kit.services import Services
from symbia.settings import Settings
from symbia.tables.content import ContentKept, PinnedDocument, bytes_on_disk
from symbia.tables.db import service_session
from symbia.text import Text
from symbia.units import DAY

_TURNS = 0x53594D45  # of the advisory lock in a PostgreSQL database


def pin(services: Services, documents: Mapping[str, bytes], brought_by: str) -> None:
    """Store documents by CID. The same one again takes no more room, and is kept as if it were new.

    `brought_by`: whose quota they count for. Raises `content_quota_used_up`, `content_full`, ContentError.
    """
    if not documents:
        return
    taken = {cid: bytes_on_disk(len(data)) for cid, data in documents.items()}
    with service_session(services.engine) as session:
        take_turns(session)
        _require_room(session, services.settings, taken, brought_by, services.now())
        for cid, size in taken.items():
            _note(session, cid, size, brought_by, services.now())
    for data in documents.values():  # noted first: what is not stored then is only counted, and swept
        services.store.put(data)


def take_turns(session: Session) -> None:
    """Whoever brings documents or takes them away does so one after the other. On SQLite all writers do anyway."""
    if session.connection().dialect.name == "postgresql":
        session.connection().execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _TURNS})


def _note(session: Session, cid: str, size: int, brought_by: str, now: int) -> None:
    known = session.get(PinnedDocument, cid)
    row = known or PinnedDocument(cid=cid, bytes_taken=size, brought_by=brought_by, pinned_at=now)
    row.brought_by, row.pinned_at = brought_by, now
    session.add(row)


def _require_room(session: Session, settings: Settings, taken: Mapping[str, int], brought_by: str, now: int) -> None:
    _require_quota(session, settings.content_day_bytes, taken, brought_by, now)
    known = session.exec(select(PinnedDocument.cid).where(col(PinnedDocument.cid).in_(list(taken)))).all()
    more = sum(size for cid, size in taken.items() if cid not in known)
    if more and ContentKept.read(session).bytes_taken + more > settings.content_total_bytes:
        raise ProblemError("content_full", Text.of("content.full", limit=settings.content_total_bytes))


def _require_quota(session: Session, limit: int, taken: Mapping[str, int], brought_by: str, now: int) -> None:
    recent = (PinnedDocument.brought_by == brought_by, col(PinnedDocument.pinned_at) > now - DAY)
    others = (*recent, col(PinnedDocument.cid).not_in(list(taken)))
    order = (col(PinnedDocument.pinned_at), col(PinnedDocument.cid))
    statement = select(PinnedDocument.pinned_at, PinnedDocument.bytes_taken).where(*others).order_by(*order)
    rows = session.exec(statement).all()
    size = sum(taken.values())
    over = sum(each for _, each in rows) + size - limit
    if over <= 0:
        return
    free_at = now + DAY
    for pinned_at, each in rows:
        over -= each
        if over <= 0:
            free_at = pinned_at + DAY
            break
    wait = max(1, free_at - now)
    detail = Text.of("content.quota", by=brought_by, limit=limit, size=size, wait=wait)
    raise ProblemError("content_quota_used_up", detail, headers={"Retry-After": str(wait)})
