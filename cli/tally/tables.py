"""A poll read from the tables that the indexer keeps."""

from collections.abc import Sequence

from sqlalchemy import func
from sqlmodel import Session, col, select

from api.facts.power import units_at, votes_at
from cli.tally.poll import Poll, PollBallot, PollRules, TallyError
from symbia.rules.ballots.names import CURVES, METHODS, SUPPORTS
from symbia.tables.ballots import Ballot
from symbia.tables.bookkeeping import Cursor
from symbia.tables.counting import NO_SEED, quorum_terms_of
from symbia.tables.members import UnitChange
from symbia.tables.proposals import ExcludedAccount, Proposal, ProposalOption
from symbia.tables.types import from_wei_text


def read_poll(session: Session, number: int) -> Poll:
    """Everything up to the head of the index. Raises TallyError."""
    cursor = session.exec(select(Cursor)).first()
    proposal = session.get(Proposal, number)
    if cursor is None:
        raise TallyError.of("cli.tally.nothing_indexed")
    if proposal is None:
        raise TallyError.of("cli.tally.not_indexed", proposal=number, block=cursor.block_number)
    excluded = session.exec(
        select(ExcludedAccount.account).where(col(ExcludedAccount.version) == proposal.exclusions)
    ).all()
    passed = proposal.snapshot_at < cursor.block_timestamp
    return Poll(
        proposal=number,
        title=proposal.title,
        block=cursor.block_number,
        rules=_rules(session, proposal),
        units=_units(session, proposal.snapshot_at, excluded) if passed else None,
        excluded=frozenset(excluded),
        ballots=_ballots(session, proposal),
        seed=from_wei_text(proposal.tie_seed or NO_SEED),
    )


def _rules(session: Session, proposal: Proposal) -> PollRules:
    ordered = col(ProposalOption.number)
    options = session.exec(
        select(ProposalOption).where(col(ProposalOption.proposal_number) == proposal.number).order_by(ordered)
    ).all()
    return PollRules(
        method=METHODS[METHODS.index(proposal.method)],
        labels=tuple(option.label for option in options) or SUPPORTS,
        curve=CURVES[CURVES.index(proposal.curve)],
        cap=proposal.cap,
        quorum=quorum_terms_of(proposal),
        approval_bps=proposal.approval_bps,
        option_bps=proposal.option_bps,
        digests=tuple(option.label_digest for option in options) if proposal.method == "ranked" else (),
        binding=proposal.binding,
    )


def _units(session: Session, snapshot: int, excluded: Sequence[str]) -> int:
    """All units at the snapshot but those of excluded accounts."""
    total = session.scalar(select(func.sum(UnitChange.delta)).where(col(UnitChange.at) <= snapshot))
    return int(total or 0) - sum(votes_at(session, excluded, snapshot).values())


def _ballots(session: Session, proposal: Proposal) -> tuple[PollBallot, ...]:
    units = units_at(col(Ballot.account), proposal.snapshot_at)
    order = (col(Ballot.block_number), col(Ballot.log_index))
    found = session.execute(
        select(Ballot, units).where(col(Ballot.proposal_number) == proposal.number).order_by(*order)
    )
    simple = proposal.method == "for_against"
    return tuple(
        PollBallot(one.account, one.support if simple else int(one.params, 16), one.votes, held or 0)
        for one, held in found
    )
