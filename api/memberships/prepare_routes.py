"""/v1/memberships/prepare/{action} and /v1/memberships/import."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.concurrency import run_in_threadpool

from api.kit.inputs import AddressQuery
from api.kit.openapi import problems
from api.kit.services import ServicesDep
from api.memberships.import_schemas import ImportAnswer
from api.memberships.importing import import_members
from api.memberships.issue_drafts import DRAFTS as ISSUES
from api.memberships.life_drafts import DRAFTS as LIFE
from api.memberships.preparing import DismissRevocationDraft, prepare_dismissal
from api.memberships.tier_drafts import DRAFTS as TIERS
from api.prepare.actions import add_actions, add_route

router = APIRouter()
add_actions(router, "/memberships/prepare", (*TIERS, *ISSUES, *LIFE))
add_route(router, "/memberships/prepare/dismiss-revocation", DismissRevocationDraft, prepare_dismissal)
_CSV = {"schema": {"type": "string"}, "example": "account,tier\n0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed,1\n"}


@router.post(
    "/memberships/import",
    summary="Import members from CSV",
    responses=problems(403, 409, 413),
    openapi_extra={"requestBody": {"required": True, "content": {"text/csv": _CSV}}},
)
async def import_csv(
    request: Request,
    services: ServicesDep,
    dry_run: Annotated[bool, Query(description="Only check the list; nothing is prepared")] = True,
    account: AddressQuery = None,
) -> ImportAnswer:
    """Rows of `account,tier`, the tier by id or name. The dry run lists every problem by row; without it a list that
    has none is answered with airdrops of up to 200 members, for `account` to sign in order. At most 100,000 rows."""
    body = await request.body()
    return await run_in_threadpool(import_members, services, body, account=account, dry_run=dry_run)
