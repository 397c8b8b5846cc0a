"""/v1/content."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.concurrency import run_in_threadpool

from api.content.schemas import Pinned
from api.content.serving import headers_for
from api.kit.openapi import BINARY, problems
from api.kit.problems import ProblemError
from api.kit.services import ServicesDep
from symbia.content import ipfs_uri, parse_cid
from symbia.text import Text

TAG = {"name": "content", "description": "Documents by CID"}
router = APIRouter(prefix="/v1/content", tags=[TAG["name"]])
_BODY = {"requestBody": {"required": True, "content": {"application/octet-stream": {"schema": BINARY}}}}
CidPath = Annotated[str, Path(max_length=128, description="CIDv1 in base32, or CIDv0")]


@router.post(
    "",
    status_code=201,
    summary="Pin a document",
    responses=problems("content_unavailable"),
    openapi_extra=_BODY,
)
async def pin_document(request: Request, services: ServicesDep) -> Pinned:
    """The body, byte for byte, becomes content that contracts can name. The same bytes always get the same CID."""
    data = await request.body()
    if not data:
        raise ProblemError("invalid_request", Text("content.empty"))
    cid = await run_in_threadpool(services.store.put, data)
    return Pinned(cid=cid, uri=ipfs_uri(cid), size=len(data))


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
    data = services.store.get(name)
    return Response(data, headers=headers_for(name, data))
