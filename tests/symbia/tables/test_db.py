"""Engines, snapshots, the writer's lock, migrations."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Insert, column, func, inspect
from sqlalchemy import table as lightweight
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel, col, select

from indexer.write.shapes import BOOKKEEPING, PROJECTIONS, SERVICE, table_of
from symbia.errors import DatabaseUrlError, SecondWriterError
from symbia.tables import migrations
from symbia.tables.brand import Role
from symbia.tables.db import create_engine_for, open_writer, read_session
from symbia.tables.memberships import Membership, Tier, effective_expiry, state_at
from symbia.tables.migrations import upgrade
from symbia.tables.sign_in import SignInNonce

ROLE = table_of(Role)
ZERO = "0x" + "00" * 20


def _role(number: int) -> dict[str, object]:
    return {
        "role_id": str(number), "label": "x", "admin_role_id": "0", "guardian_role_id": "0", "grant_delay": 0,
        "grant_delay_since": 0,
    }  # fmt: skip


def test_migrations_make_the_models(database: str) -> None:
    engine = create_engine_for(database)
    upgrade(engine)
    upgrade(engine)  # nothing left to do
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == [], "write a migration for the change of the models"
    engine.dispose()


def test_rows_of_the_release_before_survive_a_migration(database: str) -> None:
    """Its memberships were for life and in force; what the API owns is untouched."""
    engine = create_engine_for(database)
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(Path(migrations.__file__).parent))
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
        connection.execute(
            insert_of(
                "tier",
                tier_id=1,
                units=10,
                supply=5,
                transferable=True,
                royalty_bps=0,
                name="T",
                royalty_receiver=ZERO,
                uri="ipfs://t",
                defined_at=1,
                block_number=1,
            )
        )
        connection.execute(
            insert_of(
                "membership",
                token_id=1,
                tier_id=1,
                holder=ZERO,
                units=10,
                locked=False,
                issued_at=2,
                acquired_at=2,
                block_number=1,
            )
        )
        connection.execute(insert_of("sign_in_nonce", nonce_hash="ab" * 32, expires_at=9))
    upgrade(engine)
    with read_session(engine) as session:
        row, expiry, state = session.exec(
            select(Membership, effective_expiry(), state_at(2**40)).join(Tier, col(Tier.tier_id) == Membership.tier_id)
        ).one()
        assert (row.lapsed, row.revoked, row.units, expiry, state) == (False, False, 10, None, "active")
        assert session.exec(select(Tier.duration, Tier.image_uri)).one() == (0, "")
        assert session.exec(select(SignInNonce.expires_at)).one() == 9
    engine.dispose()


def insert_of(into: str, /, **values: object) -> Insert:
    """Into a table as it was then."""
    return Insert(lightweight(into, *map(column, values))).values(**values)


def test_processes_that_start_together_migrate_once(database: str) -> None:
    def start(_: int) -> None:
        engine = create_engine_for(database)
        upgrade(engine)
        engine.dispose()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(start, range(6)))
    engine = create_engine_for(database)
    with engine.connect() as connection:
        assert set(inspect(connection).get_table_names()) == {*SQLModel.metadata.tables, "alembic_version"}
    engine.dispose()


def test_every_table_is_a_projection_or_bookkeeping_or_of_the_api() -> None:
    """A model nobody lists would survive --reindex and be missing from comparisons."""
    listed = {table_of(model).name for model in (*PROJECTIONS, *BOOKKEEPING, *SERVICE)}
    assert listed == set(SQLModel.metadata.tables)


def test_a_reader_sees_one_state_and_cannot_write(database: str) -> None:
    engine = create_engine_for(database)
    upgrade(engine)
    count = select(func.count()).select_from(ROLE)
    with open_writer(engine) as writer:
        with writer.begin():
            writer.execute(ROLE.insert(), [_role(1)])
        with read_session(engine) as session:
            assert session.scalar(count) == 1
            with writer.begin():
                writer.execute(ROLE.insert(), [_role(2)])
            assert session.scalar(count) == 1
            with pytest.raises(DBAPIError):
                session.execute(ROLE.insert(), [_role(3)])
        with read_session(engine) as session:
            assert session.scalar(count) == 2
    engine.dispose()


def test_a_connection_used_for_reading_can_write_later(database: str) -> None:
    engine = create_engine_for(database)
    upgrade(engine)
    with read_session(engine) as session:
        assert session.scalar(select(func.count()).select_from(ROLE)) == 0
    with engine.begin() as connection:
        connection.execute(ROLE.insert(), [_role(1)])
    engine.dispose()


def test_a_second_writer_is_refused_and_told_who_holds_the_lock(database: str) -> None:
    first, second = create_engine_for(database), create_engine_for(database)
    holder = "process [0-9]+ on|symbia on .*backend [0-9]+"
    with open_writer(first), pytest.raises(SecondWriterError, match=f"({holder}).*Stop it first"), open_writer(second):
        pass
    with open_writer(second):  # free again
        pass
    with open_writer(first):
        pass
    first.dispose()
    second.dispose()


@pytest.mark.parametrize("url", ["mysql://x/y", "nonsense", "sqlite://", "sqlite:///:memory:", "strange://x", ""])
def test_urls_that_cannot_be_used(url: str) -> None:
    with pytest.raises(DatabaseUrlError, match=r"Write sqlite:///file\.db"):
        create_engine_for(url)


def test_a_missing_folder_is_made(tmp_path: Path) -> None:
    engine = create_engine_for(f"sqlite:///{tmp_path}/deep/down/symbia.db")
    upgrade(engine)
    engine.dispose()
    assert (tmp_path / "deep/down/symbia.db").exists()


def test_many_readers_while_the_writer_writes(new_database: Callable[[], str]) -> None:
    """No lock storm: every read succeeds and sees only whole transactions of ten rows."""
    engine = create_engine_for(new_database())
    upgrade(engine)

    def read(_: int) -> int:
        with read_session(engine) as session:
            return session.scalar(select(func.count()).select_from(ROLE)) or 0

    with ThreadPoolExecutor(4) as pool, open_writer(engine) as writer:
        counts = []
        for batch in range(20):
            readings = pool.map(read, range(4))
            with writer.begin():
                writer.execute(ROLE.insert(), [_role(10 * batch + place) for place in range(10)])
            counts += list(readings)
    engine.dispose()
    assert all(count % 10 == 0 for count in counts)
