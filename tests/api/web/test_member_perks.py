"""A member's page lists a few memberships, perks and redemptions, and says so when there are more."""

from api.web.pages.members.views import MEMBERSHIPS_PER_PERK

from . import rows
from .conftest import Brand
from .outline import text_of


def test_the_membership_that_can_redeem_is_listed_however_many_cannot(lively: Brand) -> None:
    used_up = range(300, 340)
    lively.add(
        rows.member(3, tokens=0),
        [rows.membership(token_id, 3) for token_id in (*used_up, 340)],
        [rows.redemption(token_id, 1, token_id, 2) for token_id in used_up],
        rows.perk(2, supply=0),
    )
    text = text_of(lively.page("/members/3"))
    first, second = text.split("Perk 2")
    assert "Can be redeemed with membership 340" not in first  # its supply of 10 is used up
    assert second.count("Can be redeemed with membership") == MEMBERSHIPS_PER_PERK
    rest = len(used_up) + 1 - MEMBERSHIPS_PER_PERK
    assert text.count(f"{rest} more memberships are not listed here. Those that can redeem the perk") == 2


def test_one_that_can_redeem_comes_before_all_that_cannot(lively: Brand) -> None:
    lively.add(
        rows.tier(2, "Silver"),
        rows.perk(2, tier_ids=[2]),
        rows.member(3, tokens=0),
        [rows.membership(300 + number, 3) for number in range(MEMBERSHIPS_PER_PERK)],
        rows.membership(400, 3, tier_id=2),
    )
    text = text_of(lively.page("/members/3")).split("Perk 2")[1]
    assert text.index("Can be redeemed with membership 400") < text.index("Not with membership 300")
    assert "1 more membership is not listed here." in text


def test_a_page_that_lists_everything_says_nothing_of_more(lively: Brand) -> None:
    html = lively.page("/members/1")
    assert "not listed here" not in html
    assert "More perks are" not in html
    assert "These are the newest" not in html


def test_terms_of_a_perk_are_escaped(lively: Brand) -> None:
    lively.add(rows.tier(2, "Gold <b>"), rows.perk(2, tier_ids=[2, 9], min_holding_seconds=7 * rows.DAY + 3_600))
    html = lively.page("/perks")
    assert "<li>For Gold &lt;b&gt;, Tier 9</li><li>Held for at least 7 days 1 hour</li>" in html
