"""The relay of ballots: signed ballots, their batches, and what the relay says of itself"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_LIVE = sa.text("state IN ('queued', 'sent', 'counted')")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "signed_ballot",
        sa.Column("seq", _SERIAL, nullable=False),
        sa.Column("receipt", sa.String(length=64), nullable=False),
        sa.Column("proposal_number", sa.BigInteger(), nullable=False),
        sa.Column("account", sa.String(length=42), nullable=False),
        sa.Column("member_number", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("choice", sa.String(length=64), nullable=False),
        sa.Column("deadline", sa.BigInteger(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("votes", sa.BigInteger(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("told", sa.Text(), nullable=True),
        sa.Column("replaced_by", sa.String(length=64), nullable=True),
        sa.Column("batch_key", sa.String(length=32), nullable=True),
        sa.Column("position", sa.BigInteger(), nullable=True),
        sa.Column("returns", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
        sa.UniqueConstraint("receipt"),
    )
    queue = ["state", "proposal_number", "deadline", "kind", "member_number"]
    op.create_index("ix_signed_ballot_queue", "signed_ballot", queue)
    op.create_index("ix_signed_ballot_quota", "signed_ballot", ["account", "received_at"])
    op.create_index("ix_signed_ballot_batch_key", "signed_ballot", ["batch_key"])
    op.create_index(
        "uq_signed_ballot_live",
        "signed_ballot",
        ["proposal_number", "account"],
        unique=True,
        sqlite_where=_LIVE,
        postgresql_where=_LIVE,
    )
    op.create_table(
        "ballot_batch",
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("proposal_number", sa.BigInteger(), nullable=False),
        sa.Column("deadline", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("tx_hash", sa.String(length=66), nullable=True),
        sa.Column("block_number", sa.BigInteger(), nullable=True),
        sa.Column("block_hash", sa.String(length=66), nullable=True),
        sa.Column("gas", sa.BigInteger(), nullable=True),
        sa.Column("gas_price", sa.String(length=64), nullable=True),
        sa.Column("final", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_ballot_batch_state", "ballot_batch", ["state", "final"])
    op.create_table(
        "relay_status",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("instance", sa.String(length=32), nullable=False),
        sa.Column("account", sa.String(length=42), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("heartbeat_at", sa.BigInteger(), nullable=False),
        sa.Column("balance", sa.String(length=64), nullable=False),
        sa.Column("fee", sa.String(length=64), nullable=False),
        sa.Column("fee_cap", sa.String(length=64), nullable=False),
        sa.Column("batch", sa.BigInteger(), nullable=False),
        sa.Column("flush_seconds", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )


def downgrade() -> None:
    """Take back. Ballots that wait are lost: let the relay send them first."""
    op.drop_table("relay_status")
    op.drop_table("ballot_batch")
    op.drop_table("signed_ballot")
