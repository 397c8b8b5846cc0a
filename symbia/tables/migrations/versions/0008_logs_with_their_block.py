"""The logs of a block are one value of its row: a row for each of them took seven times the room"""

import base64
import json
import zlib
from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

BLOCKS = 500  # written at once


def upgrade() -> None:
    """Apply."""
    connection = op.get_bind()
    op.add_column("block", sa.Column("logs", sa.LargeBinary(), nullable=True))
    if connection.dialect.name == "postgresql":
        op.execute("ALTER TABLE block ALTER COLUMN logs SET STORAGE EXTERNAL")  # compressed already
    numbers = list(connection.scalars(sa.text("SELECT number FROM block ORDER BY number")))
    for start in range(0, len(numbers), BLOCKS):
        some = numbers[start : start + BLOCKS]
        packed = list(_packed(connection, some[0], some[-1]))
        if packed:
            connection.execute(sa.text("UPDATE block SET logs = :logs WHERE number = :number"), packed)
    op.drop_table("raw_log")


def _packed(connection: sa.Connection, first: int, last: int) -> Iterator[dict[str, Any]]:
    logs = connection.execute(
        sa.text(
            "SELECT block_number, log_index, tx_index, tx_hash, address, topics, data FROM raw_log "
            "WHERE block_number BETWEEN :first AND :last ORDER BY block_number, log_index"
        ),
        {"first": first, "last": last},
    )
    for number, of_block in groupby(logs, key=attrgetter("block_number")):
        content = [
            (
                log.log_index,
                log.tx_index,
                log.tx_hash,
                log.address,
                log.topics.split(",") if log.topics else [],
                base64.b64encode(log.data).decode(),
            )
            for log in of_block
        ]
        yield {"number": number, "logs": zlib.compress(json.dumps(content, separators=(",", ":")).encode(), 1)}
