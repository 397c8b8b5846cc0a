"""/v1/drops, and what MembershipDrops sells for memberships."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Request

from api.auth.access import SenderDep
from api.drops import allowlists, queries
from api.drops.allowlists import find_proof
from api.drops.allowlists.documents import JSON
from api.drops.currencies import describe
from api.drops.drafts import DRAFTS, MAX_QUANTITY, ChangeTierDraft, ClaimDraft, RenewDraft, prepare_sale
from api.drops.eligibility import eligibility
from api.drops.quotes import read_quotes
from api.drops.schemas import AllowlistAnswer, DropAnswer, DropEligibilityAnswer, DropPage, ProofAnswer, QuotesAnswer
from api.kit.inputs import AddressPath, AddressQuery, IdPath
from api.kit.lanes import in_a_thread
from api.kit.openapi import MISSING, PINS, TABLES, VIEWS, problems
from api.kit.page import DEFAULT_LIMIT, CursorText, Limit
from api.kit.problems import ProblemError
from api.kit.routing import Route, waits_in
from api.kit.services import ReaderDep, ServicesDep
from api.prepare.actions import add_actions, add_route
from symbia.rules.addresses import ZERO, checksum
from symbia.text import Text

TAG = {"name": "drops", "description": "Memberships for sale: drops, allowlists, prices"}
router = APIRouter(prefix="/v1", tags=[TAG["name"]], route_class=Route)
_ENTRY = {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 2}
_ENTRIES = {"type": "array", "items": _ENTRY, "minItems": 1, "description": "Account and allowance of each"}
_DUMP = {
    "type": "object",
    "description": "The dump of a StandardMerkleTree of OpenZeppelin's",
    "required": ["format", "leafEncoding", "tree", "values"],
    "properties": {
        "format": {"type": "string", "enum": ["standard-v1"]},
        "leafEncoding": {"type": "array", "items": {"type": "string"}},
        "tree": {"type": "array", "items": {"type": "string"}},
        "values": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["value", "treeIndex"],
                "properties": {"value": _ENTRY, "treeIndex": {"type": "integer"}},
            },
        },
    },
}
# JSON alone: clients that are generated for several media types mix them up. CSV is named in the description.
_LISTS = {
    JSON: {
        "schema": {"anyOf": [_ENTRIES, _DUMP]},
        "example": [["0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "2"]],
    },
}


@router.get("/drops", summary="Drops by id")
def list_drops(
    reader: ReaderDep, services: ServicesDep, cursor: CursorText = None, limit: Limit = DEFAULT_LIMIT
) -> DropPage:
    """Terms and states of all drops; documents as far as they are at hand."""
    as_of, (statuses, page) = reader.once(partial(queries.drop_page, cursor=cursor, limit=limit))
    currencies = describe(services.chain, [status.row.currency for status in statuses])
    drops = []
    for status in statuses:
        drop = queries.shown(status, currencies)
        drop.document = reader.look_up(drop.document, local_only=True)
        drops.append(drop)
    return DropPage(as_of=as_of, drops=drops, page=page)


@router.get("/drops/{drop_id}", summary="One drop", responses=problems(*MISSING))
def read_drop(drop_id: IdPath, reader: ReaderDep, services: ServicesDep) -> DropAnswer:
    """Terms, state, what is left, and the document."""
    as_of, status = reader.once(queries.find_drop, drop_id)
    drop = queries.shown(status, describe(services.chain, [status.row.currency]))
    drop.document = reader.look_up(drop.document)
    return DropAnswer(as_of=as_of, drop=drop)


@router.get("/drops/{drop_id}/eligibility/{account}", summary="Who may claim, and why", responses=problems(*MISSING))
@waits_in("node")
def read_drop_eligibility(
    drop_id: IdPath,
    account: AddressPath,
    reader: ReaderDep,
    quantity: Annotated[int, Query(ge=1, le=MAX_QUANTITY, description="How many memberships")] = 1,
) -> DropEligibilityAnswer:
    """Every rule's verdict as the contract would give it: value, threshold, what would fix it, and when."""
    return eligibility(reader, drop_id, account, quantity)


@router.get(
    "/drops/{drop_id}/proof/{account}",
    summary="Proof of an allowlist's entry",
    responses=problems(*MISSING, "not_listed", "content_unavailable"),
)
def read_allowlist_proof(
    drop_id: IdPath, account: AddressPath, reader: ReaderDep, services: ServicesDep
) -> ProofAnswer:
    """Made from the allowlist in the drop's document, and checked against the root."""
    with reader.at_head() as reading:
        row, as_of = queries.find_drop(reading, drop_id).row, reading.head.as_of()
    root = queries.root_of(row)
    if root is None:
        raise ProblemError("not_found", Text.of("drops.problem.no_allowlist", drop=drop_id))
    proof = find_proof(services.store, row.uri, root, account)
    return ProofAnswer(
        as_of=as_of,
        drop_id=drop_id,
        account=checksum(account),
        allowlist_root=root,
        allowance=str(proof.allowance),
        proof=["0x" + node.hex() for node in proof.nodes],
    )


@router.post(
    "/drops/allowlist",
    status_code=201,
    summary="Pin an allowlist",
    responses=problems("invalid_allowlist", *PINS),
    openapi_extra={"requestBody": {"required": True, "content": _LISTS}},
)
@waits_in("files")
async def pin_allowlist(request: Request, services: ServicesDep, sender: SenderDep) -> AllowlistAnswer:
    """JSON (`[[account, allowance], ...]`, or the dump of a StandardMerkleTree) becomes a document and its Merkle root.
    Whoever has the document can make every proof. CSV (`account,allowance`) is taken too, as `text/csv`."""
    body, media_type = await request.body(), request.headers.get("content-type", "")
    return await in_a_thread(allowlists.pin_allowlist, services, body, media_type, sender)


@router.get("/memberships/{token_id}/quotes", summary="Prices of a membership", responses=problems(*TABLES, *VIEWS))
@waits_in("node")
def list_quotes(token_id: IdPath, services: ServicesDep, currency: AddressQuery = None) -> QuotesAnswer:
    """What one period more costs, and a change to every other tier, in ETH or in an ERC-20. The contract is asked at
    the node's newest block."""
    return read_quotes(services, token_id, currency or ZERO)


add_actions(router, "/drops/prepare", DRAFTS)
add_route(router, "/drops/prepare/claim", ClaimDraft, prepare_sale)
for _draft in (RenewDraft, ChangeTierDraft):
    add_route(router, f"/memberships/prepare/{_draft.action}", _draft, prepare_sale)
