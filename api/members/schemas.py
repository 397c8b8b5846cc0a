"""What the API says about members and their power."""

from datetime import datetime

from pydantic import BaseModel, Field

from api.facts.membership import Membership
from api.facts.power import Power
from api.kit.page import Page
from api.kit.reading import Answer

MAX_HOLDS = 500


class MemberSummary(BaseModel):
    """One member in a list."""

    number: int
    account: str
    registered_at: datetime
    memberships: int = Field(description="How many it holds now")
    held_units: int
    units: int = Field(description="Its power now")
    delegates_to: str | None


class MemberDetail(MemberSummary):
    """One member."""

    delegated_in_units: int
    delegated_out_units: int
    holds: list[Membership] = Field(
        description=f"Its memberships by token id, at most {MAX_HOLDS}, each with what its state costs"
    )
    holds_left_out: int = Field(
        description="How many more it holds than `holds` has; GET /v1/memberships?holder=<account> pages through all"
    )
    power: Power


class MemberPage(Answer):
    """Members by number."""

    members: list[MemberSummary]
    page: Page


class MemberAnswer(Answer):
    """One member."""

    member: MemberDetail
