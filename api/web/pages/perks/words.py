"""Perks in sentences."""

from collections.abc import Mapping

from markupsafe import Markup

from api.perks.schemas import Perk
from api.web.documents import split_title, text_of
from api.web.formats import when
from api.web.words import say
from symbia.text import Text


def perk_name(perk: Perk) -> str:
    """The name in its document's metadata, or the heading it opens with, or its number."""
    document = perk.document
    title = text_of(document, "name") or split_title(document.text or "")[0]
    return title or say("perks.one", n=perk.id)


def perk_terms(perk: Perk, tier_names: Mapping[int, str]) -> list[Markup]:
    """Every term that limits a perk."""
    tiers = [tier_names.get(tier_id) or Text.of("tiers.one", n=tier_id) for tier_id in perk.tier_ids]
    terms = [say("terms.tiers", tiers=tiers) if tiers else say("terms.every_tier")]
    if perk.min_holding_seconds:
        terms.append(say("terms.holding", span=perk.min_holding_seconds))
    if perk.starts_at:
        terms.append(say("terms.starts", at=when(perk.starts_at)))
    if perk.ends_at:
        terms.append(say("terms.ends", at=when(perk.ends_at)))
    if perk.per_membership:
        terms.append(say("terms.per_membership", n=perk.per_membership))
    if perk.per_wallet:
        terms.append(say("terms.per_wallet", n=perk.per_wallet))
    return terms
