"""What lots of a run-off are drawn from: a seed of the proposal, digests of the options' labels"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("proposal", sa.Column("tie_seed", sa.String(length=64), nullable=True))
    op.add_column("proposal_option", sa.Column("label_digest", sa.BigInteger(), nullable=False, server_default="0"))


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.drop_column("tie_seed")
    with op.batch_alter_table("proposal_option", schema=None) as batch_op:
        batch_op.drop_column("label_digest")
