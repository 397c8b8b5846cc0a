"""/v1/memberships and /v1/tiers."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from api.kit.inputs import AddressQuery, IdPath
from api.kit.lanes import in_a_thread
from api.kit.openapi import BINARY, MISSING, TABLES, VIEWS, problems
from api.kit.page import DEFAULT_LIMIT, CursorText, Limit
from api.kit.routing import Route, waits_in
from api.kit.services import ReaderDep, ServicesDep
from api.memberships import queries
from api.memberships.drafts import DRAFTS, DismissRevocationDraft, prepare_dismissal
from api.memberships.export import Export, ExportResponse, Format
from api.memberships.importing import import_members
from api.memberships.inputs import DayQuery, StateQuery, TierQuery, Within, span_seconds
from api.memberships.metadata import metadata
from api.memberships.queries import Filters
from api.memberships.schemas import (
    DaysAnswer,
    HistoryPage,
    ImportAnswer,
    MembershipAnswer,
    MembershipPage,
    TierAnswer,
    TiersAnswer,
)
from api.prepare.actions import add_actions, add_route

TAG = {"name": "memberships", "description": "Memberships, their tiers, and what happened to them"}
router = APIRouter(prefix="/v1", tags=[TAG["name"]], route_class=Route)

_EXPORT: dict[int | str, dict[str, Any]] = {
    **problems(*TABLES),
    200: {
        "description": "One line a membership, by token id. The headers `Symbia-Block`, `Symbia-Block-Hash`, "
        "`Symbia-Block-Time` and `Symbia-Final` name the block that all lines were read at",
        "content": {"text/csv": {"schema": {"type": "string"}}, "application/jsonl": {"schema": {"type": "string"}}},
    },
}

_CSV = {"schema": BINARY, "example": "account,tier\n0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed,1\n"}


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
def list_expiring_memberships(
    reader: ReaderDep,
    within: Within = "30d",
    tier: TierQuery = None,
    cursor: CursorText = None,
    limit: Limit = DEFAULT_LIMIT,
) -> MembershipPage:
    """Memberships in force whose time will be over. Those whose time is over have the state `expired`."""
    with reader.at_head() as reading:
        return queries.expiring_page(reading, span_seconds(within), tier, cursor=cursor, limit=limit)


@router.get("/memberships/joins", summary="Joins per day")
def list_joins(
    reader: ReaderDep,
    first: Annotated[DayQuery, Query(alias="from")] = None,
    last: Annotated[DayQuery, Query(alias="to")] = None,
) -> DaysAnswer:
    """New memberships and members, ends and lapses, for every day of at most 366; the last 30 without a range."""
    with reader.at_head() as reading:
        return queries.joins(reading, first, last)


@router.get("/memberships/export", summary="All memberships in a file", response_class=Response, responses=_EXPORT)
def export_memberships(
    services: ServicesDep,
    format_: Annotated[Format, Query(alias="format")] = "csv",
    tier: TierQuery = None,
    state: StateQuery = None,
    holder: AddressQuery = None,
) -> Response:
    """CSV or JSON lines of any length, read at one block. Takes the filters of the list."""
    return ExportResponse(Export(services, Filters(tier, tuple(state or ()), holder), format_), format_)


@router.get("/memberships/{token_id}", summary="One membership", responses=problems(*MISSING))
def read_membership(token_id: IdPath, reader: ReaderDep) -> MembershipAnswer:
    """Its state and what that costs, its tier, its holder. Burnt and revoked ones say so."""
    as_of, membership = reader.once(queries.membership_detail, token_id)
    if membership.reason is not None:
        membership.reason = reader.look_up(membership.reason)
    return MembershipAnswer(as_of=as_of, membership=membership)


@router.get("/memberships/{token_id}/history", summary="What happened to a membership", responses=problems(*MISSING))
def read_membership_history(
    token_id: IdPath,
    reader: ReaderDep,
    cursor: CursorText = None,
    limit: Limit = DEFAULT_LIMIT,
) -> HistoryPage:
    """Issue, transfers, renewals, changes of tier, lapses, notices and the end, oldest first; documents as far as they
    are at hand."""
    with reader.at_head() as reading:
        page = queries.history_page(reading, token_id, cursor=cursor, limit=limit)
    for event in page.events:
        if event.reason is not None:
            event.reason = reader.look_up(event.reason, local_only=True)
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
        **problems(*MISSING, "not_configured", "another_renderer"),
    },
)
def read_membership_metadata(token_id: IdPath, reader: ReaderDep, services: ServicesDep) -> Response:
    """Byte for byte what MembershipRenderer writes on chain at the head, which the headers name."""
    with reader.at_head() as reading:
        text = metadata(reading, token_id, services.brand(), services.renderer())
        headers = {**reading.head.headers(), "Cache-Control": "no-cache", "ETag": reader.response.headers["ETag"]}
    return Response(text, headers=headers, media_type="application/json")


@router.get("/tiers", summary="Tiers")
def list_tiers(reader: ReaderDep) -> TiersAnswer:
    """Terms, prices and places of all tiers; documents as far as they are at hand."""
    as_of, tiers = reader.once(queries.tiers)
    for tier in tiers:
        tier.document = reader.look_up(tier.document, local_only=True)
    return TiersAnswer(as_of=as_of, tiers=tiers)


@router.get("/tiers/{tier_id}", summary="One tier", responses=problems(*MISSING))
def read_tier(tier_id: IdPath, reader: ReaderDep) -> TierAnswer:
    """Terms, prices, places and document of a tier."""
    as_of, tier = reader.once(queries.find_tier, tier_id)
    tier.document = reader.look_up(tier.document)
    return TierAnswer(as_of=as_of, tier=tier)


@router.post(
    "/memberships/import",
    summary="Import members from CSV",
    responses=problems(*TABLES, *VIEWS, "role_missing", "invalid_members"),
    openapi_extra={"requestBody": {"required": True, "content": {"application/octet-stream": _CSV}}},
)
@waits_in("files")
async def import_memberships(
    request: Request,
    services: ServicesDep,
    dry_run: Annotated[bool, Query(description="Only check the list; nothing is prepared")] = True,
    account: AddressQuery = None,
) -> ImportAnswer:
    """Rows of `account,tier`, the tier by id or name. The dry run lists every problem by row; without it a list that
    has none is answered with airdrops of up to 200 members, for `account` to sign in order. At most 100,000 rows. The
    body is read as CSV whatever its media type, `text/csv` too."""
    body = await request.body()
    return await in_a_thread(import_members, services, body, account=account, dry_run=dry_run)


add_actions(router, "/memberships/prepare", DRAFTS)
add_route(router, "/memberships/prepare/dismiss-revocation", DismissRevocationDraft, prepare_dismissal)
