"""The write layer of the handlers: changes collected by key, flushed in bulk, old rows journalled.

Handlers say what a row becomes and do not read it back, so a range of blocks becomes a few bulk statements. Changes of
one key in a range collapse into one. Applying the same logs again leaves the same rows.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cache
from operator import attrgetter
from typing import Any

import msgspec
import psycopg
from sqlalchemy import Connection, and_, func, select, true
from sqlalchemy.exc import DataError

from indexer.errors import MissingRowError, NumberTooLargeError
from indexer.write import bulk
from indexer.write.shapes import Key, Model, Row, Shape, shape_of, table_of
from symbia.tables.bookkeeping import Undo
from symbia.tables.members import Member

LARGEST = 2**63 - 1


class _Change(msgspec.Struct, gc=False):
    """What happens to one key: `values` are set; `row` is inserted where there is none. No `row`: there must be one."""

    row: Row | None
    values: Row


_GONE = _Change(row=None, values={})


class Writer:
    """Collects the changes of one transaction. Nothing but `keys` reads, nothing before `flush` writes."""

    def __init__(self, connection: Connection | None = None) -> None:
        self._used = connection
        self._changes: defaultdict[Model, dict[Key, _Change]] = defaultdict(dict)
        self._seen: dict[str, Row] = {}  # accounts in order of first sight since the last flush
        self._journal_block: int | None = None
        self._last_entry: int | None = None  # number of the journal's newest one, once it is known

    def use(self, connection: Connection) -> None:
        """From now on rows can be looked at and written. Before, changes are only collected."""
        self._used = connection

    @property
    def _connection(self) -> Connection:
        if self._used is None:
            raise RuntimeError("no row can be looked at yet: mark the handler with @reads")
        return self._used

    def put(self, model: Model, **row: Any) -> None:
        """The row with this key is now exactly this, with the model's defaults for what is not named."""
        shape = shape_of(model)
        complete = shape.complete(row)
        self._changes[model][shape.key_of(complete)] = _Change(complete, complete)

    def record(self, model: Model, event: msgspec.Struct, **row: Any) -> None:
        """As `put`, with the event's fields for all columns of their names; `row` has the others, and what differs."""
        names, values_of = _shared(model, type(event))
        self.put(model, **(dict(zip(names, values_of(event), strict=True)) | row))

    def merge(self, model: Model, key: Key, **values: Any) -> None:
        """Set some columns; a row that does not exist yet is made from the model's defaults."""
        shape = shape_of(model)
        _check(shape, values)
        known = self._changes[model].get(key)
        if known is not None and known is not _GONE:
            _add(known, values)
            return
        row = shape.complete(dict(zip(shape.key, key, strict=True)) | values)
        self._changes[model][key] = _Change(row=row, values=row if known is _GONE else values)

    def patch(self, model: Model, key: Key, **values: Any) -> None:
        """Set some columns of a row that exists. Raises MissingRowError, now or in `flush`, if it does not."""
        shape = shape_of(model)
        _check(shape, values)
        known = self._changes[model].get(key)
        if known is _GONE:
            raise _missing(shape, [key])
        if known is None:
            self._changes[model][key] = _Change(row=None, values=values)
        else:
            _add(known, values)

    def remove(self, model: Model, key: Key) -> None:
        """Delete a row; none is fine."""
        self._changes[model][key] = _GONE

    def see_member(self, account: str, *, at: int, block: int) -> None:
        """The account is a member: it gets the next number, unless it has one. `at` in unix seconds."""
        self._seen.setdefault(account, {"account": account, "registered_at": at, "block_number": block})

    def keys(self, model: Model, **equal: Any) -> list[Key]:
        """Keys of the rows with these values, or of all; changes so far included. Flushes; not for the hot path."""
        self.flush()
        table = table_of(model)
        wanted = and_(true(), *(table.c[name] == value for name, value in equal.items()))
        return [tuple(row) for row in self._connection.execute(select(*table.primary_key).where(wanted))]

    def journal(self, block: int | None) -> None:
        """Keep old rows of the changes that follow under this block's number; None keeps none."""
        self.flush()
        self._journal_block = block

    def flush(self) -> None:
        """Write every change. Raises MissingRowError and NumberTooLargeError."""
        self._number_members()
        changes, self._changes = self._changes, defaultdict(dict)
        try:
            self._write_all(changes)
        except (OverflowError, DataError, psycopg.DataError) as error:  # SQLite's driver, SQLAlchemy, COPY
            if (too_large := _too_large(changes)) is None:
                raise
            raise too_large from error

    def _write_all(self, changes: dict[Model, dict[Key, _Change]]) -> None:
        for model, by_key in changes.items():
            shape = shape_of(model)
            if self._journal_block is not None:
                self._keep_old_rows(shape, list(by_key), self._journal_block)
            self._write(shape, by_key)

    def _number_members(self) -> None:
        seen, self._seen = self._seen, {}
        if not seen:
            return
        name, column = shape_of(Member).name, ("account",)
        for (known,) in bulk.select(self._connection, name, column, column, [(account,) for account in seen]):
            del seen[known]
        if not seen:
            return
        last = self._connection.scalar(select(func.max(table_of(Member).c.number))) or 0
        for number, row in enumerate(seen.values(), start=last + 1):
            self.put(Member, number=number, **row)

    def _write(self, shape: Shape, by_key: dict[Key, _Change]) -> None:
        gone = [key for key, change in by_key.items() if change is _GONE]
        if gone:
            shape.delete(self._connection, gone)
        alike: defaultdict[tuple[bool, frozenset[str]], list[Key]] = defaultdict(list)
        for key, change in by_key.items():
            if change.values is change.row:
                alike[False, shape.names].append(key)
            elif change is not _GONE:
                alike[change.row is None, frozenset(change.values)].append(key)
        for (must_exist, names), keys in alike.items():
            changed = names.difference(shape.key)
            if must_exist:
                self._update(shape, {key: by_key[key].values for key in keys}, changed)
            else:
                shape.upsert(self._connection, [by_key[key].row or {} for key in keys], changed)

    def _update(self, shape: Shape, rows: dict[Key, Row], changed: frozenset[str]) -> None:
        found = shape.update(self._connection, list(rows), list(rows.values()), changed)
        if found != len(rows):
            raise _missing(shape, list(rows))

    def _keep_old_rows(self, shape: Shape, keys: Sequence[Key], block: int) -> None:
        if self._last_entry is None:
            self._last_entry = self._connection.exec_driver_sql("SELECT coalesce(max(seq), 0) FROM undo").scalar_one()
        entries = [
            (place, block, shape.name, msgspec.json.encode(key).decode(), row)
            for place, (key, row) in enumerate(
                zip(keys, shape.read(self._connection, keys), strict=True), start=self._last_entry + 1
            )
        ]
        self._last_entry += len(entries)
        bulk.insert(self._connection, "undo", shape_of(Undo).columns, entries, len(entries))


