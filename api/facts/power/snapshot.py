"""Units of an account at a second, as an expression for selects over many accounts and seconds."""

from typing import Any

from sqlalchemy import ScalarSelect, select
from sqlmodel import col

from symbia.tables.members import VotesCheckpoint


def units_at(account: Any, second: Any) -> ScalarSelect[int]:
    """The newest checkpoint of `account` not after `second`, columns of the select around it; NULL if it has none."""
    order = (col(VotesCheckpoint.at), col(VotesCheckpoint.block_number), col(VotesCheckpoint.log_index))
    return (
        select(col(VotesCheckpoint.votes))
        .where(col(VotesCheckpoint.account) == account, col(VotesCheckpoint.at) <= second)
        .order_by(*(column.desc() for column in order))
        .limit(1)
        .correlate_except(VotesCheckpoint)
        .scalar_subquery()
    )
