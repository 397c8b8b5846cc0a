"""A membership as answers carry it."""

from datetime import datetime

from pydantic import Field

from api.facts.membership.explaining import EventTimes, explain
from api.facts.membership.state import MembershipStatus, State
from api.kit.documents import Document, named
from api.kit.times import utc, utc_or_none
from api.kit.worded import Sentence, Worded
from symbia.rules.addresses import checksum


class Membership(Worded):
    """One membership NFT, at the head."""

    token_id: int
    tier_id: int
    tier_name: str
    state: State = Field(
        description="`active`. `under_notice`: the brand means to revoke it; its units count. `expired`: its units "
        "still count, until its grace time is over and anybody lapses it. `lapsed`: they do not, and its place is "
        "free, until it is renewed. `burnt`: given up by its "
        "holder. `revoked`: ended by the brand."
    )
    holder: str | None = Field(description="Null once it is burnt or revoked")
    last_holder: str | None = Field(description="Who held it when it was burnt or revoked")
    units: int = Field(description="What it adds to votes now; 0 once lapsed, burnt or revoked")
    locked: bool = Field(description="It cannot be transferred: its tier says so, or it is under notice")
    issued_at: datetime
    acquired_at: datetime = Field(
        description="Since when the holder, or the last one, held it in its tier without a break: perks count from here"
    )
    expires_at: datetime | None = Field(description="First second at which it is expired; null for never")
    lapsable_at: datetime | None = Field(
        default=None,
        description="First second at which anybody may lapse it; renewed before, it goes on where it ended. Null for "
        "never, and once it is lapsed, burnt or revoked",
    )
    revocable_at: datetime | None = Field(description="First second at which the brand may revoke it; null: no notice")
    ended_at: datetime | None
    reason: Document | None = Field(description="Why the brand means to revoke it, or did")
    explanation: Sentence | None = Field(
        default=None, description="What the state costs and what can be done; null in lists, and while it costs nothing"
    )


def as_answer(status: MembershipStatus) -> Membership:
    """What the tables say; the reason is named, not looked up, and nothing is explained."""
    row = status.row
    reason_uri = row.revocation_reason_uri if row.revocable_at or row.revoked else None
    return Membership(
        token_id=row.token_id,
        tier_id=row.tier_id,
        tier_name=status.tier.name,
        state=status.state,
        holder=None if status.ended else checksum(row.holder),
        last_holder=checksum(row.last_holder) if row.last_holder else None,
        units=row.units,
        locked=row.locked,
        issued_at=utc(row.issued_at),
        acquired_at=utc(row.acquired_at),
        expires_at=utc_or_none(status.expires_at),
        lapsable_at=None if status.ended or status.state == "lapsed" else utc_or_none(status.lapsable_at),
        revocable_at=utc_or_none(row.revocable_at),
        ended_at=utc_or_none(row.ended_at),
        reason=named(reason_uri) if reason_uri else None,
    )


def explained(status: MembershipStatus, times: EventTimes | None, now: int) -> Membership:
    """`as_answer` with the explanation at `now` (unix seconds)."""
    return as_answer(status).model_copy(update={"explanation": explain(status, times or EventTimes(), now)})
