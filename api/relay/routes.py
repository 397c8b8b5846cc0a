"""/v1/ballots for signed ones, their receipts, and /v1/relay."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from api.kit.openapi import MISSING, TABLES, VIEWS, Answered, problems
from api.kit.routing import Route, waits_in
from api.kit.services import Services, ServicesDep
from api.relay import queries, taking
from api.relay.queries import RelayStanding
from api.relay.schemas import ReceiptAnswer, RelayAnswer, SignedDraft, TypedDataAnswer, TypedDataDraft

TAG = {"name": "relay", "description": "Ballots that members sign and the relay brings to the chain"}
router = APIRouter(prefix="/v1", tags=[TAG["name"]], route_class=Route)
_BALLOT: tuple[Answered, ...] = (*TABLES, *MISSING, *VIEWS, "invalid_choice")
_REFUSALS: tuple[Answered, ...] = (
    *("vote_pending", "vote_closed", "ballot_expired", "deadline_too_near", "relay_unavailable"),
    *("invalid_ballot_signature", "no_voting_power", "account_excluded", "already_voted", "ballot_refused"),
    *("ballot_on_its_way", "ballot_replaced", "quota_used_up", "gas_used_up", "too_many_proposals"),
)


@router.post("/ballots/typed-data", summary="The typed data of a ballot, to be signed", responses=problems(*_BALLOT))
@waits_in("node")
def prepare_typed_data(draft: TypedDataDraft, services: ServicesDep) -> TypedDataAnswer:
    """What to sign (EIP-712), what it would count for, and why it would not be taken, if so. Nothing is kept."""
    return taking.prepare_typed_data(services, draft)


@router.post("/ballots", status_code=202, summary="Hand in a signed ballot", responses=problems(*_BALLOT, *_REFUSALS))
@waits_in("node")
def submit_ballot(draft: SignedDraft, services: ServicesDep, response: Response) -> ReceiptAnswer:
    """Checked completely, kept, and then acknowledged: the relay brings it to the chain, at no cost to the member.
    Until it is sent, another ballot of the same account replaces it. The same ballot again has the same receipt."""
    receipt = taking.take(services, draft)
    response.headers["Location"] = f"/v1/ballots/receipts/{receipt}"
    return _answer(services, receipt)


@router.get(
    "/ballots/receipts/{receipt}", summary="What became of a signed ballot", responses=problems(*TABLES, "not_found")
)
def read_receipt(
    receipt: Annotated[str, Path(pattern="^[0-9a-f]{64}$")], services: ServicesDep, response: Response
) -> ReceiptAnswer:
    """State, reason, transaction, and whether that can still change."""
    response.headers["Cache-Control"] = "no-store"
    return _answer(services, receipt)


@router.get("/relay", summary="The relay: its means, its record, its limits", responses=problems(*TABLES))
def read_relay(services: ServicesDep, response: Response) -> RelayAnswer:
    """Balance, cost of a ballot so far, for how many more it lasts, whether it works just now; what gas is left today,
    and when more comes."""
    response.headers["Cache-Control"] = "no-store"
    with services.read() as reading:
        standing = RelayStanding.read(reading.session, services.now(), services.settings)
        relay = queries.relay_record(reading, standing)
        return RelayAnswer(as_of=reading.head.as_of(), relay=relay)


def _answer(services: Services, receipt: str) -> ReceiptAnswer:
    with services.read() as reading:
        standing = RelayStanding.read(reading.session, services.now(), services.settings)
        return ReceiptAnswer(as_of=reading.head.as_of(), receipt=queries.find_receipt(reading, receipt, standing))
