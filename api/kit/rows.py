"""Selects that every domain writes: one row or a 404, the rows below others."""

from collections.abc import Callable, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any, TypeVar

from sqlalchemy import func
from sqlalchemy.orm import InstrumentedAttribute
from sqlmodel import Session, SQLModel, col, select

from api.kit.reading import Reading, missing
from symbia.text import Text

Row = TypeVar("Row", bound=SQLModel)


def row_or_missing(reading: Reading, table: type[Row], number: int, thing: Text, known: Callable[[], Text]) -> Row:
    """The row with this primary key. Raises `not_found`, `not_yet_indexed`, with the texts as for `missing`; `known` is
    asked only then."""
    row = reading.session.get(table, number)
    if row is None:
        raise missing(reading, thing, known())
    return row


def newest(reading: Reading, number: Any) -> int:
    """The highest value of a column, 0 in an empty table."""
    return reading.session.exec(select(func.max(col(number)))).one() or 0


def rows_below(
    session: Session, table: type[Row], parent: Any, order: Any, numbers: Sequence[int]
) -> dict[int, list[Row]]:
    """Rows whose column `parent` has one of these numbers, by that number, sorted by the column `order`."""
    column: InstrumentedAttribute[int] = parent
    rows = session.exec(select(table).where(col(column).in_(numbers)).order_by(col(column), col(order)))
    return {number: list(found) for number, found in groupby(rows, attrgetter(column.key))}
