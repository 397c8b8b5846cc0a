"""Proposals, their types and frozen rules, options and actions."""

from symbia.tables.kinds import OfBlock, Projection
from symbia.tables.types import address, hash32, text, wei, whole


class ProposalType(OfBlock, Projection, table=True):
    """Rules for the next proposal of a type. A proposal keeps its own."""

    type_id: int = whole(primary_key=True)
    voting_delay: int = whole()
    voting_period: int = whole()
    proposal_threshold: int = whole()
    quorum_bps: int = whole()
    approval_bps: int = whole()
    proposer_rule: str = text()  # brand, members, brand_or_members
    binding: bool
    active: bool
    methods: int = whole(default=1)  # one bit for each of ballots.rules.METHODS
    curve: str = text(default="units")  # one of ballots.rules.CURVES
    cap: int = whole(default=0)  # most votes of one voter, 0 for no cap
    option_bps: int = whole(default=0)
    answer_period: int = whole(default=0)  # seconds after the deadline, 0 when no answer is owed
    reach: str = text(default="payments")  # one of rules.proposals.REACHES
    quorum_least: int = whole(default=1)
    name: str = text()


class Proposal(OfBlock, Projection, table=True):
    number: int = whole(primary_key=True)
    proposer: str = address(index=True)
    type_id: int = whole(default=0, index=True)
    quorum_bps: int = whole(default=0)
    approval_bps: int = whole(default=0)
    binding: bool = False
    method: str = text(default="for_against")  # one of ballots.rules.METHODS
    option_count: int = whole(default=3)
    curve: str = text(default="units")
    cap: int = whole(default=0)
    option_bps: int = whole(default=0)
    answer_period: int = whole(default=0)
    exclusions: int = whole(default=0)  # version of ExcludedAccount that holds for it, 0 for none
    tie_seed: str | None = wei(default=None, nullable=True)  # of a ranked one, from its first ballot on
    reach: str = text(default="payments")
    quorum_base: int = whole(default=0)  # units one second before it, those of excluded accounts left out
    quorum_least: int = whole(default=1)
    in_launch: bool = False  # submitted before the launch of memberships was over
    beyond_guardian: bool = False
    sponsor: str | None = address(default=None, nullable=True)  # the contract that submitted it for the proposer
    title: str = text()
    content_uri: str | None = text(default=None, nullable=True)  # ipfs:// URI named in the description
    description: str = text()
    snapshot_at: int = whole()
    deadline_at: int = whole()  # moved by a late quorum
    created_at: int = whole()
    queued_at: int | None = whole(default=None, nullable=True)
    eta_at: int | None = whole(default=None, nullable=True)
    executed_at: int | None = whole(default=None, nullable=True)
    canceled_at: int | None = whole(default=None, nullable=True)
    tx_hash: str = hash32()


class ProposalOption(OfBlock, Projection, table=True):
    """One option of a choice proposal. Of its actions, in order, the first `actions` belong to option 1, and so on."""

    proposal_number: int = whole(primary_key=True)
    number: int = whole(primary_key=True)  # from 1
    label: str = text()
    label_digest: int = whole(default=0)  # of a ranked proposal; of the label as it is on chain, which may be no text
    actions: int = whole()


class ExcludedAccount(OfBlock, Projection, table=True):
    """An account that takes no part in the proposals submitted while this list held."""

    version: int = whole(primary_key=True)
    account: str = address(primary_key=True)


class ProposalAction(OfBlock, Projection, table=True):
    """One call of a binding proposal. An advisory proposal's placeholder is not kept."""

    proposal_number: int = whole(primary_key=True)
    position: int = whole(primary_key=True)
    target: str = address()
    value: str = wei()
    calldata: str = text()
