"""Documents that somebody brought to the API: how much there is of them, and for whom they count."""

from dataclasses import dataclass
from typing import Self

from sqlalchemy import Index, String, func, select
from sqlmodel import Field, Session, col

from symbia.tables.kinds import Service
from symbia.tables.types import text, whole

PAGE_BYTES = 4_096  # that a file takes on disk at least


class PinnedDocument(Service, table=True):
    """A document that the API stored. Gone after a while unless it is `named` on chain; see api.content.sweeping.

    `bytes_taken`: on disk, in whole pages. `brought_by`: the account or network address whose quota it counts for,
    empty once it counts for none. `pinned_at`: when it was brought last, in unix seconds of the server's clock.
    """

    __table_args__ = (
        Index("ix_pinned_document_quota", "brought_by", "pinned_at"),
        Index("ix_pinned_document_age", "named", "pinned_at"),
    )

    cid: str = Field(primary_key=True, sa_type=String(64))
    bytes_taken: int = whole()
    brought_by: str = text()
    pinned_at: int = whole()
    named: bool = False


@dataclass(frozen=True, slots=True)
class ContentKept:
    """How many documents are kept of those that were brought to the API, and the bytes they take."""

    documents: int
    bytes_taken: int

    @classmethod
    def read(cls, session: Session) -> Self:
        """All of them."""
        taken = func.coalesce(func.sum(PinnedDocument.bytes_taken), 0)
        documents, bytes_taken = session.connection().execute(select(func.count(col(PinnedDocument.cid)), taken)).one()
        return cls(documents, int(bytes_taken))


def bytes_on_disk(size: int) -> int:
    """What a document of so many bytes takes: many small ones fill a disk, too."""
    return -(-max(size, 1) // PAGE_BYTES) * PAGE_BYTES
