"""Why an account has the power it has, at any past second: the rows that add up to the contract's checkpoint."""

from dataclasses import dataclass

from api.facts.membership import State
from api.facts.power.schemas import Excluded, Power, Reason
from api.kit.times import in_words, utc
from symbia.rules.addresses import checksum

MAX_REASONS = 500  # of each kind; the rest is one sum


@dataclass(frozen=True, slots=True)
class Held:
    """A membership held at the second, with its `units` then. Tier, state and expiry are those of the head.

    `changed_at`: when its units changed last after the second; `left`: it has moved on since, or ended.
    """

    token_id: int
    tier_id: int
    tier_name: str
    units: int
    units_now: int
    left: bool
    changed_at: int | None = None
    state: State = "active"
    expires_at: int | None = None


@dataclass(frozen=True, slots=True)
class Delegated:
    """Units of another account that voted through this one at the second."""

    account: str
    units: int


@dataclass(frozen=True, slots=True)
class Later:
    """A membership (by `token_id`) or a delegation (by `account`) that came after the second, or units that a
    membership `gained`."""

    units: int
    since: int
    token_id: int | None = None
    account: str | None = None
    issued: bool = False
    gained: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that speaks about one account at one second. `units`: the checkpoint, the contract's own answer."""

    account: str
    at: int
    units: int
    held: list[Held]
    delegate: str | None
    delegators: list[Delegated]
    later: list[Later]


def explain(evidence: Evidence) -> Power:
    """The power with its reasons."""
    own = sum(one.units for one in evidence.held)
    return Power(
        account=checksum(evidence.account),
        at=utc(evidence.at),
        units=evidence.units,
        held_units=own,
        delegates_to=checksum(evidence.delegate) if evidence.delegate else None,
        reasons=[*_memberships(evidence), *_away(evidence, own), *_delegations(evidence)],
        excluded=[_excluded(one) for one in evidence.later[:MAX_REASONS]],
    )


def _memberships(evidence: Evidence) -> list[Reason]:
    reasons = [
        Reason(
            kind="membership",
            units=one.units,
            text=f"Membership {one.token_id}, tier {one.tier_name}{_remark(one, evidence.at)}",
            token_id=one.token_id,
            tier_id=one.tier_id,
        )
        for one in evidence.held
    ]
    return _capped(reasons, "memberships")


def _remark(one: Held, at: int) -> str:
    """What is odd about a membership's part in the power."""
    if one.state in ("burnt", "revoked"):
        return f", since {one.state}"
    if one.left:
        return ", since given to another"
    if one.changed_at is not None:
        return f", {one.units_now} units since {in_words(one.changed_at)}"
    if one.state == "lapsed":
        return ", lapsed: its units count again once it is renewed"
    if one.state == "expired" and one.expires_at is not None and one.expires_at <= at:
        return f", expired {in_words(one.expires_at)}: its units count until somebody lapses it"
    return ""


def _away(evidence: Evidence, own: int) -> list[Reason]:
    if evidence.delegate is None:
        return []
    other = checksum(evidence.delegate)
    return [Reason(kind="delegation_out", units=-own, text=f"Delegated to {other}", account=other)]


def _delegations(evidence: Evidence) -> list[Reason]:
    reasons = [
        Reason(
            kind="delegation_in",
            units=one.units,
            text=f"Delegated by {checksum(one.account)}",
            account=checksum(one.account),
        )
        for one in evidence.delegators
    ]
    return _capped(reasons, "delegations")


def _capped(reasons: list[Reason], name: str) -> list[Reason]:
    rest = reasons[MAX_REASONS:]
    if not rest:
        return reasons
    more = Reason(kind="more", units=sum(one.units for one in rest), text=f"{len(rest)} more {name}")
    return [*reasons[:MAX_REASONS], more]


def _excluded(one: Later) -> Excluded:
    since = in_words(one.since)
    if one.account is not None:
        other = checksum(one.account)
        text = f"{other} delegated its {one.units} units after the snapshot ({since}): they count where they were then."
        return Excluded(
            kind="delegated_after_snapshot", units=one.units, text=text, since=utc(one.since), account=other
        )
    if one.gained:
        return Excluded(
            kind="units_changed_after_snapshot",
            units=one.units,
            text=f"Membership {one.token_id} gained {one.units} units after the snapshot ({since}): they do not count.",
            since=utc(one.since),
            token_id=one.token_id,
        )
    verb = "issued" if one.issued else "acquired"
    return Excluded(
        kind="membership_issued_after_snapshot" if one.issued else "membership_acquired_after_snapshot",
        units=one.units,
        text=f"Membership {one.token_id} was {verb} after the snapshot ({since}), so its units do not count.",
        since=utc(one.since),
        token_id=one.token_id,
    )
