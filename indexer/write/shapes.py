"""The SQL side of the models, as the writer needs it: names, keys, defaults, bulk statements."""

import json
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from operator import itemgetter
from typing import Any

from sqlalchemy import JSON, BigInteger, Connection, Table
from sqlmodel import SQLModel

from indexer.write import bulk
from symbia.tables import models_of
from symbia.tables.bookkeeping import Endpoint, Heartbeat, Rebuild
from symbia.tables.kinds import Bookkeeping, Projection, Service

Model = type[SQLModel]
Row = dict[str, Any]
Key = tuple[Any, ...]

# What the handlers write: gone and rebuilt with --reindex, undone by a reorg.
PROJECTIONS: tuple[Model, ...] = models_of(Projection)
# What the follower itself keeps.
BOOKKEEPING: tuple[Model, ...] = models_of(Bookkeeping)
# What a re-index makes anew: all but what speaks of a process.
REBUILT: tuple[Model, ...] = (
    *PROJECTIONS,
    *(model for model in BOOKKEEPING if model not in (Endpoint, Heartbeat, Rebuild)),
)
# What the API writes: nothing here touches it.
SERVICE: tuple[Model, ...] = models_of(Service)


class Shape:
    """One table: its columns in order, its key, the defaults of the rest, and bulk statements for a driver."""

    def __init__(self, model: Model) -> None:
        self.table = table_of(model)
        self.name = self.table.name
        columns = list(self.table.columns)
        self.columns = tuple(column.name for column in columns)
        self.names = frozenset(self.columns)
        self.key = tuple(column.name for column in self.table.primary_key)
        self.key_of = _getter(self.key)
        self.whole = frozenset(column.name for column in columns if isinstance(column.type, BigInteger))
        self.json = frozenset(column.name for column in columns if isinstance(column.type, JSON))
        self.defaults = {
            name: field.get_default() for name, field in model.model_fields.items() if not field.is_required()
        }

    def complete(self, row: Row) -> Row:
        """The row with defaults in place of what it does not name. Raises KeyError for a column without either."""
        if len(row) == len(self.columns):  # names that no column has show when the row is written
            return row
        complete = self.defaults | row
        if len(complete) != len(self.columns):
            wrong = sorted(self.names.symmetric_difference(complete))
            raise KeyError(f"{self.name}: no value, or no column, for {', '.join(wrong)}")
        return complete

    def upsert(self, connection: Connection, rows: Iterable[Row], changed: Iterable[str]) -> None:
        """Insert complete rows; where the key is taken, overwrite the `changed` columns."""
        values = self._tuples(rows, self.columns)
        bulk.upsert(connection, self.name, self.columns, values, key=self.key, changed=sorted(changed))

    def update(self, connection: Connection, keys: Sequence[Key], rows: Sequence[Row], changed: Iterable[str]) -> int:
        """Set the `changed` columns of rows by key; how many rows there were."""
        changed = sorted(changed)
        values = [(*row, *key) for key, row in zip(keys, self._tuples(rows, changed), strict=True)]
        return bulk.update(connection, self.name, self.key, changed, values)

    def delete(self, connection: Connection, keys: Sequence[Key]) -> None:
        """Delete rows by key; a key without a row is no error."""
        bulk.delete(connection, self.name, self.key, keys)

    def read(self, connection: Connection, keys: Sequence[Key]) -> list[str | None]:
        """Rows as JSON in the order of the keys, None for each there is not."""
        rows = [
            dict(zip(self.columns, row, strict=True))
            for row in bulk.select(connection, self.name, self.columns, self.key, keys)
        ]
        for row in rows:
            for name in self.json:
                if isinstance(row[name], str):  # SQLite keeps the text
                    row[name] = json.loads(row[name])
        found = {self.key_of(row): json.dumps(row) for row in rows}
        return [found.get(key) for key in keys]

    def _tuples(self, rows: Iterable[Row], names: Sequence[str]) -> list[tuple[Any, ...]]:
        if self.json.isdisjoint(names):
            return list(map(_getter(names), rows))
        return [tuple(json.dumps(row[name]) if name in self.json else row[name] for name in names) for row in rows]


@cache
def shape_of(model: Model) -> Shape:
    """The shape of a model's table."""
    return Shape(model)


@cache
def shape_named(name: str) -> Shape:
    """The shape of a projection by table name."""
    return next(shape for shape in map(shape_of, PROJECTIONS) if shape.name == name)


def table_of(model: Model) -> Table:
    """The SQLAlchemy table of a model."""
    table: Table = model.__table__  # type: ignore[attr-defined]
    return table


def _getter(names: Sequence[str]) -> Callable[[Row], tuple[Any, ...]]:
    """Takes the values of these columns out of a row."""
    if len(names) > 1:
        return itemgetter(*names)
    return lambda row: tuple([row[name] for name in names])
