"""What a transaction offers for its gas (EIP-1559), and when it offers more. All amounts in wei per gas."""

from dataclasses import dataclass

BASE_FEE_ROOM = 2  # the base fee may double, six full blocks in a row, before an offer is too low
BUMP = (5, 4)  # a replacement offers a quarter more; nodes ask for a tenth at least


@dataclass(frozen=True, slots=True)
class Fees:
    """An offer: the most that is paid in all, and what of it the block's producer gets."""

    max_fee: int
    tip: int


def offer(base_fee: int, tip: int, cap: int) -> Fees | None:
    """What to offer now, at most `cap`; None when the next block asks for more than the cap."""
    if base_fee + tip > cap:
        return None
    return Fees(max_fee=min(BASE_FEE_ROOM * base_fee + tip, cap), tip=tip)


def better(old: Fees, now: Fees, cap: int) -> Fees | None:
    """What replaces `old`: enough more for nodes to take it, and not less than `now`. None if above the cap."""
    fees = Fees(max_fee=max(_more(old.max_fee), now.max_fee), tip=max(_more(old.tip), now.tip))
    return None if fees.max_fee > cap else fees


def _more(fee: int) -> int:
    return -(-fee * BUMP[0] // BUMP[1]) + 1
