"""Memberships in lists: filters, pages, and what is about to expire."""

from typing import Any

import pytest

from tests.api.conftest import NOW, account

DAY = 86_400
YEAR = 365 * DAY


@pytest.fixture
def club(brand: Any) -> Any:
    """Tier 1 is for life, tier 2 for 30 days. One membership in every state: 1 to 6, in the order of the states."""
    brand.tier(1, 10, name="Gold")
    brand.tier(2, 3, name="Trial", duration=30 * DAY)
    brand.at(NOW - 40 * DAY)
    brand.issue(account(1))
    brand.issue(account(2))
    brand.issue(account(3), 2)
    brand.issue(account(3), 2)
    brand.issue(account(4))
    brand.issue(account(4))
    brand.at(NOW - 5 * DAY)
    brand.life.notice(2, NOW + DAY)
    brand.life.lapse(4)
    brand.life.end(5)
    brand.life.end(6, revoked=True)
    brand.head()
    return brand


def ids(client: Any, query: str) -> list[int]:
    answer = client.get(f"/v1/memberships?{query}")
    assert answer.status_code == 200, answer.text
    return [one["token_id"] for one in answer.json()["memberships"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [1, 2, 3, 4, 5, 6]),
        ("state=active", [1]),
        ("state=under_notice", [2]),
        ("state=expired", [3]),
        ("state=lapsed", [4]),
        ("state=burnt", [5]),
        ("state=revoked", [6]),
        ("state=lapsed&state=expired", [3, 4]),
        ("tier=2", [3, 4]),
        ("tier=2&state=active", []),
        (f"holder={account(3)}", [3, 4]),
        (f"holder={account(4)}", [5, 6]),
        (f"holder={account(4)}&state=revoked", [6]),
        (f"holder={account(9)}", []),
        ("tier=77", []),
    ],
)
def test_filters(club: Any, client: Any, query: str, found: list[int]) -> None:
    assert ids(client, query) == found


@pytest.mark.parametrize("query", ["state=gone", "holder=bob", "tier=x", "limit=0", "state=" + "&state=active" * 7])
def test_what_is_no_filter_is_refused(club: Any, client: Any, query: str) -> None:
    assert client.get(f"/v1/memberships?{query}").json()["code"] == "invalid_request"


def test_pages_neither_skip_nor_repeat_and_belong_to_their_filters(club: Any, client: Any) -> None:
    every = "&".join(f"state={state}" for state in ("active", "expired", "lapsed", "burnt", "under_notice", "revoked"))
    path = f"/v1/memberships?{every}&holder={account(4)}&limit=1"
    first = client.get(path).json()
    cursor = first["page"]["next"]
    second = client.get(f"{path}&cursor={cursor}").json()
    assert [one["token_id"] for one in first["memberships"] + second["memberships"]] == [5, 6]
    assert second["page"]["next"] is None
    assert client.get(f"/v1/memberships?cursor={cursor}").json()["code"] == "invalid_cursor"


def test_the_second_of_expiry_is_expired(club: Any, client: Any) -> None:
    expiry = NOW - 10 * DAY
    club.head(expiry - 1)
    assert ids(client, "state=expired") == []
    club.head(expiry)
    assert ids(client, "state=expired") == [3]


def test_a_renewed_membership_expires_later(club: Any, client: Any) -> None:
    club.life.renew(4, NOW + 7)
    assert ids(client, "state=active") == [1, 4]
    club.head(NOW + 7)
    assert ids(client, "state=expired") == [3, 4]


@pytest.fixture
def calendar(club: Any) -> Any:
    """Of the yearly tier 3: membership 7 to 11, expiring in 3, 1, 2, 1 and 300 days; 12 is under notice as well."""
    club.tier(3, 5, name="Yearly", duration=YEAR)
    for number, days in enumerate((3, 1, 2, 1, 300, 4), start=7):
        club.at(NOW - YEAR + days * DAY)
        club.issue(account(number), 3)
    club.life.notice(12, NOW + 100)
    return club


def expiring(client: Any, query: str) -> list[int]:
    return [one["token_id"] for one in client.pages(f"/v1/memberships/expiring?{query}&limit=2", "memberships")]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [8, 10, 9, 7, 12]),
        ("within=1d", [8, 10]),
        ("within=24h", [8, 10]),
        ("within=1439m", []),
        ("within=36525d", [8, 10, 9, 7, 12, 11]),
        ("tier=3", [8, 10, 9, 7, 12]),
        ("tier=2", []),
    ],
)
def test_those_about_to_expire_come_soonest_first(calendar: Any, client: Any, query: str, found: list[int]) -> None:
    assert expiring(client, query) == found


@pytest.mark.parametrize("within", ["0d", "30", "d", "-1d", "1y", "1.5d", "36526d", "9999999d", " 3d"])
def test_a_span_is_a_number_and_its_unit(calendar: Any, client: Any, within: str) -> None:
    answer = client.get("/v1/memberships/expiring", params={"within": within}).json()
    assert answer["code"] == "invalid_request"
    assert "such as 30d, 12h or 45m" in answer["detail"]
