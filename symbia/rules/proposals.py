"""What the governor numbers beside ballots: the states of a proposal, who may submit one, and what it may touch."""

from typing import Literal, get_args

# IGovernor.ProposalState, in its order.
ProposalState = Literal["pending", "active", "canceled", "defeated", "succeeded", "queued", "expired", "executed"]
PROPOSAL_STATES: tuple[ProposalState, ...] = get_args(ProposalState)
PENDING, ACTIVE, CANCELED, DEFEATED, SUCCEEDED, QUEUED, EXPIRED, EXECUTED = range(len(PROPOSAL_STATES))

# ProposerRule of contracts/interfaces/IProposalTypes.sol, in its order.
ProposerRule = Literal["brand", "members", "brand_or_members"]
PROPOSER_RULES: tuple[ProposerRule, ...] = get_args(ProposerRule)

# Reach of contracts/interfaces/IProposalTypes.sol, in its order.
Reach = Literal["payments", "brand", "governance"]
REACHES: tuple[Reach, ...] = get_args(Reach)
