"""Roles of an account, as BrandAccess has them at the head of the tables."""

from datetime import datetime
from typing import Final, Literal, get_args

from pydantic import BaseModel, Field
from sqlmodel import col, select

from api.kit.reading import Reading
from api.kit.times import utc
from symbia.rules import roles
from symbia.tables.brand import Role, RoleMember

Label = Literal["BRAND", "ISSUER", "GUARDIAN", "PARTNER"]
# A label in the tables is only a name that an admin may give to another role as well.
ROLE_IDS: Final[dict[Label, str]] = {label: str(roles.ROLE_IDS[label]) for label in get_args(Label)}
_LABELS = {role_id: label for label, role_id in ROLE_IDS.items()}


class HeldRole(BaseModel):
    """A role that the chain gives to an account."""

    label: str = Field(examples=["ISSUER"])
    role_id: str
    since: datetime = Field(description="First second it counts with this delay")
    execution_delay: int = Field(description="Seconds between announcing a call and making it; 0 for at once")
    usable: bool = Field(description="Whether it opens what this API asks the role for, now")


def roles_of(reading: Reading, account: str) -> list[HeldRole]:
    """Roles of an account (lower case), by id.

    One with an execution delay opens nothing here: the delay is there so that others can stop what it announces, and
    nobody could stop what this API does at once.
    """
    statement = (
        select(RoleMember, Role.label)
        .join(Role, col(Role.role_id) == col(RoleMember.role_id), isouter=True)
        .where(RoleMember.account == account)
    )
    rows = sorted(reading.session.exec(statement), key=lambda row: int(row[0].role_id))
    return [
        HeldRole(
            label=_LABELS.get(row.role_id) or _name(label, row.role_id),
            role_id=row.role_id,
            since=utc(row.counts_from),
            execution_delay=row.execution_delay,
            usable=row.counts_from <= reading.head.timestamp and row.execution_delay == 0,
        )
        for row, label in rows
    ]


def _name(label: str | None, role_id: str) -> str:
    return role_id if not label or label in ROLE_IDS else label
