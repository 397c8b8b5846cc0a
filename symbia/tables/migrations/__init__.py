"""Alembic migrations, run at every start: `upgrade(engine)` brings a database to this release's tables."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, text

from symbia.tables.db import migration_lock


def upgrade(engine: Engine) -> None:
    """Create or migrate the tables. Safe to call from several processes at once; does nothing when all is done."""
    with migration_lock(engine) as connection:
        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def is_current(connection: Connection) -> bool:
    """Whether this database has this release's tables."""
    if not inspect(connection).has_table("alembic_version"):
        return False
    found = connection.scalars(text("SELECT version_num FROM alembic_version")).all()
    return found == [_newest()]


@cache
def _newest() -> str | None:
    return ScriptDirectory(str(Path(__file__).parent)).get_current_head()
