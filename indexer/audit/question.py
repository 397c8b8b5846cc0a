"""One question of an audit, and what the modules in `questions/` share."""

from collections.abc import Iterator
from typing import Any

import msgspec
from sqlalchemy import func
from sqlmodel import Session, SQLModel, select
from sqlmodel.sql.expression import SelectOfScalar

Limit = int | None


class Question(msgspec.Struct, frozen=True):
    """`expected`: by the names of the view's answer. `what` names the row for people."""

    what: str
    contract: str
    function: str
    arguments: tuple[Any, ...]
    expected: dict[str, Any]


def counted(session: Session, *counters: tuple[str, str, type[SQLModel]]) -> Iterator[Question]:
    """For each contract, view and model: that the view says how many rows there are."""
    for contract, function, model in counters:
        rows = session.exec(select(func.count()).select_from(model)).one()
        yield Question(f"{contract}.{function}", contract, function, (), {"value": rows})


def some(rows: SelectOfScalar[Any], limit: Limit) -> SelectOfScalar[Any]:
    """As many rows as `limit`, by chance; all of them for None."""
    return rows if limit is None else rows.order_by(func.random()).limit(limit)
