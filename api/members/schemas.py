"""What the API says about members and their power."""

from datetime import datetime

from pydantic import BaseModel, Field

from api.facts.power import Power
from api.facts.standing import Membership
from api.kit.page import Page
from api.kit.reading import Answer


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
    holds: list[Membership] = Field(description="Its memberships, the first 500, each with what its state costs")
    power: Power


class MemberPage(Answer):
    """Members by number."""

    members: list[MemberSummary]
    page: Page


class MemberAnswer(Answer):
    """One member."""

    member: MemberDetail
