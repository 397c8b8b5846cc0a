"""Memberships and tiers in sentences."""

from markupsafe import Markup

from api.facts.standing import Membership
from api.memberships.schemas import Price, Tier
from api.web.formats import day, ether, short, when
from api.web.words import say
from symbia.rules.addresses import ZERO

_TONES = {"active": "yes", "under_notice": "no", "expired": "no", "lapsed": "no"}


def standing_tone(membership: Membership) -> str:
    """How the stamp of a membership that somebody holds is coloured: `yes` or `no`."""
    return _TONES[membership.state]


def expiry_words(membership: Membership) -> Markup:
    """Until when it is valid, or was."""
    if membership.expires_at is None:
        return say("standing.for_life")
    over = membership.state in ("expired", "lapsed")
    return say("standing.expired_at" if over else "standing.expires", at=day(membership.expires_at))


def standing_words(membership: Membership, clock: int) -> list[Markup]:
    """What the state costs its holder at `clock` (unix seconds) and what can be done; empty if it costs nothing."""
    words: list[Markup] = []
    if membership.state in ("expired", "lapsed"):
        words.append(say("standing.cost_expired" if membership.state == "expired" else "standing.cost_lapsed"))
    if membership.revocable_at is not None:
        until = when(membership.revocable_at)
        late = clock >= membership.revocable_at.timestamp()
        words.append(say("standing.notice", at=until))
        words.append(say("standing.appeal_late") if late else say("standing.appeal", at=until))
    return words


def price_words(tier: Tier) -> Markup:
    """What a period of a tier, or a membership for life, costs in every currency."""
    return Markup(", ").join(_price(one) for one in tier.prices) or say("tiers.no_price")


def _price(price: Price) -> Markup:
    if price.currency == ZERO:
        return Markup("{}").format(ether(price.price))
    return say("tiers.other_price", amount=f"{int(price.price):,}", currency=short(price.currency))
