"""All memberships as CSV or JSON lines: one read at one block, a few hundred rows in memory at a time."""

import csv
import io
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from itertools import chain
from typing import Any, Literal

from fastapi.concurrency import run_in_threadpool
from sqlalchemy import Result
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from api.facts.membership import Membership, MembershipStatus, State, as_answer
from api.kit.problems import ProblemError
from api.kit.reading import Head, Reading
from api.kit.services import MAX_EXPORTS, Services
from api.memberships.queries import Filters
from symbia.tables.memberships import Membership as Row
from symbia.tables.memberships import Tier
from symbia.text import Text

Format = Literal["csv", "jsonl"]
MEDIA_TYPES: dict[Format, str] = {"csv": "text/csv; charset=utf-8", "jsonl": "application/jsonl"}
COLUMNS = (
    *("token_id", "tier_id", "tier_name", "state", "holder", "last_holder", "units", "locked"),
    *("issued_at", "acquired_at", "expires_at", "revocable_at", "ended_at", "reason"),
)
Selected = Result[Row, Tier, int | None, State]
_BATCH = 500  # rows read, written and sent at once
# A spreadsheet runs a cell that begins like this: https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


class Export:
    """Rows of one reading. Whoever makes one closes it: until then it holds a connection."""

    def __init__(self, services: Services, filters: Filters, kind: Format) -> None:
        """Raises the problems `rate_limited` and `not_yet_indexed`."""
        self._resources = ExitStack()
        try:
            _take_a_slot(services, self._resources)
            reading = self._resources.enter_context(services.read())
            self.head: Head = reading.head
            self._result = self._resources.enter_context(_result(reading, filters))
        except BaseException:
            self._resources.close()
            raise
        self._chunks = _csv(self._result) if kind == "csv" else _jsonl(self._result)

    def next_chunk(self) -> str | None:
        """Lines of the next batch, None after the last."""
        return next(self._chunks, None)

    def close(self) -> None:
        """End the query and give the connection back."""
        self._resources.close()


class ExportResponse(StreamingResponse):
    """Sends an export and closes it, however the sending ends: a client that goes away ends the query."""

    def __init__(self, export: Export, kind: Format) -> None:
        super().__init__(_stream(export), headers=_headers(export.head, kind), media_type=MEDIA_TYPES[kind])
        self._export = export

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One response."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            # Not in a thread: a canceled request may not wait, and closing takes no time.
            self._export.close()


def _take_a_slot(services: Services, resources: ExitStack) -> None:
    if not services.exports.acquire(blocking=False):
        text = Text.of("memberships.problem.too_many_exports", n=MAX_EXPORTS)
        raise ProblemError("rate_limited", text, headers={"Retry-After": "5"})
    resources.callback(services.exports.release)


async def _stream(export: Export) -> AsyncIterator[str]:
    while (chunk := await run_in_threadpool(export.next_chunk)) is not None:
        yield chunk


def _result(reading: Reading, filters: Filters) -> Selected:
    """A cursor of the database's own: neither driver reads ahead of the batch."""
    statement = filters.select(reading.head.timestamp)
    return reading.session.execute(statement, execution_options={"yield_per": _BATCH})


def _headers(head: Head, kind: Format) -> dict[str, str]:
    return {
        **head.headers(),
        "Cache-Control": "no-store",
        "Content-Disposition": f'attachment; filename="memberships-{head.block}.{kind}"',
        "X-Content-Type-Options": "nosniff",
    }


def _batches(result: Selected) -> Iterator[list[dict[str, Any]]]:
    for rows in result.partitions():
        yield [_values(as_answer(MembershipStatus(*row))) for row in rows]
        # The session remembers rows only weakly, so a batch is forgotten with its list.


def _values(membership: Membership) -> dict[str, Any]:
    values = membership.model_dump(mode="json", include=set(COLUMNS))
    values["reason"] = membership.reason.uri if membership.reason else None
    return {name: values[name] for name in COLUMNS}


def _csv(result: Selected) -> Iterator[str]:
    header = [[{name: name for name in COLUMNS}]]
    for batch in chain(header, _batches(result)):
        text = io.StringIO(newline="")
        csv.writer(text).writerows([_cell(value) for value in row.values()] for row in batch)
        yield text.getvalue()


def _cell(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _jsonl(result: Selected) -> Iterator[str]:
    for batch in _batches(result):
        yield "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in batch)
