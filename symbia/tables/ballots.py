"""Ballots that were counted, and those that were skipped."""

from sqlalchemy import Index

from symbia.tables.kinds import AtLog, InTransaction, OfBlock, Projection
from symbia.tables.types import address, hash32, text, whole


class Ballot(OfBlock, Projection, table=True):
    """A ballot that counts. `votes`: its units at the proposal's snapshot after curve and cap.

    Its choice is `support` for for/against/abstain, otherwise the number in `params` (32 bytes), see ballots.choices.
    """

    __table_args__ = (Index("ix_ballot_order", "proposal_number", "block_number", "log_index"),)

    proposal_number: int = whole(primary_key=True)
    account: str = address(primary_key=True)
    support: int = whole()  # 0 against, 1 for, 2 abstain; 0 in a choice proposal
    votes: int = whole()
    reason: str = text()
    params: str = text(default="0x")
    at: int = whole()
    log_index: int = whole()
    tx_hash: str = hash32()


class SkippedBallot(InTransaction, AtLog, Projection, table=True):
    """A signed ballot that a batch passed over. `position`: its place in the batch, from 0."""

    __table_args__ = (Index("ix_skipped_ballot_tx", "tx_hash"),)

    proposal_number: int = whole()
    position: int = whole()
    problem: str = text()  # one of ballots.rules.PROBLEMS
