"""Whether a proposal was submitted in the launch: its quorum then follows the supply

Rows that are there already are of contracts that knew no launch; a re-index from the logs changes none of them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("proposal", sa.Column("in_launch", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.drop_column("in_launch")
