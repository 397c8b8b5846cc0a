"""BrandGovernor: types and proposals."""

from indexer.decode import events
from indexer.write.changes import Writer
from symbia.rules.ballots.names import CURVES, METHODS
from symbia.rules.proposal_text import content_uri_of, title_of
from symbia.rules.proposals import PROPOSER_RULES, REACHES
from symbia.tables.proposals import ExcludedAccount, Proposal, ProposalAction, ProposalOption, ProposalType
from symbia.tables.types import to_wei_text


def on_proposal_type_defined(write: Writer, event: events.ProposalTypeDefined) -> None:
    """Rules for the next proposals of a type."""
    write.record(ProposalType, event, proposer_rule=PROPOSER_RULES[event.proposer_rule])


def on_proposal_type_ballots(write: Writer, event: events.ProposalTypeBallots) -> None:
    """The rest of a type's rules. Follows ProposalTypeDefined."""
    write.patch(
        ProposalType,
        (event.type_id,),
        methods=event.methods,
        curve=CURVES[event.curve],
        cap=event.cap,
        option_bps=event.option_bps,
        answer_period=event.answer_period,
    )


def on_proposal_type_bounds(write: Writer, event: events.ProposalTypeBounds) -> None:
    """What proposals of a type may touch, and their least quorum. Follows ProposalTypeBallots."""
    write.patch(ProposalType, (event.type_id,), reach=REACHES[event.reach], quorum_least=event.quorum_least)


def on_excluded_accounts_set(write: Writer, event: events.ExcludedAccountsSet) -> None:
    """A new list of accounts that take no part. Earlier lists hold for the proposals that froze them."""
    for account in event.accounts:
        write.put(ExcludedAccount, version=event.version, account=account, block_number=event.block_number)


def on_proposal_created(write: Writer, event: events.ProposalCreated) -> None:
    """A proposal exists. ProposalRulesFrozen follows in the same transaction with its type and rules."""
    write.record(
        Proposal,
        event,
        number=event.proposal_id,
        title=title_of(event.description),
        content_uri=content_uri_of(event.description),
        snapshot_at=event.vote_start,
        deadline_at=event.vote_end,
        created_at=event.at,
    )
    actions = zip(event.targets, event.values, event.calldatas, strict=True)
    for position, (target, value, calldata) in enumerate(actions):
        write.put(
            ProposalAction,
            proposal_number=event.proposal_id,
            position=position,
            target=target,
            value=to_wei_text(value),
            calldata=calldata,
            block_number=event.block_number,
        )


def on_proposal_rules_frozen(write: Writer, event: events.ProposalRulesFrozen) -> None:
    """The proposal's own rules. An advisory one carries a single placeholder action that nobody can run."""
    write.patch(
        Proposal,
        (event.proposal_id,),
        type_id=event.type_id,
        quorum_bps=event.quorum_bps,
        approval_bps=event.approval_bps,
        binding=event.binding,
    )
    if not event.binding:
        write.remove(ProposalAction, (event.proposal_id, 0))


def on_proposal_ballots_frozen(write: Writer, event: events.ProposalBallotsFrozen) -> None:
    """How the proposal's ballots are filled in and counted."""
    write.patch(
        Proposal,
        (event.proposal_id,),
        method=METHODS[event.method],
        option_count=event.option_count,
        curve=CURVES[event.curve],
        cap=event.cap,
        option_bps=event.option_bps,
        answer_period=event.answer_period,
        exclusions=event.exclusions,
    )


def on_proposal_bounds_frozen(write: Writer, event: events.ProposalBoundsFrozen) -> None:
    """What the proposal may touch, and what its quorum is made from."""
    write.patch(
        Proposal,
        (event.proposal_id,),
        reach=REACHES[event.reach],
        quorum_base=event.quorum_base,
        quorum_least=event.quorum_least,
        in_launch=event.in_launch,
    )


def on_proposal_beyond_guardian(write: Writer, event: events.ProposalBeyondGuardian) -> None:
    """No guardian can cancel it."""
    write.patch(Proposal, (event.proposal_id,), beyond_guardian=True)


def on_proposal_sponsored(write: Writer, event: events.ProposalSponsored) -> None:
    """A contract submitted it for its proposer."""
    write.patch(Proposal, (event.proposal_id,), sponsor=event.by)


def on_proposal_options_frozen(write: Writer, event: events.ProposalOptionsFrozen) -> None:
    """What a choice proposal's options are called, and how many of its actions belong to each."""
    for number, (label, actions) in enumerate(zip(event.labels, event.actions, strict=True), start=1):
        write.put(
            ProposalOption,
            proposal_number=event.proposal_id,
            number=number,
            label=label,
            actions=actions,
            block_number=event.block_number,
        )


def on_label_digests_frozen(write: Writer, event: events.LabelDigestsFrozen) -> None:
    """What lots between the options of a ranked proposal are drawn from. Follows ProposalOptionsFrozen."""
    for number, digest in enumerate(event.digests, start=1):
        write.patch(ProposalOption, (event.proposal_id, number), label_digest=digest)


def on_tie_seed_set(write: Writer, event: events.TieSeedSet) -> None:
    """The first ballot of a ranked proposal came, and lots have their seed."""
    write.patch(Proposal, (event.proposal_id,), tie_seed=to_wei_text(event.seed))


def on_proposal_extended(write: Writer, event: events.ProposalExtended) -> None:
    """A late quorum moved the deadline."""
    write.patch(Proposal, (event.proposal_id,), deadline_at=event.extended_deadline)


def on_proposal_queued(write: Writer, event: events.ProposalQueued) -> None:
    """The timelock holds it until `eta_at`."""
    write.patch(Proposal, (event.proposal_id,), queued_at=event.at, eta_at=event.eta_seconds)


def on_proposal_executed(write: Writer, event: events.ProposalExecuted) -> None:
    """Its actions were run."""
    write.patch(Proposal, (event.proposal_id,), executed_at=event.at)


def on_proposal_canceled(write: Writer, event: events.ProposalCanceled) -> None:
    """The proposer or a guardian stopped it."""
    write.patch(Proposal, (event.proposal_id,), canceled_at=event.at)
