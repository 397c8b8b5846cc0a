"""A quote and the sale of the same second."""

from typing import Any

from support.chain import attempt_at, move_to, rpc
from support.shop import ETH, Shop

Quote = tuple[int, int]  # cost, expiry


def same_as_quoted(
    shop: Shop,
    second: int,
    quote: str,
    asked: tuple[Any, ...],
    sale: str,
    sold: tuple[Any, ...],
    event: str,
    *,
    sender: Any,
) -> tuple[Quote, dict[str, Any]]:
    """Ask for a quote as it is at a second, then buy in that second at that price, in ETH; the quote and the event."""
    snapshot = rpc("evm_snapshot")
    move_to(second)
    cost, expiry = getattr(shop.drops, quote)(*asked, ETH)
    assert rpc("evm_revert", snapshot)
    receipt = attempt_at(second, getattr(shop.drops, sale), *sold, ETH, cost, sender=sender, value=cost)
    assert receipt is not None, f"{sale}{sold} was refused at {cost}"
    return (cost, expiry), receipt.one(event)
