"""BrandMembership: what happens to a membership after its issue.

Every event that changes units is followed by DelegateVotesChanged for whoever votes with them.
"""

from typing import Any

from indexer.decode import events
from indexer.decode.events import Event
from indexer.handlers.memberships.holding import add_unit_change
from indexer.write.changes import Writer
from symbia.tables.memberships import Membership, MembershipEvent


def on_membership_renewed(write: Writer, event: events.MembershipRenewed) -> None:
    """It expires later. A lapsed one has its units back; of one that was not, none is restored."""
    values: dict[str, Any] = {"expires_at": event.expires_at, "lapsed": False}
    if event.units_restored:
        values["units"] = event.units_restored
    write.patch(Membership, (event.token_id,), **values)
    add_unit_change(write, event, event.token_id, event.units_restored)
    _note(write, event, event.token_id, "renewed", expires_at=event.expires_at, units_restored=event.units_restored)


def on_holding_restarted(write: Writer, event: events.HoldingRestarted) -> None:
    """It was renewed after its grace time, as if it came anew. MembershipRenewed follows."""
    write.patch(Membership, (event.token_id,), acquired_at=event.at)


def on_membership_tier_changed(write: Writer, event: events.MembershipTierChanged) -> None:
    """It is of another tier from now on, with that tier's units and a new expiry, or none."""
    expires_at = event.expires_at or None
    change = {"tier_id": event.tier_id, "expires_at": expires_at, "units": event.units}
    write.patch(Membership, (event.token_id,), **change, acquired_at=event.at)
    add_unit_change(write, event, event.token_id, event.units - event.previous_units)
    _note(write, event, event.token_id, "tier_changed", **change, previous_units=event.previous_units)


def on_membership_lapsed(write: Writer, event: events.MembershipLapsed) -> None:
    """Its units stopped counting, and its place is free."""
    write.patch(Membership, (event.token_id,), lapsed=True, units=0)
    add_unit_change(write, event, event.token_id, -event.units)
    _note(write, event, event.token_id, "lapsed", units=event.units)


def on_revocation_noticed(write: Writer, event: events.RevocationNoticed) -> None:
    """The brand means to revoke it, and says why. Locked follows, unless it was."""
    notice = {"revocable_at": event.revocable_at, "reason_uri": event.reason_uri}
    write.patch(Membership, (event.token_id,), revocable_at=event.revocable_at, revocation_reason_uri=event.reason_uri)
    _note(write, event, event.token_id, "revocation_noticed", **notice)


def on_revocation_dropped(write: Writer, event: events.RevocationDropped) -> None:
    """A proposal dismissed the notice, or the brand took it back. Unlocked follows, unless it is soulbound."""
    write.patch(Membership, (event.token_id,), revocable_at=None, revocation_reason_uri=None)
    _note(write, event, event.token_id, "revocation_dismissed" if event.dismissed else "revocation_withdrawn")


def on_membership_ended(write: Writer, event: events.MembershipEnded) -> None:
    """It is gone. The Transfer to the zero address that follows takes it from its holder."""
    write.patch(
        Membership,
        (event.token_id,),
        units=0,
        revocable_at=None,
        ended_at=event.at,
        revoked=event.revoked,
        last_holder=event.holder,
    )
    add_unit_change(write, event, event.token_id, -event.units)
    kind = "revoked" if event.revoked else "burnt"
    _note(write, event, event.token_id, kind, holder=event.holder, units=event.units)


def _note(write: Writer, event: Event, token_id: int, kind: str, **details: Any) -> None:
    write.record(MembershipEvent, event, token_id=token_id, kind=kind, details=details)
