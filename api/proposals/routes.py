"""/v1/proposals and /v1/proposal-types."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.auth.access import SenderDep
from api.kit.documents import look_up
from api.kit.inputs import IdPath, IdQuery
from api.kit.openapi import MISSING, problems
from api.kit.page import DEFAULT_LIMIT, CursorText, Limit
from api.kit.routing import Route, waits_in
from api.kit.services import ReaderDep, ServicesDep
from api.prepare.actions import add_actions, add_route, codes_of, prepare_action
from api.prepare.transactions import Prepared
from api.proposals import queries
from api.proposals.drafts import DRAFTS, NamedActionDraft, ProposalDraft, prepare_named_action
from api.proposals.schemas import ProposalAnswer, ProposalPage, ProposalTypesAnswer, State
from api.proposals.tally import tally_detail
from api.proposals.tally_schemas import TallyAnswer

TAG = {"name": "proposals", "description": "Proposals, their types, ballots, tallies, and who votes with what"}
router = APIRouter(prefix="/v1", tags=[TAG["name"]], route_class=Route)


@router.get("/proposals", summary="Proposals, newest first")
def list_proposals(
    reader: ReaderDep,
    state: Annotated[State | None, Query(description="Only proposals in this state")] = None,
    type_: Annotated[IdQuery, Query(alias="type", description="Only proposals of this type's id")] = None,
    cursor: CursorText = None,
    limit: Limit = DEFAULT_LIMIT,
) -> ProposalPage:
    """States and tallies are those at `as_of`."""
    with reader.at_head() as reading:
        return queries.proposal_page(reading, state=state, type_id=type_, cursor=cursor, limit=limit)


@router.get("/proposals/{number}", summary="One proposal", responses=problems(*MISSING))
def read_proposal(number: IdPath, reader: ReaderDep, services: ServicesDep) -> ProposalAnswer:
    """Its frozen rules, document, actions, state, live tally, quorum, and what is missing."""
    as_of, detail = reader.once(queries.proposal_detail, number)
    document = look_up(detail.document, services.store)
    reader.unless_available(document)
    return ProposalAnswer(as_of=as_of, proposal=detail.model_copy(update={"document": document}))


@router.get("/proposals/{number}/tally", summary="The tally, round by round", responses=problems(*MISSING))
def read_tally(number: IdPath, reader: ReaderDep) -> TallyAnswer:
    """Votes of each choice and round, participation, the lead, the winner and why, what would change it, and how to
    recompute it all from the ballots."""
    with reader.at_head() as reading:
        return TallyAnswer(as_of=reading.head.as_of(), tally=tally_detail(reading, number))


@router.get("/proposal-types", summary="Proposal types")
def list_proposal_types(reader: ReaderDep) -> ProposalTypesAnswer:
    """Rules for the next proposal of each type. A proposal keeps the rules it was made with."""
    with reader.at_head() as reading:
        return ProposalTypesAnswer(as_of=reading.head.as_of(), proposal_types=queries.proposal_types(reading))


@router.post("/proposals/prepare", summary="Prepare a proposal", responses=problems(*codes_of(ProposalDraft)))
@waits_in("node")
def prepare_proposal(draft: ProposalDraft, services: ServicesDep, sender: SenderDep) -> Prepared:
    """Returns the transaction that submits the proposal, after a simulation; then the document is pinned."""
    return prepare_action(services, draft, sender)


add_actions(router, "/proposals/prepare", DRAFTS)
add_route(router, "/proposals/prepare/action", NamedActionDraft, prepare_named_action)
