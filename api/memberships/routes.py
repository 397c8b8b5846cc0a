"""/v1/memberships and /v1/tiers, to read."""

import re
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import AfterValidator, Field

from api.facts.standing import State
from api.kit.documents import look_up
from api.kit.inputs import AddressQuery, IdPath, IdQuery
from api.kit.openapi import problems
from api.kit.page import DEFAULT_LIMIT, CursorText, Limit
from api.kit.services import ReaderDep, ServicesDep
from api.memberships import days, history, prepare_routes, queries, tiers
from api.memberships.export import Export, ExportResponse, Format
from api.memberships.metadata import metadata
from api.memberships.queries import Filters
from api.memberships.schemas import (
    DaysAnswer,
    HistoryPage,
    MembershipAnswer,
    MembershipPage,
    TierAnswer,
    TiersAnswer,
)
from symbia.units import CENTURY, DAY, HOUR, MINUTE

TAG = {"name": "memberships", "description": "Memberships, their tiers, and what happened to them"}
router = APIRouter(prefix="/v1", tags=[TAG["name"]])

_SECONDS = {"d": DAY, "h": HOUR, "m": MINUTE}
_LONGEST = CENTURY  # no membership lasts longer


def _span(text: str) -> str:
    if not re.fullmatch(r"[1-9][0-9]{0,5}[dhm]", text) or _seconds(text) > _LONGEST:
        raise ValueError("write a number of days, hours or minutes up to 100 years, such as 30d, 12h or 45m")
    return text


def _seconds(text: str) -> int:
    return int(text[:-1]) * _SECONDS[text[-1]]


StateQuery = Annotated[
    list[State] | None, Query(max_length=6, description="One or several: `?state=expired&state=lapsed`; all without it")
]
TierQuery = Annotated[IdQuery, Query(description="Only of this tier")]
Within = Annotated[
    str,
    AfterValidator(_span),
    Query(description="Days, hours or minutes from the head on", examples=["30d", "12h", "45m"]),
]
Day = Annotated[
    Annotated[date, Field(ge=days.EARLIEST, le=days.LATEST)] | None,
    Query(description="A day, UTC", examples=["2026-03-01"]),
]
_EXPORT: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "One line a membership, by token id. The headers `Symbia-Block`, `Symbia-Block-Hash`, "
        "`Symbia-Block-Time` and `Symbia-Final` name the block that all lines were read at",
        "content": {"text/csv": {"schema": {"type": "string"}}, "application/jsonl": {"schema": {"type": "string"}}},
    }
}


@router.get("/memberships", summary="Memberships by token id")
def list_memberships(
    reader: ReaderDep,
    tier: TierQuery = None,
    state: StateQuery = None,
    holder: AddressQuery = None,
    cursor: CursorText = None,
    limit: Limit = DEFAULT_LIMIT,
) -> MembershipPage:
    """Filter by tier, state and holder. Burnt and revoked ones are listed too, under whoever held them last."""
    filters = Filters(tier, tuple(state or ()), holder)
    with reader.at_head() as reading:
        return queries.membership_page(reading, filters, cursor=cursor, limit=limit)


@router.get("/memberships/expiring", summary="Memberships about to expire, soonest first")
def list_expiring(
    reader: ReaderDep,
    within: Within = "30d",
    tier: TierQuery = None,
    cursor: CursorText = None,
    limit: Limit = DEFAULT_LIMIT,
) -> MembershipPage:
    """Memberships in force whose time will be over. Those whose time is over have the state `expired`."""
    with reader.at_head() as reading:
        return queries.expiring_page(reading, _seconds(within), tier, cursor=cursor, limit=limit)


@router.get("/memberships/joins", summary="Joins per day")
def list_joins(
    reader: ReaderDep,
    first: Annotated[Day, Query(alias="from")] = None,
    last: Annotated[Day, Query(alias="to")] = None,
) -> DaysAnswer:
    """New memberships and members, ends and lapses, for every day of at most 366; the last 30 without a range."""
    with reader.at_head() as reading:
        return days.joins(reading, first, last)


