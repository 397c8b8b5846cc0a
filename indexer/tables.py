"""The SQL side of the models, as the writer needs it: names, keys, defaults, statements.

Statements are put together from the models' own names; values always travel as parameters.
"""
# ruff: noqa: S608

import json
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import JSON, BigInteger, Connection, Table, and_, select
from sqlmodel import SQLModel

from indexer import models

Model = type[SQLModel]
Row = dict[str, Any]
Key = tuple[Any, ...]

# What the handlers write: gone and rebuilt with --reindex, undone by a reorg.
PROJECTIONS: tuple[Model, ...] = (
    models.AccessTarget,
    models.Ballot,
    models.Collection,
    models.ContractSetting,
    models.Currency,
    models.Delegation,
    models.DelegationChange,
    models.Drop,
    models.DropClaim,
    models.ExcludedAccount,
    models.FunctionPermission,
    models.Member,
    models.Membership,
    models.MembershipEvent,
    models.MembershipTransfer,
    models.OperatorApproval,
    models.Perk,
    models.Proposal,
    models.ProposalAction,
    models.ProposalOption,
    models.ProposalType,
    models.Redemption,
    models.RenewalSale,
    models.Role,
    models.RoleMember,
    models.ScheduledCall,
    models.SkippedBallot,
    models.Tier,
    models.TierChangeSale,
    models.TierPrice,
    models.TimelockOperation,
    models.TimelockRoleMember,
    models.TokenApproval,
    models.TreasuryEntry,
    models.UnitChange,
    models.VotesCheckpoint,
    models.VoucherUse,
)
# What the follower itself keeps.
BOOKKEEPING: tuple[Model, ...] = (models.Block, models.Cursor, models.IndexedChain, models.RawLog, models.Undo)
# What the API writes: nothing here touches it.
SERVICE: tuple[Model, ...] = (
    models.BallotBatch,
    models.RelayStatus,
    models.SignedBallot,
    models.SignInNonce,
    models.SignInSession,
    models.Voucher,
)


class Shape:
    """One table: its columns in order, its key, the defaults of the rest, and bulk statements for a driver."""

    def __init__(self, model: Model) -> None:
        self.table = table_of(model)
        self.name = self.table.name
        columns = list(self.table.columns)
        self.columns = tuple(column.name for column in columns)
        self.key = tuple(column.name for column in self.table.primary_key)
        self.whole = frozenset(column.name for column in columns if isinstance(column.type, BigInteger))
        self.json = frozenset(column.name for column in columns if isinstance(column.type, JSON))
        self.defaults = {
            name: field.get_default() for name, field in model.model_fields.items() if not field.is_required()
        }

    def complete(self, row: Row) -> Row:
        """The row with defaults in place of what it does not name. Raises KeyError for a column without either."""
        return {name: row[name] if name in row else self.defaults[name] for name in self.columns}

    def upsert(self, connection: Connection, rows: Iterable[Row], changed: Iterable[str]) -> None:
        """Insert complete rows; where the key is taken, overwrite the `changed` columns."""
        changed = sorted(changed)
        action = f"UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in changed)}" if changed else "NOTHING"
        statement = (
            f"INSERT INTO {self.name} ({', '.join(self.columns)}) VALUES ({_marks(connection, len(self.columns))}) "
            f"ON CONFLICT ({', '.join(self.key)}) DO {action}"
        )
        connection.exec_driver_sql(statement, [self._tuple(row, self.columns) for row in rows])

    def update(self, connection: Connection, keys: Sequence[Key], rows: Sequence[Row], changed: Iterable[str]) -> int:
        """Set the `changed` columns of rows by key; how many rows there were."""
        changed = sorted(changed)
        mark = _mark(connection)
        sets = ", ".join(f"{name} = {mark}" for name in changed)
        statement = f"UPDATE {self.name} SET {sets} WHERE {self._where(mark)}"
        values = [(*self._tuple(row, changed), *key) for key, row in zip(keys, rows, strict=True)]
        return connection.exec_driver_sql(statement, values).rowcount

    def delete(self, connection: Connection, keys: Sequence[Key]) -> None:
        """Delete rows by key; a key without a row is no error."""
        connection.exec_driver_sql(f"DELETE FROM {self.name} WHERE {self._where(_mark(connection))}", list(keys))

    def read(self, connection: Connection, key: Key) -> str | None:
        """One row as JSON, None if there is none."""
        wanted = and_(*(self.table.c[name] == value for name, value in zip(self.key, key, strict=True)))
        row = connection.execute(select(self.table).where(wanted)).one_or_none()
        return None if row is None else json.dumps(dict(row._mapping))

    def _where(self, mark: str) -> str:
        return " AND ".join(f"{name} = {mark}" for name in self.key)

    def _tuple(self, row: Row, names: Iterable[str]) -> tuple[Any, ...]:
        if not self.json:
            return tuple([row[name] for name in names])
        return tuple(json.dumps(row[name]) if name in self.json else row[name] for name in names)


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


def _mark(connection: Connection) -> str:
    return "?" if connection.dialect.name == "sqlite" else "%s"


def _marks(connection: Connection, count: int) -> str:
    return ", ".join([_mark(connection)] * count)
