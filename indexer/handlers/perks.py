"""PerkRegistry: perks and redemptions."""

from indexer.decode import events
from indexer.write.changes import Writer
from symbia.tables.perks import Perk, Redemption


def on_perk_defined(write: Writer, event: events.PerkDefined) -> None:
    """A perk can be redeemed under these terms."""
    write.put(
        Perk,
        perk_id=event.perk_id,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        min_holding_seconds=event.min_holding_seconds,
        supply=event.supply,
        per_membership=event.per_membership,
        per_wallet=event.per_wallet,
        tier_ids=list(event.tier_ids),
        uri=event.uri,
        defined_at=event.at,
        block_number=event.block_number,
    )


def on_perk_paused(write: Writer, event: events.PerkPaused) -> None:
    """A perk stopped, or runs again."""
    write.patch(Perk, (event.perk_id,), paused=event.paused)


def on_perk_redeemed(write: Writer, event: events.PerkRedeemed) -> None:
    """A membership's perk was used."""
    write.put(
        Redemption,
        redemption_id=event.redemption_id,
        perk_id=event.perk_id,
        token_id=event.token_id,
        account=event.account,
        at=event.at,
        block_number=event.block_number,
        tx_hash=event.tx_hash,
    )
