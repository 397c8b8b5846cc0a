"""/v1/content."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from api.auth.access import Access, SenderDep
from api.content.schemas import Pinned
from api.content.serving import headers_for
from api.kit.lanes import in_a_thread
from api.kit.openapi import BINARY, PINS, problems
from api.kit.pinning import pin
from api.kit.problems import ProblemError
from api.kit.routing import Route, waits_in
from api.kit.services import Services, ServicesDep
from symbia.content import check_size, cid_of, ipfs_uri, parse_cid
from symbia.text import Text

TAG = {"name": "content", "description": "Documents by CID"}
router = APIRouter(prefix="/v1/content", tags=[TAG["name"]], route_class=Route)
_BODY = {"requestBody": {"required": True, "content": {"application/octet-stream": {"schema": BINARY}}}}
CidPath = Annotated[str, Path(max_length=128, description="CIDv1 in base32, or CIDv0")]


@router.post(
    "",
    status_code=201,
    summary="Pin a document",
    responses=problems(*PINS),
    openapi_extra=_BODY,
)
@waits_in("files")
async def pin_document(request: Request, services: ServicesDep, sender: SenderDep) -> Pinned:
    """The body, byte for byte, becomes content that contracts can name. The same bytes always get the same CID. There
    is a quota a day for each account or network address, and what nothing on chain names goes after some days."""
    data = await request.body()
    if not data:
        raise ProblemError("invalid_request", Text("content.empty"))
    cid = await in_a_thread(_pin, services, data, sender)
    return Pinned(cid=cid, uri=ipfs_uri(cid), size=len(data))


def _pin(services: Services, data: bytes, sender: Access) -> str:
    check_size(data, services.settings.content_max_bytes)
    cid = cid_of(data)
    pin(services, {cid: data}, sender.quota_of())
    return cid


@router.get(
    "/{cid}",
    summary="Read a document",
    response_class=Response,
    responses={
        200: {
            "description": "The bytes that the CID names, verified; as text, JSON or an image if they are one",
            "content": {"application/octet-stream": {"schema": BINARY}},
        },
        **problems("not_found", "invalid_cid", "too_large", "unsupported_content", "content_unavailable"),
    },
)
def read_document(cid: CidPath, request: Request, services: ServicesDep) -> Response:
    """Bytes are compared with the CID first. HTML and SVG come as plain text; nothing served here can run."""
    name = str(parse_cid(cid))
    if f'"{name}"' in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers={"ETag": f'"{name}"'})
    data = services.store.get(name, keep=False)
    return Response(data, headers=headers_for(name, data))
