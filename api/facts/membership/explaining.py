"""What a state costs the member, since when, and what can be done."""

from dataclasses import dataclass

from api.facts.membership.state import MembershipStatus
from api.kit.times import utc
from symbia.rules.addresses import checksum
from symbia.rules.memberships import REVOCABLE_FOR
from symbia.text import Text, Value


@dataclass(frozen=True, slots=True)
class EventTimes:
    """Unix seconds of what happened last; None for never."""

    lapsed_at: int | None = None
    noticed_at: int | None = None


def explain(status: MembershipStatus, times: EventTimes, now: int) -> Text | None:
    """What a state costs the member at `now` (unix seconds); None for a state that costs nothing."""
    if status.ended:
        return _ended(status)
    over, notice = _time_over(status, times), _notice(status, times, now)
    if over and notice:
        return Text.of("memberships.explained.over_and_noticed", over=over, notice=notice)
    return over or notice


def _ended(status: MembershipStatus) -> Text:
    row = status.row
    code = "memberships.explained.revoked" if row.revoked else "memberships.explained.burnt"
    return Text.of(code, at=utc(row.ended_at or 0), account=checksum(row.last_holder or ""), token=row.token_id)


def _time_over(status: MembershipStatus, times: EventTimes) -> Text | None:
    if status.state not in ("expired", "lapsed"):
        return None
    values: dict[str, Value] = {"at": utc(status.expires_at or 0), "n": status.tier.units}
    if status.state == "expired":
        if status.lapsable_at is None:
            return Text("memberships.explained.expired", values)
        return Text("memberships.explained.expired_until", values | {"until": utc(status.lapsable_at)})
    if times.lapsed_at is None:
        return Text("memberships.explained.lapsed", values)
    return Text("memberships.explained.lapsed_since", values | {"since": utc(times.lapsed_at)})


def _notice(status: MembershipStatus, times: EventTimes, now: int) -> Text | None:
    revocable_at = status.row.revocable_at
    if revocable_at is None:
        return None
    appeal = _appeal(status.row.token_id, revocable_at, now)
    if times.noticed_at is None:
        return Text.of("memberships.explained.notice", appeal=appeal)
    return Text.of("memberships.explained.notice_since", since=utc(times.noticed_at), appeal=appeal)


def _appeal(token: int, revocable_at: int, now: int) -> Text:
    over_at = revocable_at + REVOCABLE_FOR
    if now >= over_at:
        return Text.of("memberships.explained.notice_over", over=utc(over_at))
    if now >= revocable_at:
        return Text.of("memberships.explained.appeal_late", token=token, until=utc(revocable_at), over=utc(over_at))
    return Text.of("memberships.explained.appeal", token=token, until=utc(revocable_at))
