"""MembershipDrops: what is sold, for what, and what was paid. What a sale did to memberships BrandMembership tells."""

from indexer.decode import events
from indexer.write.changes import Writer
from symbia.tables.drops import Currency, Drop, DropClaim, RenewalSale, TierChangeSale, TierPrice, VoucherUse
from symbia.tables.types import to_wei_text


def on_drop_defined(write: Writer, event: events.DropDefined) -> None:
    """A drop can be claimed from under these terms."""
    write.record(Drop, event, price=to_wei_text(event.price), defined_at=event.at)


def on_drop_closed(write: Writer, event: events.DropClosed) -> None:
    """A drop ended for ever."""
    write.patch(Drop, (event.drop_id,), closed_at=event.at)


def on_drop_claimed(write: Writer, event: events.DropClaimed) -> None:
    """Memberships were sold, or given, through a drop."""
    write.record(DropClaim, event, paid=to_wei_text(event.paid))


def on_currency_allowed(write: Writer, event: events.CurrencyAllowed) -> None:
    """An ERC-20 is taken from now on, or no longer."""
    write.put(Currency, address=event.currency, allowed=event.allowed, block_number=event.block_number)


def on_tier_price_set(write: Writer, event: events.TierPriceSet) -> None:
    """What a period of a tier, or a membership for life, is worth in a currency."""
    write.put(
        TierPrice,
        tier_id=event.tier_id,
        currency=event.currency,
        price=to_wei_text(event.price),
        since=event.at,
        block_number=event.block_number,
    )


def on_renewal_sold(write: Writer, event: events.RenewalSold) -> None:
    """Somebody paid for periods of a membership."""
    write.record(RenewalSale, event, paid=to_wei_text(event.paid))


def on_tier_change_sold(write: Writer, event: events.TierChangeSold) -> None:
    """A holder moved a membership to another tier."""
    write.record(TierChangeSale, event, paid=to_wei_text(event.paid))


def on_voucher_redeemed(write: Writer, event: events.VoucherRedeemed) -> None:
    """A voucher became a membership."""
    write.record(VoucherUse, event, uid=to_wei_text(event.uid), canceled=False, paid=to_wei_text(event.paid))


def on_voucher_canceled(write: Writer, event: events.VoucherCanceled) -> None:
    """An issuer made a uid worthless before anyone redeemed it."""
    write.record(VoucherUse, event, uid=to_wei_text(event.uid), canceled=True)
