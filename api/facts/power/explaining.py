"""Why an account has the power it has, at any past second: the rows that add up to the contract's checkpoint."""

from collections.abc import Sequence
from dataclasses import dataclass

from api.facts.membership import State
from api.facts.power.schemas import Excluded, ExcludedKind, Power, Reason
from api.kit.times import utc
from symbia.rules.addresses import checksum
from symbia.text import Text, Value

MAX_REASONS = 500  # of each kind, and of what does not count; the rest is a sum
# The text of one, and of a sum.
_CODES: dict[ExcludedKind, tuple[str, str]] = {
    "membership_issued_after_snapshot": ("ballots.power.issued_later", "ballots.power.more_issued_later"),
    "membership_acquired_after_snapshot": ("ballots.power.acquired_later", "ballots.power.more_acquired_later"),
    "units_changed_after_snapshot": ("ballots.power.gained_later", "ballots.power.more_gained_later"),
    "delegated_after_snapshot": ("ballots.power.delegated_later", "ballots.power.more_delegated_later"),
}
_WITH_UNITS: tuple[ExcludedKind, ...] = ("units_changed_after_snapshot", "delegated_after_snapshot")


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
class AccountUnits:
    """Units of an account (lower case) at the second that was asked for."""

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
    delegators: list[AccountUnits]
    later: list[Later]


def explain(evidence: Evidence) -> Power:
    """The power with its reasons."""
    own = sum(held.units for held in evidence.held)
    return Power(
        account=checksum(evidence.account),
        at=utc(evidence.at),
        units=evidence.units,
        held_units=own,
        delegates_to=checksum(evidence.delegate) if evidence.delegate else None,
        reasons=[*_memberships(evidence), *_away(evidence, own), *_delegations(evidence)],
        excluded=_all_excluded(evidence.later),
    )


def _memberships(evidence: Evidence) -> list[Reason]:
    reasons = [
        Reason(
            kind="membership",
            units=held.units,
            text=_membership(held, evidence.at),
            token_id=held.token_id,
            tier_id=held.tier_id,
        )
        for held in evidence.held
    ]
    return _capped(reasons, "memberships")


def _membership(held: Held, at: int) -> Text:
    remark = _remark(held, at)
    if remark is None:
        return Text.of("ballots.power.membership", token=held.token_id, tier=held.tier_name)
    return Text.of("ballots.power.membership_remark", token=held.token_id, tier=held.tier_name, remark=remark)


def _remark(held: Held, at: int) -> Text | None:
    """What is odd about a membership's part in the power."""
    if held.state in ("burnt", "revoked"):
        return Text(f"ballots.power.remark.{held.state}")
    if held.left:
        return Text("ballots.power.remark.left")
    if held.changed_at is not None:
        return Text.of("ballots.power.remark.changed", units=held.units_now, at=utc(held.changed_at))
    if held.state == "lapsed":
        return Text("ballots.power.remark.lapsed")
    if held.state == "expired" and held.expires_at is not None and held.expires_at <= at:
        return Text.of("ballots.power.remark.expired", at=utc(held.expires_at))
    return None


def _away(evidence: Evidence, own: int) -> list[Reason]:
    if evidence.delegate is None:
        return []
    delegate = checksum(evidence.delegate)
    text = Text.of("ballots.power.delegated_to", account=delegate)
    return [Reason(kind="delegation_out", units=-own, text=text, account=delegate)]


def _delegations(evidence: Evidence) -> list[Reason]:
    reasons = [
        Reason(
            kind="delegation_in",
            units=delegator.units,
            text=Text.of("ballots.power.delegated_by", account=checksum(delegator.account)),
            account=checksum(delegator.account),
        )
        for delegator in evidence.delegators
    ]
    return _capped(reasons, "delegations")


def _capped(reasons: list[Reason], name: str) -> list[Reason]:
    rest = reasons[MAX_REASONS:]
    if not rest:
        return reasons
    units, text = sum(reason.units for reason in rest), Text.of(f"ballots.power.more_{name}", n=len(rest))
    more = Reason(kind="more", units=units, text=text)
    return [*reasons[:MAX_REASONS], more]


def _all_excluded(later: Sequence[Later]) -> list[Excluded]:
    """What came later, one by one up to `MAX_REASONS`; beyond that one sum a kind, `since` its first second."""
    rest: dict[ExcludedKind, list[Later]] = {}
    for item in later[MAX_REASONS:]:
        rest.setdefault(_kind(item), []).append(item)
    sums = [_excluded_rest(kind, items) for kind, items in rest.items()]
    return [*(_excluded(item) for item in later[:MAX_REASONS]), *sums]


def _kind(later: Later) -> ExcludedKind:
    if later.account is not None:
        return "delegated_after_snapshot"
    if later.gained:
        return "units_changed_after_snapshot"
    return "membership_issued_after_snapshot" if later.issued else "membership_acquired_after_snapshot"


def _excluded(later: Later) -> Excluded:
    kind, since = _kind(later), utc(later.since)
    account = checksum(later.account) if later.account is not None else None
    whose: dict[str, Value] = {"token": later.token_id or 0} if account is None else {"account": account}
    units: dict[str, Value] = {"units": later.units} if kind in _WITH_UNITS else {}
    text = Text(_CODES[kind][0], {**whose, **units, "since": since})
    return Excluded(kind=kind, units=later.units, text=text, since=since, token_id=later.token_id, account=account)


def _excluded_rest(kind: ExcludedKind, later: Sequence[Later]) -> Excluded:
    units, since = sum(item.units for item in later), utc(min(item.since for item in later))
    text = Text.of(_CODES[kind][1], n=len(later), units=units, since=since)
    return Excluded(kind=kind, units=units, text=text, since=since)
