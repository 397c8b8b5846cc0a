"""/v1/members."""

from typing import Annotated

from fastapi import APIRouter, Path

from api.kit.openapi import MISSING, problems
from api.kit.page import DEFAULT_LIMIT, CursorText, Limit
from api.kit.routing import Route
from api.kit.services import ReaderDep
from api.members import queries
from api.members.schemas import MemberAnswer, MemberPage

TAG = {"name": "members", "description": "Members, voting power and why"}
router = APIRouter(prefix="/v1", tags=[TAG["name"]], route_class=Route)
Name = Annotated[str, Path(max_length=64, description="Address or member number", examples=["1"])]


@router.get("/members", summary="Members by number")
def list_members(reader: ReaderDep, cursor: CursorText = None, limit: Limit = DEFAULT_LIMIT) -> MemberPage:
    """Accounts that ever had votes, in the order of first sight."""
    with reader.at_head() as reading:
        return queries.member_page(reading, cursor=cursor, limit=limit)


@router.get("/members/{name}", summary="One member", responses=problems(*MISSING, "invalid_address"))
def read_member(name: Name, reader: ReaderDep) -> MemberAnswer:
    """Memberships, delegations, and power now with its reasons."""
    with reader.at_head() as reading:
        return MemberAnswer(as_of=reading.head.as_of(), member=queries.member_detail(reading, name))
