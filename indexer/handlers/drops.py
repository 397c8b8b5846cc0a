"""MembershipDrops: what is sold, for what, and what was paid. What a sale did to memberships BrandMembership tells."""

from indexer.decode import events
from indexer.write.changes import Writer
from symbia.tables.drops import Currency, Drop, DropClaim, RenewalSale, TierChangeSale, TierPrice, VoucherUse
from symbia.tables.types import to_wei_text


def on_drop_defined(write: Writer, event: events.DropDefined) -> None:
    """A drop can be claimed from under these terms."""
    write.put(
        Drop,
        drop_id=event.drop_id,
        tier_id=event.tier_id,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        supply=event.supply,
        per_wallet=event.per_wallet,
        currency=event.currency,
        price=to_wei_text(event.price),
        allowlist_root=event.allowlist_root,
        uri=event.uri,
        defined_at=event.at,
        block_number=event.block_number,
    )


def on_drop_closed(write: Writer, event: events.DropClosed) -> None:
    """A drop ended for ever."""
    write.patch(Drop, (event.drop_id,), closed_at=event.at)


def on_drop_claimed(write: Writer, event: events.DropClaimed) -> None:
    """Memberships were sold, or given, through a drop."""
    write.put(
        DropClaim,
        block_number=event.block_number,
        log_index=event.log_index,
        drop_id=event.drop_id,
        recipient=event.recipient,
        payer=event.payer,
        first_token_id=event.first_token_id,
        quantity=event.quantity,
        paid=to_wei_text(event.paid),
        at=event.at,
        tx_hash=event.tx_hash,
    )


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
    write.put(
        RenewalSale,
        block_number=event.block_number,
        log_index=event.log_index,
        token_id=event.token_id,
        payer=event.payer,
        periods=event.periods,
        currency=event.currency,
        paid=to_wei_text(event.paid),
        expires_at=event.expires_at,
        at=event.at,
        tx_hash=event.tx_hash,
    )


def on_tier_change_sold(write: Writer, event: events.TierChangeSold) -> None:
    """A holder moved a membership to another tier."""
    write.put(
        TierChangeSale,
        block_number=event.block_number,
        log_index=event.log_index,
        token_id=event.token_id,
        payer=event.payer,
        from_tier_id=event.from_tier_id,
        to_tier_id=event.to_tier_id,
        currency=event.currency,
        paid=to_wei_text(event.paid),
        at=event.at,
        tx_hash=event.tx_hash,
    )


def on_voucher_redeemed(write: Writer, event: events.VoucherRedeemed) -> None:
    """A voucher became a membership."""
    write.put(
        VoucherUse,
        issuer=event.issuer,
        uid=to_wei_text(event.uid),
        canceled=False,
        recipient=event.recipient,
        payer=event.payer,
        token_id=event.token_id,
        currency=event.currency,
        paid=to_wei_text(event.paid),
        at=event.at,
        tx_hash=event.tx_hash,
        block_number=event.block_number,
    )


def on_voucher_canceled(write: Writer, event: events.VoucherCanceled) -> None:
    """An issuer made a uid worthless before anyone redeemed it."""
    write.put(
        VoucherUse,
        issuer=event.issuer,
        uid=to_wei_text(event.uid),
        canceled=True,
        at=event.at,
        tx_hash=event.tx_hash,
        block_number=event.block_number,
    )
