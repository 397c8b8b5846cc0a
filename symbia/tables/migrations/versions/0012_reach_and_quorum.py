"""What proposals may touch, what a quorum is made from, who cannot stop it, and who submitted it for whom

Rows that are there already are of contracts that bounded neither; a re-index from the logs changes none of them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    for table in ("proposal", "proposal_type"):
        op.add_column(table, sa.Column("reach", sa.Text(), nullable=False, server_default="payments"))
        op.add_column(table, sa.Column("quorum_least", sa.BigInteger(), nullable=False, server_default="1"))
    op.create_table(
        "bound_votes",
        sa.Column("account", sa.String(length=42), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("block_number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("account"),
    )
    op.add_column("proposal", sa.Column("quorum_base", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("proposal", sa.Column("beyond_guardian", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("proposal", sa.Column("sponsor", sa.String(length=42), nullable=True))


def downgrade() -> None:
    """Take back."""
    for table, names in (
        ("proposal", ("sponsor", "beyond_guardian", "quorum_base", "quorum_least", "reach")),
        ("proposal_type", ("quorum_least", "reach")),
    ):
        with op.batch_alter_table(table, schema=None) as batch_op:
            for name in names:
                batch_op.drop_column(name)
    op.drop_table("bound_votes")
