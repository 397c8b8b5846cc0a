"""Ballots between options

Rows that are there already are of contracts that knew for/against/abstain only, counted in units: the defaults say so.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "excluded_account",
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("account", sa.String(length=42), nullable=False),
        sa.Column("block_number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("version", "account"),
    )
    op.create_table(
        "proposal_option",
        sa.Column("proposal_number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("actions", sa.BigInteger(), nullable=False),
        sa.Column("block_number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("proposal_number", "number"),
    )
    op.create_table(
        "skipped_ballot",
        sa.Column("block_number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("log_index", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("proposal_number", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("tx_hash", sa.String(length=66), nullable=False),
        sa.PrimaryKeyConstraint("block_number", "log_index"),
    )
    op.create_index("ix_skipped_ballot_tx", "skipped_ballot", ["tx_hash"], unique=False)
    with op.batch_alter_table("ballot", schema=None) as batch_op:
        batch_op.alter_column("units", new_column_name="votes", existing_type=sa.BigInteger(), existing_nullable=False)
    for name, default in (("cap", "0"), ("option_bps", "0"), ("answer_period", "0")):
        for table in ("proposal", "proposal_type"):
            op.add_column(table, sa.Column(name, sa.BigInteger(), nullable=False, server_default=default))
    for table in ("proposal", "proposal_type"):
        op.add_column(table, sa.Column("curve", sa.Text(), nullable=False, server_default="units"))
    op.add_column("proposal_type", sa.Column("methods", sa.BigInteger(), nullable=False, server_default="1"))
    op.add_column("proposal", sa.Column("method", sa.Text(), nullable=False, server_default="for_against"))
    op.add_column("proposal", sa.Column("option_count", sa.BigInteger(), nullable=False, server_default="3"))
    op.add_column("proposal", sa.Column("exclusions", sa.BigInteger(), nullable=False, server_default="0"))


def downgrade() -> None:
    """Take back."""
    for table, names in (
        ("proposal", ("exclusions", "option_count", "method", "curve", "cap", "option_bps", "answer_period")),
        ("proposal_type", ("methods", "curve", "cap", "option_bps", "answer_period")),
    ):
        with op.batch_alter_table(table, schema=None) as batch_op:
            for name in names:
                batch_op.drop_column(name)
    with op.batch_alter_table("ballot", schema=None) as batch_op:
        batch_op.alter_column("votes", new_column_name="units", existing_type=sa.BigInteger(), existing_nullable=False)
    for table in ("skipped_ballot", "proposal_option", "excluded_account"):
        op.drop_table(table)
