"""Life of memberships, and drops

Rows that are there already come from contracts whose memberships were for life and could not end: the defaults say so.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("role_member", sa.Column("delay_since", sa.BigInteger(), nullable=False, server_default="0"))
    op.create_table(
        "collection",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("contract_uri", sa.Text(), nullable=False),
        sa.Column("renderer", sa.String(length=42), nullable=False),
        sa.Column("metadata_frozen", sa.Boolean(), nullable=False),
        sa.Column("frozen_tiers", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "currency",
        sa.Column("address", sa.String(length=42), nullable=False),
        sa.Column("allowed", sa.Boolean(), nullable=False),
        sa.Column("block_number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("address"),
    )
    op.create_table(
        "drop_claim",
        sa.Column("block_number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("log_index", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("drop_id", sa.BigInteger(), nullable=False),
        sa.Column("recipient", sa.String(length=42), nullable=False),
        sa.Column("payer", sa.String(length=42), nullable=False),
        sa.Column("first_token_id", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("paid", sa.String(length=64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("tx_hash", sa.String(length=66), nullable=False),
        sa.PrimaryKeyConstraint("block_number", "log_index"),
    )
    with op.batch_alter_table("drop_claim", schema=None) as batch_op:
        batch_op.create_index("ix_drop_claim_drop_recipient", ["drop_id", "recipient"], unique=False)

    op.create_table(
        "membership_drop",
        sa.Column("drop_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("tier_id", sa.BigInteger(), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("supply", sa.BigInteger(), nullable=False),
        sa.Column("per_wallet", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=42), nullable=False),
        sa.Column("price", sa.String(length=64), nullable=False),
        sa.Column("allowlist_root", sa.String(length=66), nullable=False),
        sa.Column("uri", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("defined_at", sa.BigInteger(), nullable=False),
        sa.Column("block_number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("drop_id"),
    )
    with op.batch_alter_table("membership_drop", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_drop_tier_id"), ["tier_id"], unique=False)

    op.create_table(
        "membership_event",
        sa.Column("block_number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("log_index", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("token_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("tx_hash", sa.String(length=66), nullable=False),
        sa.PrimaryKeyConstraint("block_number", "log_index"),
    )
    with op.batch_alter_table("membership_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_event_token_id"), ["token_id"], unique=False)

    op.create_table(
        "renewal_sale",
        sa.Column("block_number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("log_index", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("token_id", sa.BigInteger(), nullable=False),
        sa.Column("payer", sa.String(length=42), nullable=False),
        sa.Column("periods", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=42), nullable=False),
        sa.Column("paid", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("tx_hash", sa.String(length=66), nullable=False),
        sa.PrimaryKeyConstraint("block_number", "log_index"),
    )
    with op.batch_alter_table("renewal_sale", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_renewal_sale_token_id"), ["token_id"], unique=False)

    op.create_table(
        "tier_change_sale",
        sa.Column("block_number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("log_index", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("token_id", sa.BigInteger(), nullable=False),
        sa.Column("payer", sa.String(length=42), nullable=False),
        sa.Column("from_tier_id", sa.BigInteger(), nullable=False),
        sa.Column("to_tier_id", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=42), nullable=False),
        sa.Column("paid", sa.String(length=64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("tx_hash", sa.String(length=66), nullable=False),
        sa.PrimaryKeyConstraint("block_number", "log_index"),
    )
    with op.batch_alter_table("tier_change_sale", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tier_change_sale_token_id"), ["token_id"], unique=False)

    op.create_table(
        "tier_price",
        sa.Column("tier_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("currency", sa.String(length=42), nullable=False),
        sa.Column("price", sa.String(length=64), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("block_number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tier_id", "currency"),
    )
    op.create_table(
        "voucher_use",
        sa.Column("issuer", sa.String(length=42), nullable=False),
        sa.Column("uid", sa.String(length=64), nullable=False),
        sa.Column("canceled", sa.Boolean(), nullable=False),
        sa.Column("recipient", sa.String(length=42), nullable=True),
        sa.Column("payer", sa.String(length=42), nullable=True),
        sa.Column("token_id", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=42), nullable=True),
        sa.Column("paid", sa.String(length=64), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("tx_hash", sa.String(length=66), nullable=False),
        sa.Column("block_number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("issuer", "uid"),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.add_column(sa.Column("expires_at", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("lapsed", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("revocable_at", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("revocation_reason_uri", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("ended_at", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("revoked", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("last_holder", sa.String(length=42), nullable=True))

    with op.batch_alter_table("tier", schema=None) as batch_op:
        batch_op.add_column(sa.Column("duration", sa.BigInteger(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("image_uri", sa.Text(), nullable=False, server_default=""))
