"""/v1/vouchers."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from api.auth.access import AccessDep, SenderDep
from api.kit.inputs import AddressPath, AddressQuery
from api.kit.openapi import problems
from api.kit.page import DEFAULT_LIMIT, CursorText, Limit
from api.kit.routing import Route, waits_in
from api.kit.services import ServicesDep
from api.prepare.actions import prepare_action
from api.prepare.transactions import Prepared
from api.vouchers import queries
from api.vouchers.drafts import CancelVouchersDraft, VoucherCancellationDraft, VoucherRedemptionDraft
from api.vouchers.issuing import prepare_vouchers, store_vouchers
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


@router.post("/prepare", summary="Prepare vouchers to be signed", responses=problems(401, 403, 404))
def prepare(draft: VouchersDraft, access: AccessDep, services: ServicesDep) -> PreparedVouchers:
    """For issuers. Checks every row and answers with what to sign for each: EIP-712, with a uid of its own."""
    return prepare_vouchers(services, access.require("ISSUER"), draft)


@router.post("", summary="Hand in signed vouchers", responses=problems(401, 403, 404))
@waits_in("node")
def store(signed: SignedVouchers, access: AccessDep, services: ServicesDep) -> StoredVouchers:
    """For issuers. All or none; sending the same again changes nothing. The server holds no key that could sign."""
    return store_vouchers(services, access.require("ISSUER"), signed)


@router.get("", summary="Vouchers, newest first", responses=problems(401, 403))
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


@router.get("/{issuer}/{uid}", summary="One voucher", responses=problems(404))
def read_voucher(
    issuer: AddressPath, uid: Annotated[Uid, Path()], services: ServicesDep, response: Response
) -> VoucherAnswer:
    """Terms, signature, and what has become of it."""
    response.headers["Cache-Control"] = "no-store"
    with services.read() as reading:
        return VoucherAnswer(as_of=reading.head.as_of(), voucher=queries.find_voucher(reading, issuer, uid))


@router.post("/redeem/prepare", summary="Prepare the redemption of a voucher", responses=problems(404, 409))
@waits_in("node")
def redeem(draft: VoucherRedemptionDraft, services: ServicesDep, sender: SenderDep) -> Prepared:
    """Returns the transaction that pays for a voucher, after a simulation."""
    return prepare_action(services, draft, sender)


@router.post("/cancel/prepare", summary="Prepare to cancel vouchers", responses=problems(401, 403, 404, 409))
@waits_in("node")
def cancel(draft: VoucherCancellationDraft, access: AccessDep, services: ServicesDep) -> Prepared:
    """For issuers. Returns the transaction that makes uids of theirs worthless, after a simulation."""
    who = access.require("ISSUER")
    return prepare_action(services, CancelVouchersDraft(account=who.account, uids=draft.uids), access)
