"""What the states of many proposals depend on: a fixed number of selects, however many proposals."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import case, func
from sqlmodel import Session, col, select

from api.facts.choices import method_of
from api.facts.power import units_at
from api.facts.power.explaining import AccountUnits
from api.kit.reading import Reading
from api.kit.rows import rows_below
from api.proposals.actions import operation_ends
from api.proposals.counts import Counted, counts_of
from symbia.rules.outcomes import OperationEnd, ProposalFacts, ProposalTerms, in_past, quorum_of_winner
from symbia.tables.brand import ContractSetting
from symbia.tables.counting import quorum_terms_of
from symbia.tables.members import UnitChange
from symbia.tables.proposals import ExcludedAccount, Proposal, ProposalOption
from symbia.tables.proposals import ProposalType as TypeRow


@dataclass(frozen=True, slots=True)
class Standings:
    """Facts of several proposals, by number; `totals` by snapshot."""

    counts: dict[int, Counted]
    options: dict[int, list[ProposalOption]]
    excluded: dict[int, list[AccountUnits]]
    totals: dict[int, int]
    operations: dict[int, OperationEnd]
    type_names: dict[int, str]
    action_window: int
    now: int

    def options_of(self, proposal: Proposal) -> list[ProposalOption]:
        """In order; none of for/against/abstain."""
        return self.options.get(proposal.number, [])

    def excluded_of(self, proposal: Proposal) -> list[AccountUnits]:
        """Accounts that take no part."""
        return self.excluded.get(proposal.number, [])

    def facts_of(self, proposal: Proposal) -> ProposalFacts:
        """What its state depends on besides its terms."""
        counted = self.counts[proposal.number]
        return ProposalFacts(
            turnout=counted.turnout,
            count=counted.count,
            units=_units(proposal, self.totals, self.excluded),
            operation=self.operations.get(proposal.number),
            action_window=self.action_window,
            now=self.now,
        )


def standings(reading: Reading, proposals: Sequence[Proposal]) -> Standings:
    """Of these proposals at the reading's head."""
    session, now = reading.session, reading.head.timestamp
    options = _options_of(session, [proposal.number for proposal in proposals])
    snapshots = {proposal.snapshot_at for proposal in proposals if in_past(proposal.snapshot_at, now)}
    totals, excluded = _total_units(session, snapshots), _left_out(session, proposals)
    quorums = {one.number: quorum_of_winner(terms_of(one), _units(one, totals, excluded)) for one in proposals}
    counts = counts_of(reading, proposals, options, quorums)
    winners = {number: counted.count.winner for number, counted in counts.items()}
    return Standings(
        counts=counts,
        options=options,
        excluded=excluded,
        totals=totals,
        operations=operation_ends(reading, proposals, winners, options),
        type_names=dict(session.exec(select(TypeRow.type_id, TypeRow.name)).all()),
        action_window=_action_window(session),
        now=now,
    )


def terms_of(proposal: Proposal) -> ProposalTerms:
    """What its state depends on of its row."""
    return ProposalTerms(
        method=method_of(proposal),
        binding=proposal.binding,
        quorum=quorum_terms_of(proposal),
        approval_bps=proposal.approval_bps,
        option_bps=proposal.option_bps,
        snapshot_at=proposal.snapshot_at,
        deadline_at=proposal.deadline_at,
        eta_at=proposal.eta_at,
        executed_at=proposal.executed_at,
        canceled_at=proposal.canceled_at,
    )


def _units(proposal: Proposal, totals: Mapping[int, int], excluded: Mapping[int, Sequence[AccountUnits]]) -> int | None:
    """All at the snapshot without those of accounts that take no part; None while it has not passed."""
    total = totals.get(proposal.snapshot_at)
    return None if total is None else total - sum(one.units for one in excluded.get(proposal.number, ()))


def _options_of(session: Session, numbers: Sequence[int]) -> dict[int, list[ProposalOption]]:
    """In order, by number of the proposal; nothing for for/against/abstain."""
    return rows_below(session, ProposalOption, ProposalOption.proposal_number, ProposalOption.number, numbers)


def _total_units(session: Session, seconds: Iterable[int]) -> dict[int, int]:
    """Units of all memberships at each of these seconds, in one pass over the changes."""
    moments = sorted(seconds)
    if not moments:
        return {}
    # Each change belongs to the first moment that is not before it; running sums then give every total.
    bucket = case(*((col(UnitChange.at) <= moment, moment) for moment in moments), else_=None)
    statement = select(bucket, func.sum(col(UnitChange.delta))).where(col(UnitChange.at) <= moments[-1])
    gained = {moment: int(units) for moment, units in session.exec(statement.group_by(bucket))}
    totals: dict[int, int] = {}
    total = 0
    for moment in moments:
        total += gained.get(moment, 0)
        totals[moment] = total
    return totals


def _left_out(session: Session, proposals: Sequence[Proposal]) -> dict[int, list[AccountUnits]]:
    """Excluded accounts by number of the proposal."""
    numbers = [proposal.number for proposal in proposals if proposal.exclusions]
    if not numbers:
        return {}
    units = units_at(col(ExcludedAccount.account), col(Proposal.snapshot_at))
    statement = (
        select(col(Proposal.number), col(ExcludedAccount.account), units)
        .join(ExcludedAccount, col(ExcludedAccount.version) == col(Proposal.exclusions))
        .where(col(Proposal.number).in_(numbers))
        .order_by(col(Proposal.number), col(ExcludedAccount.account))
    )
    excluded: dict[int, list[AccountUnits]] = {}
    for number, account, sum_ in session.execute(statement):
        excluded.setdefault(number, []).append(AccountUnits(account, int(sum_ or 0)))
    return excluded


def _action_window(session: Session) -> int:
    """Seconds; the governor announces it at its own construction, so it is known before any proposal."""
    value = session.exec(select(ContractSetting.value).where(col(ContractSetting.name) == "action_window")).first()
    return int(value or 0)
