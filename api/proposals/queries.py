"""Selects of proposals, their tallies and their types."""

from collections.abc import Sequence
from typing import Any, get_args

from sqlalchemy import ColumnElement, and_, case, func, or_
from sqlmodel import col, select

from api.facts.choices import method_of
from api.facts.power import curve_of
from api.facts.proposals import find_proposal
from api.kit.documents import named
from api.kit.page import cut, decode
from api.kit.reading import Reading
from api.kit.times import utc, utc_or_none
from api.proposals.actions import actions_of
from api.proposals.facts import Sums, gather
from api.proposals.missing import missing_of
from api.proposals.options import shown
from api.proposals.outcome import Facts, approval_of, outlook_of, quorum_of, state_of, tally_of
from api.proposals.schemas import (
    ProposalDetail,
    ProposalPage,
    ProposalSummary,
    State,
    TypeRef,
)
from symbia.rules.addresses import checksum
from symbia.tables.proposals import Proposal

STATES: tuple[State, ...] = get_args(State)


def proposal_page(
    reading: Reading, *, state: State | None = None, type_id: int | None = None, cursor: str | None = None, limit: int
) -> ProposalPage:
    """Proposals, newest first. Raises the problem `invalid_cursor`."""
    kind = f"proposals {state or '*'} {type_id if type_id is not None else '*'}"
    after = decode(kind, cursor, 1)
    found = _matching(reading, state, type_id, after[0] if after else None, limit + 1)
    shown, page = cut(kind, found, limit, lambda one: (one.number,))
    return ProposalPage(as_of=reading.head.as_of(), proposals=shown, page=page)


def open_proposals(reading: Reading, *, type_id: int | None, limit: int) -> tuple[list[ProposalSummary], int]:
    """Open proposals and how many more there are: active ones, the soonest to close first, then pending ones, the
    soonest to open first."""
    now = reading.head.timestamp
    pending = col(Proposal.snapshot_at) >= now
    conditions = [or_(_may_be("active", now), _may_be("pending", now))]
    if type_id is not None:
        conditions.append(col(Proposal.type_id) == type_id)
    changes_at = case((pending, col(Proposal.snapshot_at)), else_=col(Proposal.deadline_at))
    order = (case((pending, 1), else_=0), changes_at, col(Proposal.number).desc())
    rows = reading.session.exec(select(Proposal).where(*conditions).order_by(*order).limit(limit)).all()
    total = reading.session.exec(select(func.count()).select_from(Proposal).where(*conditions)).one()
    return _summaries(reading, rows), total - len(rows)


def proposal_detail(reading: Reading, number: int) -> ProposalDetail:
    """One proposal; its document is named, not looked up. Raises the problems `not_found` and `not_yet_indexed`."""
    row = find_proposal(reading, number)
    summary = _summaries(reading, [row])[0]
    return ProposalDetail(
        **dict(summary),
        description=row.description,
        document=named(row.content_uri),
        actions=actions_of(reading, number),
        block=row.block_number,
        tx_hash=row.tx_hash,
    )


def _matching(
    reading: Reading, state: State | None, type_id: int | None, below: int | None, wanted: int
) -> list[ProposalSummary]:
    """The newest `wanted` proposals below a number. SQL narrows by time; the tally decides row by row."""
    found: list[ProposalSummary] = []
    conditions = [] if state is None else [_may_be(state, reading.head.timestamp)]
    if type_id is not None:
        conditions.append(col(Proposal.type_id) == type_id)
    while len(found) < wanted:
        where = conditions if below is None else [*conditions, col(Proposal.number) < below]
        statement = select(Proposal).where(*where).order_by(col(Proposal.number).desc()).limit(wanted)
        rows = reading.session.exec(statement).all()
        found += [one for one in _summaries(reading, rows) if state is None or one.state == state]
        if len(rows) < wanted:
            break
        below = rows[-1].number
    return found[:wanted]


def _may_be(state: State, now: int) -> ColumnElement[bool]:
    """A condition that every proposal in `state` fulfils."""
    executed, canceled = col(Proposal.executed_at), col(Proposal.canceled_at)
    snapshot, deadline = col(Proposal.snapshot_at), col(Proposal.deadline_at)
    queued = col(Proposal.eta_at).is_not(None)
    ended = and_(executed.is_(None), canceled.is_(None), snapshot < now, deadline < now)
    conditions: dict[State, ColumnElement[bool]] = {
        "executed": or_(executed.is_not(None), and_(ended, queued)),
        "canceled": or_(canceled.is_not(None), and_(ended, queued)),
        "pending": and_(executed.is_(None), canceled.is_(None), snapshot >= now),
        "active": and_(executed.is_(None), canceled.is_(None), snapshot < now, deadline >= now),
        "queued": and_(ended, queued),
    }
    return conditions.get(state, ended)


def _summaries(reading: Reading, rows: Sequence[Proposal]) -> list[ProposalSummary]:
    sums = gather(reading, rows)
    return [_summary(row, sums) for row in rows]


def _summary(row: Proposal, sums: Sums) -> ProposalSummary:
    facts: Facts = sums.facts_of(row)
    state = state_of(row, facts)
    quorum, approval = quorum_of(row, facts), approval_of(row, facts)
    return ProposalSummary(
        number=row.number,
        title=row.title,
        proposer=checksum(row.proposer),
        type=TypeRef(id=row.type_id, name=sums.type_names.get(row.type_id, "")),
        binding=row.binding,
        state=state,
        **_times(row),
        outlook=outlook_of(row, state, facts.action_window),
        method=method_of(row),
        options=shown(sums.options.get(row.number, []), method_of(row), facts.count),
        curve=curve_of(row),
        cap=row.cap or None,
        option_bps=row.option_bps,
        excluded=[checksum(one.account) for one in sums.excluded.get(row.number, [])],
        tally=tally_of(row, facts),
        quorum=quorum,
        approval=approval,
        missing=missing_of(state, quorum, approval, row, facts),
    )


def _times(row: Proposal) -> dict[str, Any]:
    return {
        "created_at": utc(row.created_at),
        "snapshot_at": utc(row.snapshot_at),
        "deadline_at": utc(row.deadline_at),
        "queued_at": utc_or_none(row.queued_at),
        "eta_at": utc_or_none(row.eta_at),
        "executed_at": utc_or_none(row.executed_at),
        "canceled_at": utc_or_none(row.canceled_at),
        "answer_due_at": utc(row.deadline_at + row.answer_period) if row.answer_period else None,
    }
