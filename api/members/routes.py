"""/v1/members, /v1/memberships and /v1/tiers."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.documents import look_up
from api.inputs import MAX_ID, IdPath
from api.members import queries
from api.members.schemas import MemberAnswer, MemberPage, MembershipAnswer, PowerAnswer, TierAnswer, TiersAnswer
from api.openapi import problems
from api.page import DEFAULT_LIMIT, CursorText, Limit
from api.services import ReaderDep, ServicesDep

router = APIRouter(prefix="/v1", tags=["members"])
Name = Annotated[str, Path(max_length=64, description="Address or member number", examples=["1"])]
ProposalQuery = Annotated[int, Query(ge=1, le=MAX_ID, description="Number of the proposal")]


@router.get("/members", summary="Members by number")
def list_members(reader: ReaderDep, cursor: CursorText = None, limit: Limit = DEFAULT_LIMIT) -> MemberPage:
    """Accounts that ever had votes, in the order of first sight."""
    with reader.at_head() as reading:
        return queries.member_page(reading, cursor=cursor, limit=limit)


@router.get("/members/{name}", summary="One member", responses=problems(404))
def read_member(name: Name, reader: ReaderDep) -> MemberAnswer:
    """Memberships, delegations, and power now with its reasons."""
    with reader.at_head() as reading:
        return MemberAnswer(as_of=reading.head.as_of(), member=queries.member_detail(reading, name))


@router.get("/members/{name}/power", summary="Power on a proposal, and why", responses=problems(404))
def read_power(name: Name, proposal: ProposalQuery, reader: ReaderDep) -> PowerAnswer:
    """Votes at the proposal's snapshot: what counted, and what came too late to count."""
    with reader.at_head() as reading:
        return PowerAnswer(as_of=reading.head.as_of(), power=queries.proposal_power(reading, name, proposal))


@router.get("/memberships/{token_id}", summary="One membership", responses=problems(404))
def read_membership(token_id: IdPath, reader: ReaderDep) -> MembershipAnswer:
    """Its tier, its holder, and everybody who held it."""
    with reader.at_head() as reading:
        return MembershipAnswer(as_of=reading.head.as_of(), membership=queries.membership_detail(reading, token_id))


@router.get("/tiers", summary="Tiers")
def list_tiers(reader: ReaderDep, services: ServicesDep) -> TiersAnswer:
    """Terms of all tiers; documents as far as they are at hand."""
    with reader.at_head() as reading:
        as_of, tiers = reading.head.as_of(), queries.tiers(reading)
    found = [
        one.model_copy(update={"document": look_up(one.document, services.store, local_only=True)}) for one in tiers
    ]
    for one in found:
        reader.unless_available(one.document)
    return TiersAnswer(as_of=as_of, tiers=found)


@router.get("/tiers/{tier_id}", summary="One tier", responses=problems(404))
def read_tier(tier_id: IdPath, reader: ReaderDep, services: ServicesDep) -> TierAnswer:
    """Terms and document of a tier."""
    with reader.at_head() as reading:
        as_of, tier = reading.head.as_of(), queries.find_tier(reading, tier_id)
    document = look_up(tier.document, services.store)
    reader.unless_available(document)
    return TierAnswer(as_of=as_of, tier=tier.model_copy(update={"document": document}))
