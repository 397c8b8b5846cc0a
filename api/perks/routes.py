"""/v1/perks and /v1/redemptions."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.auth.access import SenderDep
from api.kit.inputs import AddressQuery, IdPath, IdQuery
from api.kit.openapi import MISSING, problems
from api.kit.page import DEFAULT_LIMIT, CursorText, Limit
from api.kit.problems import ProblemError
from api.kit.routing import Route, waits_in
from api.kit.services import ReaderDep, ServicesDep
from api.perks import queries
from api.perks.drafts import DRAFTS, RedeemDraft, RedemptionDraft
from api.perks.eligibility import eligibility
from api.perks.schemas import EligibilityAnswer, PerkAnswer, PerkPage, RedemptionPage
from api.prepare.actions import add_actions, codes_of, prepare_action
from api.prepare.transactions import Prepared
from symbia.text import Text

TAG = {"name": "perks", "description": "Perks, who may redeem them and why, redemptions"}
router = APIRouter(prefix="/v1", tags=[TAG["name"]], route_class=Route)


@router.get("/perks", summary="Perks by id")
def list_perks(reader: ReaderDep, cursor: CursorText = None, limit: Limit = DEFAULT_LIMIT) -> PerkPage:
    """Terms of all perks; documents as far as they are at hand."""
    with reader.at_head() as reading:
        page = queries.perk_page(reading, cursor=cursor, limit=limit)
    perks = [
        perk.model_copy(update={"document": reader.look_up(perk.document, local_only=True)}) for perk in page.perks
    ]
    return page.model_copy(update={"perks": perks})


@router.get("/perks/{perk_id}", summary="One perk", responses=problems(*MISSING))
def read_perk(perk_id: IdPath, reader: ReaderDep) -> PerkAnswer:
    """Terms and document of a perk."""
    as_of, perk = reader.once(queries.perk_detail, perk_id)
    perk.document = reader.look_up(perk.document)
    return PerkAnswer(as_of=as_of, perk=perk)


@router.get("/perks/{perk_id}/eligibility", summary="Who may redeem, and why", responses=problems(*MISSING))
def read_perk_eligibility(
    perk_id: IdPath,
    reader: ReaderDep,
    account: AddressQuery = None,
    token_id: Annotated[IdQuery, Query(description="One membership; all of the account's without it")] = None,
) -> EligibilityAnswer:
    """Every rule's verdict as the contract gives it: value, threshold, what would fix it, and when."""
    if account is None:
        raise ProblemError("invalid_request", Text("perks.problem.no_account"))
    with reader.at_head() as reading:
        return eligibility(reading, perk_id, account, token_id)


@router.get("/redemptions", summary="Redemptions, newest first")
def list_redemptions(
    reader: ReaderDep,
    perk: Annotated[IdQuery, Query(description="Only of this perk")] = None,
    account: AddressQuery = None,
    token_id: Annotated[IdQuery, Query(description="Only with this membership")] = None,
    cursor: CursorText = None,
    limit: Limit = DEFAULT_LIMIT,
) -> RedemptionPage:
    """What was redeemed, by whom, with which membership."""
    with reader.at_head() as reading:
        return queries.redemption_page(
            reading, perk_id=perk, account=account, token_id=token_id, cursor=cursor, limit=limit
        )


@router.post(
    "/perks/{perk_id}/redemptions/prepare", summary="Prepare a redemption", responses=problems(*codes_of(RedeemDraft))
)
@waits_in("node")
def prepare_redemption(perk_id: IdPath, draft: RedemptionDraft, services: ServicesDep, sender: SenderDep) -> Prepared:
    """Returns the transaction that redeems the perk, after a simulation."""
    return prepare_action(services, RedeemDraft(perk_id=perk_id, **draft.model_dump()), sender)


add_actions(router, "/perks/prepare", DRAFTS)
