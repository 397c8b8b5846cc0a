"""How routes read: at one head, in one state of the database, with the same number of selects for any page."""

from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from api.app import create_app
from api.members import queries
from symbia import tables as models
from tests.api.conftest import NOW, account


@pytest.fixture
def busy(brand: Any) -> Any:
    """Forty of everything."""
    brand.head()
    brand.tier(1, 10)
    brand.tier(2, 10)
    brand.setting("action_window", "300")
    brand.proposal_type()
    brand.exclude(1, account(1), account(2))
    for number in range(1, 41):
        brand.issue(account(number), 1 + number % 2)
        brand.delegate(account(number), account(1))
        over: dict[str, Any] = {"snapshot_at": NOW - 900 - number, "deadline_at": NOW - 100}
        brand.proposal(number, **(over if number % 2 else {}))
        for voter in range(1, 4):
            brand.ballot(number, account(voter), votes=100 if number % 4 == 1 else 1)
        if number % 2 == 0:
            curved = {"curve": "square_root", "cap": 3, "exclusions": 1}
            brand.question(100 + number, "ranked" if number % 4 else "split", "Ash Oak", **curved)
            for voter in range(1, 4):
                brand.answer(100 + number, account(voter), 1 if number % 4 else 10_000, 3)
        brand.perk(number)
        brand.redemption(number, perk_id=number)
        brand.payment(number)
    return brand


@pytest.mark.parametrize(
    "path",
    [
        "/v1/proposals",
        "/v1/proposals?state=active",
        "/v1/proposals/1/ballots",
        "/v1/proposals/104/ballots",
        "/v1/members",
        "/v1/memberships",
        "/v1/perks",
        "/v1/redemptions",
        "/v1/treasury",
    ],
)
def test_a_large_page_takes_as_many_selects_as_a_small_one(busy: Any, path: str) -> None:
    def selects(limit: int) -> int:
        client = busy.client()  # of its own: counts of ballots are kept
        counted: list[str] = []
        event.listen(client.app.state.services.engine, "before_cursor_execute", lambda *given: counted.append(given[2]))
        assert client.get(f"{path}{'&' if '?' in path else '?'}limit={limit}").status_code == 200
        return sum(statement.startswith("SELECT") for statement in counted)

    assert 0 < selects(40) <= selects(2) <= 12


def test_a_filter_reads_on_until_the_page_is_full(busy: Any) -> None:
    client = busy.client()
    found = client.get("/v1/proposals?state=succeeded&limit=6").json()
    assert [one["number"] for one in found["proposals"]] == [37, 33, 29, 25, 21, 17]
    cursor = found["page"]["next"]
    rest = client.get(f"/v1/proposals?state=succeeded&limit=6&cursor={cursor}").json()
    assert [one["number"] for one in rest["proposals"]] == [13, 9, 5, 1]


def test_what_is_committed_during_a_read_is_not_seen_by_it(brand: Any) -> None:
    brand.head()
    brand.tier(1, 10)
    brand.issue(account(1))
    services = create_app(brand.settings).state.services
    with services.read() as reading:
        brand.issue(account(2))
        brand.head(block=1_001)
        page = queries.member_page(reading, limit=10)
    assert (page.as_of.block, len(page.members)) == (1_000, 1)
    with services.read() as reading:
        page = queries.member_page(reading, limit=10)
    assert (page.as_of.block, len(page.members)) == (1_001, 2)
    services.close()


def test_a_read_cannot_write(brand: Any) -> None:
    brand.head()
    services = create_app(brand.settings).state.services
    with services.read() as reading:
        reading.session.add(models.Member(account=account(9), number=9, registered_at=1, block_number=1))
        with pytest.raises(OperationalError, match="readonly"):
            reading.session.flush()
    services.close()
