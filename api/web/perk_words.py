"""Perks, tiers and roles in sentences."""

from collections.abc import Mapping

from markupsafe import Markup

from api.brand.schemas import Role
from api.kit.documents import Document
from api.perks.schemas import Perk
from api.web.documents import render, split_title
from api.web.formats import duration, when
from api.web.words import catalogue, say


def perk_name(perk: Perk) -> str:
    """The name in its document's metadata, or the heading it opens with, or its number."""
    document = perk.document
    title = _field(document, "name") or split_title(document.text or "")[0]
    return title or say("perks.one", n=perk.id)


def document_text(document: Document) -> Markup:
    """What a document says below its title: the description in metadata, or Markdown. Empty when it is not here."""
    if document.metadata is not None:
        return Markup("<p>{}</p>").format(_field(document, "description"))
    return render(split_title(document.text or "")[1])


def perk_terms(perk: Perk, tier_names: Mapping[int, str]) -> list[Markup]:
    """Every term that limits a perk."""
    tiers = ", ".join(tier_names.get(one) or say("tiers.one", n=one) for one in perk.tier_ids)
    terms = [say("terms.tiers", tiers=tiers) if tiers else say("terms.every_tier")]
    if perk.min_holding_seconds:
        terms.append(say("terms.holding", span=duration(perk.min_holding_seconds)))
    if perk.starts_at:
        terms.append(say("terms.starts", at=when(perk.starts_at)))
    if perk.ends_at:
        terms.append(say("terms.ends", at=when(perk.ends_at)))
    if perk.per_membership:
        terms.append(say("terms.per_membership", n=perk.per_membership))
    if perk.per_wallet:
        terms.append(say("terms.per_wallet", n=perk.per_wallet))
    return terms


def role_words(role: Role) -> Markup:
    """What a role is for."""
    key = f"role.{role.label.lower()}"
    return say(key if key in catalogue() else "role.other")


def _field(document: Document, name: str) -> str:
    value = (document.metadata or {}).get(name)
    return value if isinstance(value, str) else ""
