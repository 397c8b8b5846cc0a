"""/v1/vouchers."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response

from api.auth.access import SESSION, AccessDep, SenderDep, SignedIn, require_role
from api.kit.inputs import AddressPath, AddressQuery
from api.kit.openapi import TABLES, problems
from api.kit.page import DEFAULT_LIMIT, CursorText, Limit
from api.kit.routing import Route, waits_in
from api.kit.services import ServicesDep
from api.prepare.actions import codes_of, prepare_action
from api.prepare.transactions import Prepared
from api.vouchers import issuing, queries
from api.vouchers.drafts import CancelVouchersDraft, VoucherCancellationDraft, VoucherRedemptionDraft
from api.vouchers.schemas import (
    PreparedVouchers,
    SignedVouchers,
    StoredVouchers,
    Uid,
    VoucherAnswer,
    VoucherPage,
    VouchersDraft,
    VoucherState,
)

TAG = {"name": "vouchers", "description": "Memberships that an issuer promised by signature"}
router = APIRouter(prefix="/v1/vouchers", tags=[TAG["name"]], route_class=Route)
IssuerDep = Annotated[Callable[[], SignedIn], Depends(require_role("ISSUER"))]


@router.post("/prepare", summary="Prepare vouchers to be signed", responses=problems("not_found", "invalid_vouchers"))
def prepare_vouchers(draft: VouchersDraft, issuer: IssuerDep, services: ServicesDep) -> PreparedVouchers:
    """For issuers. Checks every row and answers with what to sign for each: EIP-712, with a uid of its own."""
    return issuing.prepare_vouchers(services, issuer(), draft)


@router.post(
    "",
    summary="Hand in signed vouchers",
    responses=problems("not_found", "invalid_vouchers", "chain_unavailable"),
)
@waits_in("node")
def store_vouchers(signed: SignedVouchers, issuer: IssuerDep, services: ServicesDep) -> StoredVouchers:
    """For issuers. All or none; sending the same again changes nothing. The server holds no key that could sign."""
    return issuing.store_vouchers(services, issuer(), signed)


@router.get(
    "",
    summary="Vouchers, newest first",
    responses=problems(*SESSION, "role_missing", *TABLES),
    openapi_extra={"security": [{}]},  # also without: those of a recipient
)
def list_vouchers(
    access: AccessDep,
    services: ServicesDep,
    response: Response,
    recipient: AddressQuery = None,
    issuer: AddressQuery = None,
    state: Annotated[VoucherState | None, Query(description="Only in this state at the head")] = None,
    cursor: CursorText = None,
    limit: Limit = DEFAULT_LIMIT,
) -> VoucherPage:
    """Those of a recipient are for anybody to read: nobody else can use them. Without `recipient`, for issuers."""
    response.headers["Cache-Control"] = "no-store"
    if recipient is None:
        access.require("ISSUER")
    with services.read() as reading:
        return queries.voucher_page(
            reading, recipient=recipient, issuer=issuer, state=state, cursor=cursor, limit=limit
        )


@router.get("/{issuer}/{uid}", summary="One voucher", responses=problems(*TABLES, "not_found"))
def read_voucher(
    issuer: AddressPath, uid: Annotated[Uid, Path()], services: ServicesDep, response: Response
) -> VoucherAnswer:
    """Terms, signature, and what has become of it."""
    response.headers["Cache-Control"] = "no-store"
    with services.read() as reading:
        return VoucherAnswer(as_of=reading.head.as_of(), voucher=queries.find_voucher(reading, issuer, uid))


@router.post(
    "/redeem/prepare",
    summary="Prepare the redemption of a voucher",
    responses=problems(*codes_of(VoucherRedemptionDraft)),
)
@waits_in("node")
def prepare_voucher_redemption(draft: VoucherRedemptionDraft, services: ServicesDep, sender: SenderDep) -> Prepared:
    """Returns the transaction that pays for a voucher, after a simulation."""
    return prepare_action(services, draft, sender)


@router.post(
    "/cancel/prepare", summary="Prepare to cancel vouchers", responses=problems(*codes_of(CancelVouchersDraft))
)
@waits_in("node")
def prepare_voucher_cancellation(
    draft: VoucherCancellationDraft, issuer: IssuerDep, services: ServicesDep, sender: SenderDep
) -> Prepared:
    """For issuers. Returns the transaction that makes uids of theirs worthless, after a simulation."""
    draft_of_issuer = CancelVouchersDraft(account=issuer().account, uids=draft.uids)
    return prepare_action(services, draft_of_issuer, sender)
