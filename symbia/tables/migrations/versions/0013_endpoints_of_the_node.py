"""What the indexer knows of each endpoint in SYMBIA_RPC_URL"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "endpoint",
        sa.Column("place", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("in_use", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("head", sa.BigInteger(), nullable=True),
        sa.Column("lag", sa.BigInteger(), nullable=True),
        sa.Column("refusals", sa.BigInteger(), nullable=False),
        sa.Column("window", sa.BigInteger(), nullable=True),
        sa.Column("last_words", sa.Text(), nullable=False),
        sa.Column("last_words_at", sa.BigInteger(), nullable=True),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.Column("noted_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("place"),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("endpoint")