@cache
def _shared(model: Model, event: type[msgspec.Struct]) -> tuple[list[str], Callable[[Any], tuple[Any, ...]]]:
    """Names that a table has as columns and an event as fields, and what an event has in them. Two names at least."""
    names = [column for column in shape_of(model).columns if column in event.__struct_fields__]
    return names, attrgetter(*names)


def _add(change: _Change, values: Row) -> None:
    change.values = change.values | values
    if change.row is not None:
        change.row = change.row | values


def _check(shape: Shape, values: Row) -> None:
    if not values.keys() <= shape.names:
        raise KeyError(f"{shape.name} has no column {', '.join(sorted(values.keys() - shape.names))}")


def _too_large(changes: dict[Model, dict[Key, _Change]]) -> NumberTooLargeError | None:
    """Which number no column can hold. The databases refuse it; to look at every value first costs more."""
    for model, by_key in changes.items():
        shape = shape_of(model)
        for change in by_key.values():
            for name, value in ((change.row or {}) | change.values).items():
                if name in shape.whole and type(value) is int and value > LARGEST:
                    return NumberTooLargeError.of(
                        "indexer.number_too_large", table=shape.name, column=name, number=value
                    )
    return None


def _missing(shape: Shape, keys: list[Key]) -> MissingRowError:
    return MissingRowError.of("indexer.missing_row", table=shape.name, keys=str(keys[:3]))
