"""Alembic's entry: migrate on the connection `upgrade` opened, inside its transaction."""

from alembic import context
from sqlmodel import SQLModel

import symbia.tables  # noqa: F401  # fills the metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,  # SQLite cannot alter a table in place
)
context.run_migrations()
