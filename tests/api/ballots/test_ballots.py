"""Ballots over HTTP."""

from typing import Any

import pytest

from tests.api.conftest import NOW, account


@pytest.fixture
def vote(brand: Any) -> Any:
    """A proposal with ten ballots, two a block."""
    brand.tier(1, 10)
    brand.head()
    brand.proposal(1)
    brand.proposal(2)
    for number in range(10):
        if number % 2 == 0:
            brand.at(NOW - 400 + number)
        brand.ballot(1, account(100 + number), number % 3, 1 + number, reason=f"because {number}")
    return brand


def numbers(ballots: list[dict[str, Any]]) -> list[int]:
    return [one["votes"] - 1 for one in ballots]


def test_ballots_come_newest_first_with_choice_votes_and_reason(vote: Any, client: Any) -> None:
    found = client.get("/v1/proposals/1/ballots").json()["ballots"]
    assert numbers(found) == list(range(9, -1, -1))
    assert [one["choice"] for one in found[:3]] == ["against", "abstain", "for"]
    assert found[0]["reason"] == "because 9"
    assert found[0]["account"].lower() == account(109)


@pytest.mark.parametrize("limit", [1, 2, 3, 10])
def test_pages_neither_skip_nor_repeat_while_ballots_arrive(vote: Any, client: Any, limit: int) -> None:
    seen: list[int] = []
    cursor, path = "", f"/v1/proposals/1/ballots?limit={limit}"
    for arriving in range(100):
        answer = client.get(path + cursor).json()
        seen += numbers(answer["ballots"])
        vote.at(NOW - 100 + arriving)
        vote.ballot(1, account(900 + arriving), 1, 500)
        if answer["page"]["next"] is None:
            break
        cursor = f"&cursor={answer['page']['next']}"
    assert seen == list(range(9, -1, -1))


def test_a_proposal_without_ballots_has_an_empty_page_and_an_unknown_one_none(vote: Any, client: Any) -> None:
    assert client.get("/v1/proposals/2/ballots").json()["ballots"] == []
    assert client.get("/v1/proposals/3/ballots").json()["code"] == "not_found"


def test_a_cursor_of_another_proposal_is_refused(vote: Any, client: Any) -> None:
    cursor = client.get("/v1/proposals/1/ballots?limit=1").json()["page"]["next"]
    assert client.get(f"/v1/proposals/2/ballots?cursor={cursor}").json()["code"] == "invalid_cursor"


def test_a_voter_without_a_member_number_is_shown_without_one(vote: Any, client: Any) -> None:
    vote.issue(account(109))
    found = client.get("/v1/proposals/1/ballots").json()["ballots"]
    assert [one["member"] for one in found[:2]] == [1, None]
