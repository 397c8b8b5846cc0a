"""The write layer against the plainest thing it must equal: applying every change at once, one by one."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine, select
from sqlmodel import SQLModel

from indexer.errors import MissingRowError
from indexer.write.changes import Writer
from indexer.write.shapes import table_of
from symbia.tables.bookkeeping import Undo
from symbia.tables.brand import Role, RoleMember

Change = Callable[[Writer], None]
ROLE_IDS = st.sampled_from(("1", "2", "3"))


@st.composite
def changes(draw: st.DrawFn) -> Change:
    """One change of one of three roles that cannot fail."""
    role, delay = draw(ROLE_IDS), draw(st.integers(0, 3))
    kind = draw(st.sampled_from(("put", "label", "delay", "remove")))
    if kind == "put":
        return lambda write: write.put(Role, role_id=role, label="put", grant_delay=delay)
    if kind == "label":
        return lambda write: write.merge(Role, (role,), label=f"label {delay}")
    if kind == "delay":
        return lambda write: write.merge(Role, (role,), grant_delay=delay, admin_role_id="9")
    return lambda write: write.remove(Role, (role,))


def _roles(connection: Connection) -> list[Any]:
    return list(connection.execute(select(table_of(Role)).order_by(table_of(Role).c.role_id)))


@given(st.lists(changes(), max_size=6), st.lists(changes(), max_size=8))
def test_collected_changes_equal_single_ones(before: list[Change], together: list[Change]) -> None:
    results = []
    for flush_each in (True, False):
        engine = create_engine("sqlite://")
        SQLModel.metadata.create_all(engine, tables=[table_of(Role)])
        with engine.begin() as connection:
            write = Writer(connection)
            for place, change in enumerate([*before, *together]):
                change(write)
                if flush_each or place == len(before) - 1:
                    write.flush()
            write.flush()
            results.append(_roles(connection))
        engine.dispose()
    assert results[0] == results[1]


@pytest.fixture
def connection() -> Any:
    engine = create_engine("sqlite://")
    SQLModel.metadata.create_all(engine, tables=[table_of(model) for model in (Role, RoleMember, Undo)])
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def test_a_patch_after_a_removal_fails_at_once(connection: Connection) -> None:
    write = Writer(connection)
    write.remove(RoleMember, ("1", "a"))
    with pytest.raises(MissingRowError):
        write.patch(RoleMember, ("1", "a"), execution_delay=1)


def test_patches_join_the_row_they_change(connection: Connection) -> None:
    write = Writer(connection)
    write.put(RoleMember, role_id="1", account="a", execution_delay=0, since=1, block_number=1)
    write.patch(RoleMember, ("1", "a"), execution_delay=5)
    write.flush()
    write.patch(RoleMember, ("1", "a"), since=2)
    write.patch(RoleMember, ("1", "a"), since=3)
    write.flush()
    row = connection.execute(select(table_of(RoleMember))).one()
    assert (row.execution_delay, row.since) == (5, 3)


def test_unknown_and_forgotten_columns_are_noticed(connection: Connection) -> None:
    write = Writer(connection)
    with pytest.raises(KeyError, match="no column colour"):
        write.merge(Role, ("1",), colour="red")
    with pytest.raises(KeyError, match="since"):
        write.put(RoleMember, role_id="1", account="a", execution_delay=0, block_number=1)


def test_the_journal_keeps_what_was_there(connection: Connection) -> None:
    write = Writer(connection)
    write.put(Role, role_id="1", label="old")
    write.journal(7)
    write.merge(Role, ("1",), label="new")
    write.put(Role, role_id="2", label="first")
    write.flush()
    undo = table_of(Undo)
    kept = connection.execute(select(undo).order_by(undo.c.seq)).all()
    assert [(entry.seq, entry.block_number, entry.key) for entry in kept] == [(1, 7, '["1"]'), (2, 7, '["2"]')]
    assert '"label": "old"' in kept[0].row
    assert kept[1].row is None
