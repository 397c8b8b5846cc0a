"""Single events applied to a database, and what became of them."""

from typing import Any

from sqlalchemy import Connection, select

from indexer.decode.events import Event
from indexer.handlers import handle
from indexer.write.changes import Writer
from indexer.write.shapes import Model, table_of

HASH = "0x" + "0a" * 32  # of every transaction


class Tables:
    """Applies events, each as the next log, and reads rows back."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._next_log = 0

    def apply(self, event: type[Event], *values: Any, at: int = 1_000) -> None:
        self._next_log += 1
        with self.connection.begin():
            write = Writer(self.connection)
            handle(write, event(5, self._next_log, HASH, at, *values))
            write.flush()

    def rows(self, model: Model) -> list[dict[str, Any]]:
        table = table_of(model)
        with self.connection.begin():
            found = self.connection.execute(select(table).order_by(*table.primary_key))
            return [dict(row) for row in found.mappings()]

    def row(self, model: Model) -> dict[str, Any]:
        (only,) = self.rows(model)
        return only
