"""Memberships and tiers in sentences."""

from datetime import datetime, timedelta

from markupsafe import Markup

from api.facts.membership import Membership
from api.memberships.schemas import Price, Tier
from api.web.formats import day, short, when
from api.web.words import say
from symbia.rules.addresses import ZERO
from symbia.rules.memberships import REVOCABLE_FOR
from symbia.text import Text

_TONES = {"active": "yes", "under_notice": "no", "expired": "no", "lapsed": "no"}


def state_tone(membership: Membership) -> str:
    """How the stamp of a membership that somebody holds is coloured: `yes` or `no`."""
    return _TONES[membership.state]


def expiry_words(membership: Membership) -> Markup:
    """Until when it is valid, or was."""
    if membership.expires_at is None:
        return say("memberships.card.for_life")
    over = membership.state in ("expired", "lapsed")
    return say("memberships.card.expired_at" if over else "memberships.card.expires", at=day(membership.expires_at))


def state_words(membership: Membership, clock: int) -> list[Markup]:
    """What the state costs its holder at `clock` (unix seconds) and what can be done; empty if it costs nothing."""
    words: list[Markup] = []
    if membership.state in ("expired", "lapsed"):
        if membership.lapsable_at is not None and clock < membership.lapsable_at.timestamp():
            words.append(say("memberships.card.cost_expired_until", at=when(membership.lapsable_at)))
        else:
            expired = membership.state == "expired"
            words.append(say("memberships.card.cost_expired" if expired else "memberships.card.cost_lapsed"))
    if membership.revocable_at is not None:
        until = when(membership.revocable_at)
        words.append(say("memberships.card.notice", at=until))
        words.append(_appeal_words(membership.revocable_at, clock))
    return words


def _appeal_words(revocable_at: datetime, clock: int) -> Markup:
    """What the holder can do about a notice at `clock` (unix seconds)."""
    over_at = revocable_at + timedelta(seconds=REVOCABLE_FOR)
    if clock >= over_at.timestamp():
        return say("memberships.card.notice_over", at=when(over_at))
    if clock >= revocable_at.timestamp():
        return say("memberships.card.appeal_late", at=when(over_at))
    return say("memberships.card.appeal", at=when(revocable_at))


def price_words(tier: Tier) -> Markup:
    """What a period of a tier, or a membership for life, costs in every currency."""
    if not tier.prices:
        return say("tiers.no_price")
    return say("tiers.prices", prices=[_price(price) for price in tier.prices])


def _price(price: Price) -> Text:
    if price.currency == ZERO:
        return Text.of("tiers.ether_price", price=int(price.price))
    return Text.of("tiers.other_price", amount=int(price.price), currency=short(price.currency))
