"""What the tables say that a view can confirm: one question a row, with the answer expected.

Every function `ask_<what>(session, cursor, limit)` of a domain's module is a kind of question. A `limit` takes that
many rows by chance; None takes all.
"""

from collections.abc import Iterator

from sqlmodel import Session

from indexer.audit.question import Limit, Question
from symbia.domains import Part, functions
from symbia.tables.bookkeeping import Cursor

KINDS = functions(Part.AUDIT, "ask_")


def questions(session: Session, cursor: Cursor, limit: Limit) -> Iterator[Question]:
    """Of every kind."""
    for kind in KINDS:
        yield from kind(session, cursor, limit)
