"""What the indexer says about itself: blocks that do not come whole, audits, its heartbeat, raw logs by number"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    _raw_logs_by_number()
    op.add_column("indexed_chain", sa.Column("logs_from", sa.BigInteger(), nullable=True))
    op.create_table(
        "audit",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("block_number", sa.BigInteger(), nullable=False),
        sa.Column("block_hash", sa.String(length=66), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("checked", sa.BigInteger(), nullable=False),
        sa.Column("all_rows", sa.Boolean(), nullable=False),
        sa.Column("drift", sa.BigInteger(), nullable=False),
        sa.Column("examples", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "heartbeat",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "suspect_block",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.String(length=66), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )


def _raw_logs_by_number() -> None:
    """The key was (chain_id, block_hash, log_index): a hash is a random place in an index that grows without end."""
    columns = (
        sa.Column("block_number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("log_index", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("block_hash", sa.String(length=66), nullable=False),
        sa.Column("chain_id", sa.BigInteger(), nullable=False),
        sa.Column("tx_hash", sa.String(length=66), nullable=False),
        sa.Column("tx_index", sa.BigInteger(), nullable=False),
        sa.Column("address", sa.String(length=42), nullable=False),
        sa.Column("topics", sa.Text(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
    )
    op.drop_index("ix_raw_log_block_number", "raw_log")
    op.rename_table("raw_log", "raw_log_by_hash")
    op.create_table("raw_log", *columns, sa.PrimaryKeyConstraint("block_number", "log_index", name="pk_raw_log"))
    names = [column.name for column in columns]
    before = sa.table("raw_log_by_hash", *map(sa.column, names))
    ordered = sa.select(before).order_by(before.c.block_number, before.c.log_index)
    op.execute(sa.insert(sa.table("raw_log", *map(sa.column, names))).from_select(names, ordered))
    op.drop_table("raw_log_by_hash")