@router.get("/memberships/export", summary="All memberships in a file", response_class=Response, responses=_EXPORT)
def export(
    services: ServicesDep,
    format_: Annotated[Format, Query(alias="format")] = "csv",
    tier: TierQuery = None,
    state: StateQuery = None,
    holder: AddressQuery = None,
) -> Response:
    """CSV or JSON lines of any length, read at one block. Takes the filters of the list."""
    return ExportResponse(Export(services, Filters(tier, tuple(state or ()), holder), format_), format_)


@router.get("/memberships/{token_id}", summary="One membership", responses=problems(404))
def read_membership(token_id: IdPath, reader: ReaderDep, services: ServicesDep) -> MembershipAnswer:
    """Its state and what that costs, its tier, its holder. Burnt and revoked ones say so."""
    with reader.at_head() as reading:
        as_of, found = reading.head.as_of(), queries.membership_detail(reading, token_id)
    if found.reason is not None:
        reason = look_up(found.reason, services.store)
        reader.unless_available(reason)
        found = found.model_copy(update={"reason": reason})
    return MembershipAnswer(as_of=as_of, membership=found)


@router.get("/memberships/{token_id}/history", summary="What happened to a membership", responses=problems(404))
def read_history(
    token_id: IdPath,
    reader: ReaderDep,
    services: ServicesDep,
    cursor: CursorText = None,
    limit: Limit = DEFAULT_LIMIT,
) -> HistoryPage:
    """Issue, transfers, renewals, changes of tier, lapses, notices and the end, oldest first; documents as far as they
    are at hand."""
    with reader.at_head() as reading:
        page = history.history_page(reading, token_id, cursor=cursor, limit=limit)
    for event in page.events:
        if event.reason is not None:
            event.reason = look_up(event.reason, services.store, local_only=True)
            reader.unless_available(event.reason)
    return page


@router.get(
    "/memberships/{token_id}/metadata",
    summary="ERC-721 metadata of a membership",
    response_class=Response,
    responses={
        200: {
            "description": "The JSON that the contract's `tokenURI` holds",
            "content": {"application/json": {"schema": {"type": "object"}}},
        },
        **problems(404, 409),
    },
)
def read_metadata(token_id: IdPath, reader: ReaderDep, services: ServicesDep) -> Response:
    """Byte for byte what MembershipRenderer writes on chain at the head, which the headers name."""
    with reader.at_head() as reading:
        text = metadata(reading, token_id, services.brand(), services.renderer())
        headers = {**reading.head.headers(), "Cache-Control": "no-cache", "ETag": reader.response.headers["ETag"]}
    return Response(text, headers=headers, media_type="application/json")


@router.get("/tiers", summary="Tiers")
def list_tiers(reader: ReaderDep, services: ServicesDep) -> TiersAnswer:
    """Terms, prices and places of all tiers; documents as far as they are at hand."""
    with reader.at_head() as reading:
        as_of, found = reading.head.as_of(), tiers.tiers(reading)
    shown = [
        one.model_copy(update={"document": look_up(one.document, services.store, local_only=True)}) for one in found
    ]
    for one in shown:
        reader.unless_available(one.document)
    return TiersAnswer(as_of=as_of, tiers=shown)


@router.get("/tiers/{tier_id}", summary="One tier", responses=problems(404))
def read_tier(tier_id: IdPath, reader: ReaderDep, services: ServicesDep) -> TierAnswer:
    """Terms, prices, places and document of a tier."""
    with reader.at_head() as reading:
        as_of, tier = reading.head.as_of(), tiers.find_tier(reading, tier_id)
    document = look_up(tier.document, services.store)
    reader.unless_available(document)
    return TierAnswer(as_of=as_of, tier=tier.model_copy(update={"document": document}))


router.include_router(prepare_routes.router)
