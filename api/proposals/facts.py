"""Selects of what the states of many proposals depend on: a fixed number of them, however many proposals."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from eth_abi.abi import encode
from eth_utils.crypto import keccak
from sqlalchemy import case, func
from sqlmodel import Session, col, select

from api.proposals.outcome import Facts, OperationEnd, in_past
from api.proposals.schemas import Tally
from api.reading import Reading
from indexer.models import Ballot, ContractSetting, Proposal, ProposalAction, TimelockOperation, UnitChange
from indexer.models import ProposalType as TypeRow
from indexer.models.types import from_wei_text

_OPERATION = ("address[]", "uint256[]", "bytes[]", "bytes32", "bytes32")
AGAINST, FOR, ABSTAIN = range(3)


@dataclass(frozen=True, slots=True)
class Sums:
    """Facts of several proposals, by number; `totals` by snapshot, `operations` by number."""

    tallies: dict[int, Tally]
    totals: dict[int, int]
    operations: dict[int, OperationEnd]
    type_names: dict[int, str]
    action_window: int
    now: int

    def facts_of(self, proposal: Proposal) -> Facts:
        """What `state_of` wants to know."""
        empty = Tally(against=0, for_=0, abstain=0, ballots=0)
        return Facts(
            tally=self.tallies.get(proposal.number, empty),
            total_units=self.totals.get(proposal.snapshot_at),
            operation=self.operations.get(proposal.number),
            action_window=self.action_window,
            now=self.now,
        )


def gather(reading: Reading, proposals: Sequence[Proposal]) -> Sums:
    """The facts of these proposals at the reading's head."""
    session, now = reading.session, reading.head.timestamp
    return Sums(
        tallies=tallies(session, [one.number for one in proposals]),
        totals=total_units(session, {one.snapshot_at for one in proposals if in_past(one, now)}),
        operations=_operations(reading, proposals),
        type_names=dict(session.exec(select(TypeRow.type_id, TypeRow.name)).all()),
        action_window=_action_window(session),
        now=now,
    )


def tallies(session: Session, numbers: Sequence[int]) -> dict[int, Tally]:
    """Units by choice, from the ballots; a proposal without ballots is left out."""
    statement = (
        select(Ballot.proposal_number, Ballot.support, func.sum(col(Ballot.votes)), func.count())
        .where(col(Ballot.proposal_number).in_(numbers))
        .group_by(col(Ballot.proposal_number), col(Ballot.support))
    )
    sums: dict[int, dict[int, tuple[int, int]]] = {}
    for number, support, units, count in session.exec(statement):
        sums.setdefault(number, {})[support] = (int(units), count)
    return {number: _tally(by_support) for number, by_support in sums.items()}


def total_units(session: Session, seconds: Iterable[int]) -> dict[int, int]:
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


def _tally(by_support: dict[int, tuple[int, int]]) -> Tally:
    units = {support: by_support.get(support, (0, 0))[0] for support in (AGAINST, FOR, ABSTAIN)}
    ballots = sum(count for _, count in by_support.values())
    return Tally(against=units[AGAINST], for_=units[FOR], abstain=units[ABSTAIN], ballots=ballots)


def _action_window(session: Session) -> int:
    """Seconds; the governor announces it at its own construction, so it is known before any proposal."""
    value = session.exec(select(ContractSetting.value).where(col(ContractSetting.name) == "action_window")).first()
    return int(value or 0)


def _operations(reading: Reading, proposals: Sequence[Proposal]) -> dict[int, OperationEnd]:
    """What became of queued proposals whose operation ended on the timelock itself."""
    open_ones = [one for one in proposals if one.eta_at is not None and one.executed_at is None]
    if not open_ones:
        return {}
    numbers = {identity: number for number, identity in _operation_ids(reading, open_ones).items()}
    statement = select(TimelockOperation).where(col(TimelockOperation.operation_id).in_(numbers))
    found: dict[int, OperationEnd] = {}
    for row in reading.session.exec(statement):
        if row.executed_at is not None:
            found[numbers[row.operation_id]] = "executed"
        elif row.canceled_at is not None:
            found.setdefault(numbers[row.operation_id], "canceled")
    return found


def _operation_ids(reading: Reading, proposals: Sequence[Proposal]) -> dict[int, str]:
    """Ids as OpenZeppelin's `GovernorTimelockControl` and `TimelockController.hashOperationBatch` make them."""
    governor = int(reading.head.addresses["BrandGovernor"], 16) << 96
    numbers = [one.number for one in proposals]
    rows = reading.session.exec(
        select(ProposalAction)
        .where(col(ProposalAction.proposal_number).in_(numbers))
        .order_by(col(ProposalAction.proposal_number), col(ProposalAction.position))
    ).all()
    ids: dict[int, str] = {}
    for one in proposals:
        calls = [row for row in rows if row.proposal_number == one.number]
        salt = (governor ^ int.from_bytes(keccak(text=one.description), "big")).to_bytes(32, "big")
        arguments = (
            [row.target for row in calls],
            [from_wei_text(row.value) for row in calls],
            [bytes.fromhex(row.calldata.removeprefix("0x")) for row in calls],
            bytes(32),
            salt,
        )
        ids[one.number] = "0x" + keccak(encode(_OPERATION, arguments)).hex()
    return ids
