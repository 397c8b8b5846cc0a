"""Gas of ballots: what is expected of a batch, and each ballot's share"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("signed_ballot", sa.Column("gas", sa.BigInteger(), nullable=False, server_default="12000"))
    op.add_column("ballot_batch", sa.Column("expected_gas", sa.BigInteger(), nullable=False, server_default="0"))
    op.create_index("ix_ballot_batch_budget", "ballot_batch", ["kind", "opened_at"])
    op.create_index("ix_ballot_batch_proposal", "ballot_batch", ["proposal_number", "kind"])
