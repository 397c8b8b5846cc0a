"""What a member sees of their memberships' states, and what the brand page says of its tiers."""

import pytest

from . import rows
from .conftest import Brand
from .outline import assert_says, text_of


@pytest.fixture
def timely(lively: Brand) -> Brand:
    """Member 1 holds memberships of a tier of 31 days, 20 days and one of life, in every state."""
    reason = lively.document("# Why\n\nSold at the door, <b>twice</b>.")
    notice = {"revocable_at": rows.NOW + rows.DAY, "revocation_reason_uri": reason, "locked": True}
    over = {**notice, "revocable_at": rows.NOW - rows.DAY}
    lively.add(
        rows.tier(2, "Monthly", duration=31 * rows.DAY),
        rows.tier(3, "Trial", duration=20 * rows.DAY),
        rows.membership(201, 3, tier_id=2),
        rows.membership(202, 3, tier_id=3),
        rows.membership(203, 3, tier_id=3, units=0, lapsed=True),
        rows.membership(204, 3, **notice),
        rows.membership(205, 4, **over),
        rows.member(3, tokens=0),
        rows.member(4, tokens=0),
    )
    return lively


def test_a_membership_in_force_says_until_when(timely: Brand) -> None:
    assert "Active" in text_of(timely.page("/members/1"))
    assert "For life" in text_of(timely.page("/members/1"))
    text = text_of(timely.page("/members/3"))
    assert_says(text, "Membership 201 Active Monthly 5 units · Transferable Held since", "· Until")


def test_expired_and_lapsed_say_what_it_costs_and_what_helps(timely: Brand) -> None:
    text = text_of(timely.page("/members/3"))
    assert_says(
        text,
        "Membership 202 Expired Trial 5 units",
        "Its units still count until somebody lapses it, but it opens no perks.",
        "Membership 203 Lapsed Trial 0 units",
        "Its units do not count, it opens no perks, and its place is free for others.",
        "Renew it while there is a place, and they count again.",
    )
    assert text.count("Was valid until") == 2
    assert "Renew it to redeem." in text  # beside the perk


def test_a_notice_shows_its_reason_and_how_to_appeal(timely: Brand) -> None:
    html = timely.page("/members/3")
    text = text_of(html)
    assert_says(
        text,
        "Membership 204 Under notice Regular 5 units · Cannot be transferred",
        "To appeal, ask members for a binding proposal that dismisses the notice.",
        "Sold at the door, <b>twice</b>.",
    )
    assert "<b>twice" not in html
    assert "The time to appeal is over." not in text


def test_after_the_window_only_a_quick_proposal_helps(timely: Brand) -> None:
    text = text_of(timely.page("/members/4"))
    assert "The time to appeal is over." in text
    assert "the brand can act until" in text
    assert "To appeal" not in text


def test_a_notice_that_was_not_carried_out_can_be_ended(timely: Brand) -> None:
    notice = {"revocable_at": rows.NOW - 30 * rows.DAY, "locked": True}
    timely.add(rows.membership(206, 5, **notice), rows.member(5, tokens=0))
    text = text_of(timely.page("/members/5"))
    assert "Anybody can end the notice" in text
    assert "The time to appeal is over." not in text


def test_the_brand_page_tells_duration_and_price_of_tiers(timely: Brand) -> None:
    timely.add(rows.price(2, 5 * 10**16), rows.price(2, 30_000_000, "0x" + "ee" * 20))
    text = text_of(timely.page("/brand"))
    assert "Regular 5 units For life No price set" in text
    assert "Monthly 5 units 31 days 0.05 ETH, 30,000,000 of 0xEeEe…EEEE".lower() in text.lower()
    assert "1 of 40" in text
