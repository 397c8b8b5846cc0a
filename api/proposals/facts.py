"""What the states of many proposals depend on: a fixed number of selects, however many proposals."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from api.kit.reading import Reading
from api.proposals.base import LeftOut, left_out, total_units
from api.proposals.counts import Counted, counts_of
from api.proposals.operations import OperationEnd, operation_ends
from api.proposals.options import options_of
from api.proposals.outcome import Facts, in_past
from symbia.tables.brand import ContractSetting
from symbia.tables.proposals import Proposal, ProposalOption
from symbia.tables.proposals import ProposalType as TypeRow


@dataclass(frozen=True, slots=True)
class Sums:
    """Facts of several proposals, by number; `totals` by snapshot."""

    counts: dict[int, Counted]
    options: dict[int, list[ProposalOption]]
    excluded: dict[int, list[LeftOut]]
    totals: dict[int, int]
    operations: dict[int, OperationEnd]
    type_names: dict[int, str]
    action_window: int
    now: int

    def facts_of(self, proposal: Proposal) -> Facts:
        """What `state_of` wants to know."""
        total = self.totals.get(proposal.snapshot_at)
        left = sum(one.units for one in self.excluded.get(proposal.number, []))
        return Facts(
            cast=self.counts[proposal.number].cast,
            count=self.counts[proposal.number].count,
            base_units=None if total is None else total - left,
            operation=self.operations.get(proposal.number),
            action_window=self.action_window,
            now=self.now,
        )


def gather(reading: Reading, proposals: Sequence[Proposal]) -> Sums:
    """The facts of these proposals at the reading's head."""
    session, now = reading.session, reading.head.timestamp
    counted, options = counts_of(reading, proposals), options_of(session, [one.number for one in proposals])
    winners = {number: found.count.winner for number, found in counted.items()}
    return Sums(
        counts=counted,
        options=options,
        excluded=left_out(session, proposals),
        totals=total_units(session, {one.snapshot_at for one in proposals if in_past(one, now)}),
        operations=operation_ends(reading, proposals, winners, options),
        type_names=dict(session.exec(select(TypeRow.type_id, TypeRow.name)).all()),
        action_window=_action_window(session),
        now=now,
    )


def _action_window(session: Session) -> int:
    """Seconds; the governor announces it at its own construction, so it is known before any proposal."""
    value = session.exec(select(ContractSetting.value).where(col(ContractSetting.name) == "action_window")).first()
    return int(value or 0)
