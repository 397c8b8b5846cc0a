"""/v1/proposals/{number}/ballots and /v1/ballots."""

from fastapi import APIRouter

from api.auth.access import SenderDep
from api.ballots import queries
from api.ballots.drafts import BallotDraft
from api.ballots.power import ballot_power
from api.ballots.power_schemas import BallotPowerAnswer
from api.ballots.schemas import BallotPage
from api.kit.inputs import AddressPath, IdPath
from api.kit.openapi import MISSING, problems
from api.kit.page import DEFAULT_LIMIT, CursorText, Limit
from api.kit.routing import Route, waits_in
from api.kit.services import ReaderDep, ServicesDep
from api.prepare.actions import codes_of, prepare_action
from api.prepare.transactions import Prepared

router = APIRouter(prefix="/v1", tags=["proposals"], route_class=Route)


@router.get("/proposals/{number}/ballots", summary="Ballots on a proposal, newest first", responses=problems(*MISSING))
def list_ballots(
    number: IdPath, reader: ReaderDep, cursor: CursorText = None, limit: Limit = DEFAULT_LIMIT
) -> BallotPage:
    """Who voted how, with how many units, and why."""
    with reader.at_head() as reading:
        return queries.ballot_page(reading, number, cursor=cursor, limit=limit)


@router.get("/proposals/{number}/power/{address}", summary="An account's power, and why", responses=problems(*MISSING))
def read_ballot_power(number: IdPath, address: AddressPath, reader: ReaderDep) -> BallotPowerAnswer:
    """Memberships and delegations at the snapshot, what curve and cap make of them, what did not count and why, and
    whether a ballot of this account would count now."""
    with reader.at_head() as reading:
        return BallotPowerAnswer(as_of=reading.head.as_of(), power=ballot_power(reading, number, address))


@router.post("/ballots/prepare", summary="Prepare a ballot", responses=problems(*codes_of(BallotDraft)))
@waits_in("node")
def prepare_ballot(draft: BallotDraft, services: ServicesDep, sender: SenderDep) -> Prepared:
    """Returns the transaction that casts the ballot, after a simulation."""
    return prepare_action(services, draft, sender)
