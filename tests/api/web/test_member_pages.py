"""Members, perks and the brand."""

import pytest

from api.kit.page import MAX_LIMIT
from api.members.schemas import MAX_HOLDS
from api.web.pages.members.views import MEMBERSHIPS_PER_PERK, PAGE_SIZE

from . import rows
from .conftest import Brand
from .outline import Outline, assert_says, text_of


def test_a_member_page_explains_power_and_perks(lively: Brand) -> None:
    assert_says(
        text_of(lively.page("/members/1")),
        "Votes with 10 units",
        "Membership 100, tier Regular",
        "First loaf",
        "Redeemed 1 of 1 with membership 100.",
        "Redeem with another membership.",
    )


def test_only_the_holder_is_offered_to_redeem(lively: Brand) -> None:
    assert "data-perk" not in lively.page("/members/1")
    assert "data-perk" not in lively.page(f"/members/1?account={rows.account(2)}")
    own = Outline(lively.page(f"/members/{rows.account(1)}?account={rows.account(1)}"))
    assert [form["data-token"] for form in own.named("form") if "data-perk" in form] == ["101"]


def test_search_leads_to_a_member_or_says_why_not(lively: Brand) -> None:
    found = lively.visitor.get(f"/members?find=%20{rows.account(2)}%20")
    assert (found.status_code, found.headers["location"]) == (303, "/members/2")
    assert "There is no member 55" in text_of(lively.page("/members?find=55", 404))
    assert "is not an address" in text_of(lively.page("/members?find=bob", 422))


def test_perks_tell_their_terms(lively: Brand) -> None:
    text = text_of(lively.page("/perks"))
    assert_says(text, "First loaf On us. For every tier Once per membership 2 times per wallet", "1 of 10 redeemed")


def test_the_brand_page_adds_up_the_treasury_and_names_roles(lively: Brand) -> None:
    text = text_of(lively.page("/brand"))
    assert_says(text, "Balance 3 ETH", "\u22122 ETH", "Defines tiers and perks, and proposes.", "BrandTimelock")


def test_a_small_member_page_leaves_nothing_out(lively: Brand) -> None:
    text = text_of(lively.page("/members/1"))
    for words in ("not shown here", "on their own page"):
        assert words not in text


def test_memberships_that_are_not_shown_are_counted(lively: Brand) -> None:
    lively.add(rows.member(3, tokens=0), [rows.membership(1_000 + number, 3) for number in range(MAX_HOLDS + 1)])
    html = lively.page("/members/3")
    assert "1 more membership is not shown here. See all" in text_of(html)
    assert f'href="/v1/memberships?holder={rows.account(3)}"' in html
    beside_the_perk = f"{MAX_HOLDS + 1 - MEMBERSHIPS_PER_PERK} more memberships are not listed here."
    assert beside_the_perk in text_of(html)


def test_perks_and_redemptions_that_are_not_shown_are_named(lively: Brand) -> None:
    lively.add(
        [rows.perk(perk_id) for perk_id in range(2, MAX_LIMIT + 2)],
        [rows.redemption(number, 1, 100, 1) for number in range(2, PAGE_SIZE + 2)],
    )
    html = lively.page("/members/1")
    assert "More perks are on their own page. See all" in text_of(html)
    assert "These are the newest; older ones are not shown here. See all" in text_of(html)
    assert f'href="/v1/redemptions?account={rows.account(1)}"' in html


@pytest.mark.parametrize(("path", "status"), [("/members", 200), ("/members/1", 200), ("/members?find=55", 404)])
def test_in_chinese_the_pages_answer(lively: Brand, path: str, status: int) -> None:
    html = lively.page(path, status, headers={"Accept-Language": "zh"})
    assert '<html lang="zh"' in html
    assert "会员" in text_of(html)
