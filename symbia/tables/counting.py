"""What a count of ballots reads besides them: units of accounts at a second, and what lots are drawn from."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ScalarSelect, select
from sqlmodel import col

from symbia.rules.ballots.run_off import Lot
from symbia.rules.quorum import QuorumTerms
from symbia.tables.members import VotesCheckpoint
from symbia.tables.proposals import Proposal, ProposalOption
from symbia.tables.types import from_wei_text

NO_SEED = "0"  # nobody has voted, or by contracts that drew no lots


def units_at(account: Any, second: Any) -> ScalarSelect[int]:
    """The newest checkpoint of `account` not after `second`, NULL if it has none. Both are columns of the select around
    it, so that one select serves many accounts and seconds."""
    order = (col(VotesCheckpoint.at), col(VotesCheckpoint.block_number), col(VotesCheckpoint.log_index))
    return (
        select(col(VotesCheckpoint.votes))
        .where(col(VotesCheckpoint.account) == account, col(VotesCheckpoint.at) <= second)
        .order_by(*(column.desc() for column in order))
        .limit(1)
        .correlate_except(VotesCheckpoint)
        .scalar_subquery()
    )


def lot_of(proposal: Proposal, options: Sequence[ProposalOption], participation: int) -> Lot | None:
    """Of a ranked proposal in which so many units took part; None of any other. `options` in order."""
    if proposal.method != "ranked":
        return None
    digests = tuple(option.label_digest for option in options)
    return Lot(from_wei_text(proposal.tie_seed or NO_SEED), participation, digests)


def quorum_terms_of(proposal: Proposal) -> QuorumTerms:
    """What the proposal froze of its quorum."""
    return QuorumTerms(proposal.quorum_bps, proposal.quorum_base, proposal.quorum_least, proposal.in_launch)
