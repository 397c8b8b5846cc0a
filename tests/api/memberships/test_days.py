"""Joins per day: every day counted in UTC, none left out."""

from typing import Any

import pytest

from tests.api.conftest import NOW, account

DAY = 86_400
MIDNIGHT = NOW - 8 * 3_600


@pytest.fixture
def club(brand: Any) -> Any:
    """Two days ago two joined, one of them twice; a second before today's midnight one more, who then left."""
    brand.tier(1, 10, duration=3 * DAY)
    brand.at(MIDNIGHT - 2 * DAY)
    for number in (1, 1, 2):
        brand.issue(account(number))
    brand.at(MIDNIGHT - 1)
    brand.issue(account(3))
    brand.at(MIDNIGHT)
    brand.life.lapse(1)
    brand.life.renew(1, NOW)
    brand.life.lapse(1)
    brand.life.end(4)
    brand.life.end(2, revoked=True)
    brand.head()
    return brand


def days(client: Any, query: str) -> list[tuple[Any, ...]]:
    answer = client.get(f"/v1/memberships/joins?{query}")
    assert answer.status_code == 200, answer.text
    return [tuple(one.values()) for one in answer.json()["days"]]


def test_days_without_anything_are_zero_and_midnight_belongs_to_the_new_day(club: Any, client: Any) -> None:
    assert days(client, "from=2027-01-12&to=2027-01-16") == [
        ("2027-01-12", 0, 0, 0, 0),
        ("2027-01-13", 3, 2, 0, 0),
        ("2027-01-14", 1, 1, 0, 0),
        ("2027-01-15", 0, 0, 2, 2),
        ("2027-01-16", 0, 0, 0, 0),
    ]


def test_without_a_range_it_is_the_last_thirty_days(club: Any, client: Any) -> None:
    found = days(client, "")
    assert (len(found), found[0][0], found[-1][0]) == (30, "2026-12-17", "2027-01-15")
    assert [one[0] for one in days(client, "from=2027-01-01")] == [one[0] for one in days(client, "to=2027-01-30")]


def test_a_year_with_a_leap_day_fits_and_no_more(club: Any, client: Any) -> None:
    assert len(days(client, "from=2028-01-01&to=2028-12-31")) == 366
    answer = client.get("/v1/memberships/joins?from=2028-01-01&to=2029-01-01").json()
    assert (answer["code"], "at most 366 days" in answer["detail"]) == ("invalid_request", True)


@pytest.mark.parametrize(
    "query", ["from=2027-01-02&to=2027-01-01", "from=1969-12-31", "to=9999-12-31", "from=today", "to=2027-02-30"]
)
def test_what_is_no_range_is_refused(club: Any, client: Any, query: str) -> None:
    assert client.get(f"/v1/memberships/joins?{query}").json()["code"] == "invalid_request"


def test_the_first_days_of_time(club: Any, client: Any) -> None:
    assert days(client, "to=1970-01-02") == [("1970-01-01", 0, 0, 0, 0), ("1970-01-02", 0, 0, 0, 0)]
