"""What the pages of members show, gathered from the queries of domains."""

from typing import Any

from api.facts.membership import Membership
from api.kit.documents import Document, look_up
from api.kit.reading import Reading
from api.members.queries import member_detail, member_page
from api.memberships.queries import tiers
from api.memberships.schemas import Tier
from api.perks.eligibility import count_held, eligibility_of_perks
from api.perks.queries import redemption_page
from api.perks.schemas import Eligibility, Perk
from api.web.pages.perks.views import shelf
from api.web.pages.perks.words import perk_name
from symbia.content import ContentStore

PAGE_SIZE = 25
MEMBERSHIPS_PER_PERK = 10


def members(reading: Reading, store: ContentStore, cursor: str | None) -> dict[str, Any]:
    """Tiers, and members by number."""
    page = member_page(reading, cursor=cursor, limit=PAGE_SIZE)
    shown: list[Tier] = []
    for tier in tiers(reading) if cursor is None else []:
        shown.append(tier.model_copy(update={"document": look_up(tier.document, store, local_only=True)}))
    return {"tiers": shown, "members": page.members, "next": page.page.next}


def member(reading: Reading, store: ContentStore, name: str, account: str | None) -> dict[str, Any]:
    """One member. `account` (lower case) is the visitor's: their own page lets them redeem."""
    detail = member_detail(reading, name)
    holder = detail.account.lower()
    first_perks = shelf(reading, store, None)
    holds = [membership.model_copy(update={"reason": _reason(membership, store)}) for membership in detail.holds]
    redemptions = redemption_page(reading, account=holder, limit=PAGE_SIZE)
    return {
        "member": detail.model_copy(update={"holds": holds}),
        "own": account == holder,
        "perks": _uses(reading, holder, first_perks["perks"]),
        "more_perks": first_perks["next"] is not None,
        "perk_names": {perk.id: perk_name(perk) for perk in first_perks["perks"]},
        "redemptions": redemptions.redemptions,
        "more_redemptions": redemptions.page.next is not None,
    }


def _uses(reading: Reading, holder: str, perks: list[Perk]) -> list[tuple[Perk, list[Eligibility], int]]:
    """Each perk with the memberships of a holder (lower case), those that can redeem first, and how many more there
    are than are listed."""
    by_perk = eligibility_of_perks(reading, holder, [perk.id for perk in perks], MEMBERSHIPS_PER_PERK)
    held = count_held(reading, holder)
    return [
        (perk, sorted(by_perk[perk.id], key=lambda eligibility: not eligibility.eligible), held - len(by_perk[perk.id]))
        for perk in perks
    ]


def _reason(membership: Membership, store: ContentStore) -> Document | None:
    return look_up(membership.reason, store, local_only=True) if membership.reason else None
