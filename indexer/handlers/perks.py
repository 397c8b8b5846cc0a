"""PerkRegistry: perks and redemptions."""

from indexer.decode import events
from indexer.write.changes import Writer
from symbia.tables.perks import Perk, Redemption


def on_perk_defined(write: Writer, event: events.PerkDefined) -> None:
    """A perk can be redeemed under these terms."""
    write.record(Perk, event, tier_ids=list(event.tier_ids), defined_at=event.at)


def on_perk_paused(write: Writer, event: events.PerkPaused) -> None:
    """A perk stopped, or runs again."""
    write.patch(Perk, (event.perk_id,), paused=event.paused)


def on_perk_redeemed(write: Writer, event: events.PerkRedeemed) -> None:
    """A membership's perk was used."""
    write.record(Redemption, event)
