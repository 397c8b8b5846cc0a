"""One audit: every question asked at the block of the cursor, every answer compared, the result kept for readers."""

import time
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import msgspec
from sqlalchemy import Engine, delete, insert
from sqlmodel import select

from indexer.audit.question import Question
from indexer.audit.questions import questions
from indexer.write.shapes import table_of
from symbia.chain.calls import answer_by_name, call_data
from symbia.chain.node import Node
from symbia.errors import ChainMovedError, NodeBehindError, RpcError
from symbia.tables.bookkeeping import Audit, Cursor, IndexedChain
from symbia.tables.db import read_session, service_session
from symbia.text import Text

EXAMPLES = 20  # kept of what drifted
TOGETHER = 500  # questions at once, so that a long audit holds few


class DriftedValue(msgspec.Struct, frozen=True):
    """One value that is not what the contract says."""

    what: str
    field: str
    table: Any
    chain: Any  # None: the contract refuses the question

    def __str__(self) -> str:
        """For people."""
        return f"{self.what}, {self.field}: the table says {self.table}, the contract {self.chain}"


class AuditReport(msgspec.Struct, frozen=True):
    """`checked` counts values, `whole` says whether it was all rows or some of each kind."""

    block: int
    block_hash: str
    checked: int
    whole: bool
    drifts: list[DriftedValue]


def audit(engine: Engine, node: Node, limit: int | None = None) -> AuditReport | None:
    """Compare all rows, or `limit` of each kind; None before the first block is indexed.

    Of several endpoints the first that has their block is asked. Raises ChainMovedError if the block was replaced
    meanwhile, NodeBehindError if the node has not come to it, and NodeError.
    """
    checked, drifts = 0, list[DriftedValue]()
    with read_session(engine) as session:
        cursor, chain = session.exec(select(Cursor)).first(), session.exec(select(IndexedChain)).first()
        if cursor is None or chain is None:
            return None
        _find_block(node, cursor)
        for some in _in_turn(questions(session, cursor, limit)):
            calls = [
                (chain.addresses[one.contract], call_data(one.contract, one.function, one.arguments)) for one in some
            ]
            for question, answer in zip(some, node.calls_at(calls, cursor.block_number), strict=True):
                checked += len(question.expected)
                drifts += _compared(question, answer)
        _require_block(node, cursor)
    return AuditReport(
        block=cursor.block_number,
        block_hash=cursor.block_hash,
        checked=checked,
        whole=limit is None,
        drifts=drifts,
    )


def keep(engine: Engine, report: AuditReport) -> None:
    """Make a report the newest, for the API to show."""
    row = Audit(
        block_number=report.block,
        block_hash=report.block_hash,
        at=int(time.time()),
        checked=report.checked,
        all_rows=report.whole,
        drift=len(report.drifts),
        examples=[str(drift) for drift in report.drifts[:EXAMPLES]],
    )
    with service_session(engine) as session:
        session.connection().execute(delete(table_of(Audit)))
        session.connection().execute(insert(table_of(Audit)), [row.model_dump()])


def _in_turn(found: Iterator[Question]) -> Iterator[Sequence[Question]]:
    while some := list(islice(found, TOGETHER)):
        yield some


def _find_block(node: Node, cursor: Cursor) -> None:
    """Go on with the first endpoint that has the block of the tables. Raises what the last one gives reason to."""
    for _ in node.standings[1:]:
        try:
            _require_block(node, cursor)
        except (ChainMovedError, RpcError):
            node.change_endpoint()
        else:
            return
    _require_block(node, cursor)


def _require_block(node: Node, cursor: Cursor) -> None:
    header = node.header(cursor.block_number)
    if header is None:
        late = cursor.block_number - node.block_number()
        text = Text.of("indexer.behind", url=node.url, block=cursor.block_number, n=late)
        raise NodeBehindError(text, behind=late)
    if header.hash != cursor.block_hash:
        raise ChainMovedError.of("indexer.moved.audited", block=cursor.block_number)


def _compared(question: Question, answer: bytes | None) -> Iterator[DriftedValue]:
    said = {} if answer is None else answer_by_name(question.contract, question.function, answer)
    for field, expected in question.expected.items():
        found = said.get(field)
        if found != expected:
            yield DriftedValue(question.what, field, expected, found)
