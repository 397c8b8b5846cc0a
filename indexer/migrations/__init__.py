"""Alembic migrations, run at every start: `upgrade(engine)` brings a database to this release's tables."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

from indexer.db import migration_lock


def upgrade(engine: Engine) -> None:
    """Create or migrate the tables. Safe to call from several processes at once; does nothing when all is done."""
    with migration_lock(engine) as connection:
        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
