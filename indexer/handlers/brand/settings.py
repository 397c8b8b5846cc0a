"""Single values that a contract announces by event. Seconds and numbers as decimal text."""

from indexer.decode import events
from indexer.decode.events import Event
from indexer.write.changes import Writer
from symbia.tables.brand import ContractSetting


def on_timelock_change(write: Writer, event: events.TimelockChange) -> None:
    """The governor executes through this timelock."""
    _set(write, event, "timelock", event.new_timelock)


def on_action_window_set(write: Writer, event: events.ActionWindowSet) -> None:
    """Seconds in which a success must be queued, and again executed."""
    _set(write, event, "action_window", str(event.action_window))


def on_late_quorum_vote_extension_set(write: Writer, event: events.LateQuorumVoteExtensionSet) -> None:
    """Seconds of voting left at least after the quorum is reached."""
    _set(write, event, "late_quorum_extension", str(event.new_vote_extension))


def on_grace_set(write: Writer, event: events.GraceSet) -> None:
    """Seconds between the expiry of a membership and its lapse."""
    _set(write, event, "grace", str(event.grace))


def on_min_delay_change(write: Writer, event: events.MinDelayChange) -> None:
    """Seconds from queue to the earliest execution."""
    _set(write, event, "min_delay", str(event.new_duration))


def on_unit_bounds_set(write: Writer, event: events.UnitBoundsSet) -> None:
    """How many units keys of the brand can bring about; shares in basis points."""
    _set(write, event, "max_units", str(event.max_units))
    _set(write, event, "max_tier_units", str(event.max_tier_units))
    _set(write, event, "per_day_least", str(event.per_day_least))
    _set(write, event, "given_per_day_bps", str(event.given_per_day_bps))
    _set(write, event, "sold_per_day_bps", str(event.sold_per_day_bps))


def on_launch_set(write: Writer, event: events.LaunchSet) -> None:
    """From when on days are counted, unix seconds, and how many units can be given away and sold before."""
    _set(write, event, "launch_ends_at", str(event.ends_at))
    _set(write, event, "launch_units", str(event.units))
    _set(write, event, "launch_sold_units", str(event.sold_units))


def on_price_floor_set(write: Writer, event: events.PriceFloorSet) -> None:
    """What a unit sold in a currency must bring at least, in wei or the smallest unit."""
    _set(write, event, f"price_floor {event.currency}", str(event.per_unit))


def on_units_listener_set(write: Writer, event: events.UnitsListenerSet) -> None:
    """Who is told when units of a membership change; zero for nobody."""
    _set(write, event, "units_listener", event.listener)


def on_brand_governor_eip712_domain_changed(write: Writer, event: events.BrandGovernorEIP712DomainChanged) -> None:
    """Signatures need the new EIP-712 domain; the event does not say which."""
    _set(write, event, "eip712_domain_changed_at", str(event.at))


def on_brand_membership_eip712_domain_changed(write: Writer, event: events.BrandMembershipEIP712DomainChanged) -> None:
    """Signatures need the new EIP-712 domain; the event does not say which."""
    _set(write, event, "eip712_domain_changed_at", str(event.at))


def on_membership_drops_eip712_domain_changed(write: Writer, event: events.MembershipDropsEIP712DomainChanged) -> None:
    """Signatures need the new EIP-712 domain; the event does not say which."""
    _set(write, event, "eip712_domain_changed_at", str(event.at))


def on_brand_timelock_role_admin_changed(write: Writer, event: events.BrandTimelockRoleAdminChanged) -> None:
    """Another role of the timelock grants this one."""
    _set(write, event, f"role_admin:{event.role}", event.new_admin_role)


def _set(write: Writer, event: Event, name: str, value: str) -> None:
    write.put(ContractSetting, contract=event.CONTRACT, name=name, value=value, block_number=event.block_number)
