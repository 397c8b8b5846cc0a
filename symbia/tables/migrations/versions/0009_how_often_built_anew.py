"""How often the tables were built anew: an answer given before is not the answer now, although the head is the same"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("indexed_chain", sa.Column("rebuilds", sa.BigInteger(), nullable=False, server_default="0"))
