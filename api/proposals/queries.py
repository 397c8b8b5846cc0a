"""Selects of proposals, their tallies and their types."""

from collections.abc import Sequence
from typing import Any, get_args

from sqlalchemy import ColumnElement, and_, case, func, or_
from sqlmodel import col, select

from api.facts.power import curve_of
from api.facts.proposals import find_proposal
from api.kit.documents import named
from api.kit.page import cut, decode
from api.kit.reading import Reading
from api.kit.rows import row_or_missing
from api.kit.times import utc, utc_or_none
from api.proposals.actions import actions_of
from api.proposals.schemas import (
    Approval,
    Option,
    Outlook,
    ProposalDetail,
    ProposalPage,
    ProposalSummary,
    ProposalType,
    Quorum,
    State,
    Tally,
    TypeRef,
)
from api.proposals.standings import Standings, standings, terms_of
from api.proposals.words import missing_of
from symbia.rules.addresses import checksum
from symbia.rules.ballots.counting import Count
from symbia.rules.ballots.leads import in_parts
from symbia.rules.ballots.names import METHODS, PARTS, Method
from symbia.rules.outcomes import ABSTAIN, AGAINST, FOR, ProposalFacts, approval_of, changes_at, quorum_of, state_of
from symbia.rules.proposals import REACHES, Reach
from symbia.tables.proposals import Proposal, ProposalOption
from symbia.tables.proposals import ProposalType as TypeRow
from symbia.text import Text

STATES: tuple[State, ...] = get_args(State)


def proposal_page(
    reading: Reading, *, state: State | None = None, type_id: int | None = None, cursor: str | None = None, limit: int
) -> ProposalPage:
    """Proposals, newest first. Raises the problem `invalid_cursor`."""
    kind = f"proposals {state or '*'} {type_id if type_id is not None else '*'}"
    after = decode(kind, cursor, 1)
    rows = _matching(reading, state, type_id, after[0] if after else None, limit + 1)
    shown, page = cut(kind, rows, limit, lambda proposal: (proposal.number,))
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
    standing = standings(reading, [row])
    return ProposalDetail(
        **dict(_summary(row, standing)),
        description=row.description,
        document=named(row.content_uri),
        actions=actions_of(reading, number, standing.options_of(row)),
        block=row.block_number,
        tx_hash=row.tx_hash,
    )


def proposal_types(reading: Reading) -> list[ProposalType]:
    """All types, by id."""
    rows = reading.session.exec(select(TypeRow).order_by(col(TypeRow.type_id))).all()
    return [_type(row) for row in rows]


def find_proposal_type(reading: Reading, type_id: int) -> ProposalType:
    """One type. Raises the problems `not_found` and `not_yet_indexed`."""
    thing = Text.of("proposals.unknown.type", type=type_id)
    return _type(row_or_missing(reading, TypeRow, type_id, thing, lambda: Text("proposals.unknown.types")))


def _matching(
    reading: Reading, state: State | None, type_id: int | None, below: int | None, wanted: int
) -> list[ProposalSummary]:
    """The newest `wanted` proposals below a number. SQL narrows by time; the tally decides row by row."""
    matching: list[ProposalSummary] = []
    conditions = [] if state is None else [_may_be(state, reading.head.timestamp)]
    if type_id is not None:
        conditions.append(col(Proposal.type_id) == type_id)
    while len(matching) < wanted:
        where = conditions if below is None else [*conditions, col(Proposal.number) < below]
        statement = select(Proposal).where(*where).order_by(col(Proposal.number).desc()).limit(wanted)
        rows = reading.session.exec(statement).all()
        matching += [summary for summary in _summaries(reading, rows) if state is None or summary.state == state]
        if len(rows) < wanted:
            break
        below = rows[-1].number
    return matching[:wanted]


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
    standing = standings(reading, rows)
    return [_summary(row, standing) for row in rows]


def _summary(row: Proposal, standing: Standings) -> ProposalSummary:
    terms, facts = terms_of(row), standing.facts_of(row)
    state = state_of(terms, facts)
    return ProposalSummary(
        number=row.number,
        title=row.title,
        proposer=checksum(row.proposer),
        sponsor=checksum(row.sponsor) if row.sponsor else None,
        type=TypeRef(id=row.type_id, name=standing.type_names.get(row.type_id, "")),
        binding=row.binding,
        reach=reach_of(row),
        protective=row.snapshot_at == row.created_at,  # of any other type's delay a second at least
        beyond_guardian=row.beyond_guardian,
        state=state,
        **_times(row),
        outlook=Outlook(
            changes_at=utc_or_none(changes_at(terms, state, facts.action_window)),
            executable_from=utc_or_none(row.eta_at if state == "queued" else None),
        ),
        method=terms.method,
        options=_options(standing.options_of(row), terms.method, facts.count),
        curve=curve_of(row),
        cap=row.cap or None,
        option_bps=row.option_bps,
        excluded=[checksum(left.account) for left in standing.excluded_of(row)],
        tally=_tally(terms.method, facts),
        quorum=Quorum.model_validate(quorum_of(terms, facts), from_attributes=True),
        approval=Approval.model_validate(approval_of(terms, facts), from_attributes=True),
        missing=missing_of(state, terms, facts),
    )


def _options(options: Sequence[ProposalOption], method: Method, count: Count) -> list[Option]:
    """None of for/against/abstain."""
    if method == "for_against":
        return []
    shown: list[Option] = []
    first = 0
    for option, votes in zip(options, count.options, strict=True):
        parts = in_parts(method, votes)
        positions = list(range(first, first + option.actions))
        shown.append(
            Option(number=option.number, label=option.label, votes=parts // PARTS, parts=parts, actions=positions)
        )
        first += option.actions
    return shown


def _tally(method: Method, facts: ProposalFacts) -> Tally:
    """The votes in short."""
    count, simple = facts.count, method == "for_against"
    return Tally(
        against=count.options[AGAINST] if simple else None,
        for_=count.options[FOR] if simple else None,
        abstain=count.options[ABSTAIN] if simple else None,
        votes=count.votes,
        ballots=facts.turnout.ballots,
        winner=count.winner or None,
    )


def _type(row: TypeRow) -> ProposalType:
    allowed = [method for place, method in enumerate(METHODS) if row.methods >> place & 1]
    return ProposalType.model_validate(
        {**row.model_dump(), "id": row.type_id, "methods": allowed, "cap": row.cap or None}
    )


def reach_of(row: Proposal | TypeRow) -> Reach:
    """What its actions may touch."""
    return REACHES[REACHES.index(row.reach)]


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
