"""Documents that somebody brought to the API, for quotas and for taking them away again"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "pinned_document",
        sa.Column("cid", sa.String(64), nullable=False),
        sa.Column("bytes_taken", sa.BigInteger(), nullable=False),
        sa.Column("brought_by", sa.Text(), nullable=False),
        sa.Column("pinned_at", sa.BigInteger(), nullable=False),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("cid"),
    )
    op.create_index("ix_pinned_document_quota", "pinned_document", ["brought_by", "pinned_at"])
    op.create_index("ix_pinned_document_age", "pinned_document", ["named", "pinned_at"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("pinned_document")
