"""Memberships whose time and grace time are over, found in the tables and asked again of the contract."""

from collections.abc import Iterator

from sqlalchemy import Engine, literal
from sqlmodel import col, select

from relay.sending.contract import ContractOnNode
from symbia.errors import RevertedCallError
from symbia.rules.memberships import EXPIRED
from symbia.tables.db import read_session
from symbia.tables.memberships import Membership, Tier, lapsable_at, state_at

STATE = 7  # place of the state in the struct Membership


def expired_in_tables(engine: Engine, at: int, grace: int, size: int) -> Iterator[list[int]]:
    """Token ids that the tables say can be lapsed at `at` (unix seconds), `size` at a time. `grace`: the contract's."""
    after = 0
    while True:
        question = (
            select(Membership.token_id)
            .join(Tier, col(Tier.tier_id) == col(Membership.tier_id))
            .where(state_at(at) == "expired", lapsable_at(literal(grace)) <= at, col(Membership.token_id) > after)
            .order_by(col(Membership.token_id))
            .limit(size)
        )
        with read_session(engine) as session:
            tokens = list(session.exec(question))
        if not tokens:
            return
        yield tokens
        after = tokens[-1]


def still_expired(membership: ContractOnNode, tokens: list[int]) -> list[int]:
    """Those of which the contract says so now: the tables may be behind."""
    try:
        answers = membership.read_each("membershipOf", [(token,) for token in tokens])
    except RevertedCallError:  # one of them has ended, and is unknown now
        return [token for token in tokens if _is_expired(membership, token)]
    return [token for token, answer in zip(tokens, answers, strict=True) if answer[STATE] == EXPIRED]


def _is_expired(membership: ContractOnNode, token: int) -> bool:
    try:
        return bool(membership.read("membershipOf", token)[STATE] == EXPIRED)
    except RevertedCallError:
        return False
