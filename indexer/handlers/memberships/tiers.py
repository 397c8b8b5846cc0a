"""BrandMembership: tiers, and what all memberships share."""

from typing import Any

from indexer.decode import events
from indexer.handlers.reading import reads
from indexer.write.changes import Writer
from symbia.tables.memberships import Collection, Tier


def on_tier_defined(write: Writer, event: events.TierDefined) -> None:
    """A tier can be issued from now on. TierURIUpdated follows with its documents."""
    write.record(Tier, event, defined_at=event.at)


def on_tier_uri_updated(write: Writer, event: events.TierURIUpdated) -> None:
    """The tier shows these documents."""
    write.patch(Tier, (event.tier_id,), uri=event.uri, image_uri=event.image_uri)


def on_tier_supply_reduced(write: Writer, event: events.TierSupplyReduced) -> None:
    """There may be fewer memberships of the tier."""
    write.patch(Tier, (event.tier_id,), supply=event.supply)


def on_tier_royalty_reduced(write: Writer, event: events.TierRoyaltyReduced) -> None:
    """A resale pays less, or somebody else."""
    write.patch(Tier, (event.tier_id,), royalty_bps=event.royalty_bps, royalty_receiver=event.royalty_receiver)


def on_contract_uri_set(write: Writer, event: events.ContractURISet) -> None:
    """The collection shows another document."""
    _collection(write, contract_uri=event.uri)


def on_renderer_set(write: Writer, event: events.RendererSet) -> None:
    """Another contract writes `tokenURI`; the first is set at deployment."""
    _collection(write, renderer=event.renderer)


@reads
def on_metadata_frozen(write: Writer, event: events.MetadataFrozen) -> None:  # noqa: ARG001  # it says nothing more
    """Documents of the tiers defined so far, the renderer and the collection's document stay. Happens once: seen again,
    when more tiers are known, it changes nothing."""
    if not write.keys(Collection, metadata_frozen=True):
        _collection(write, metadata_frozen=True, frozen_tiers=len(write.keys(Tier)))


def on_metadata_update(write: Writer, event: events.MetadataUpdate) -> None:
    """ERC-4906 tells marketplaces to look again. It always follows the event that says what changed."""


def on_batch_metadata_update(write: Writer, event: events.BatchMetadataUpdate) -> None:
    """ERC-4906 for all memberships. It always follows TierURIUpdated or RendererSet, which say what changed."""


def on_contract_uri_updated(write: Writer, event: events.ContractURIUpdated) -> None:
    """ERC-7572 tells marketplaces to look again. It always follows ContractURISet, which says what changed."""


def _collection(write: Writer, **values: Any) -> None:
    write.merge(Collection, (1,), **values)
