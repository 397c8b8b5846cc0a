"""A ballot without gas: offered while the relay works, and what became of one is on the page."""

import pytest

from . import rows
from .conftest import Brand
from .outline import text_of


def test_it_is_offered_only_while_the_relay_works(lively: Brand) -> None:
    assert "Vote without gas" not in lively.page("/proposals/1")
    lively.add(rows.relay())
    assert "You only sign" in text_of(lively.page("/proposals/1"))


@pytest.mark.parametrize("changed", [{"state": "empty_purse"}, {"heartbeat_at": rows.NOW - rows.DAY}])
def test_a_relay_that_cannot_bring_it_is_not_offered(lively: Brand, changed: dict[str, object]) -> None:
    lively.add(rows.relay(**changed))
    assert "Vote without gas" not in lively.page("/proposals/1")
    assert "Cast ballot" in lively.page("/proposals/1")


def test_a_waiting_ballot_is_told_to_its_member_alone(lively: Brand) -> None:
    lively.add(rows.relay(), rows.signed_ballot(1, 2, 2))
    html = lively.page(f"/proposals/1?account={rows.account(2)}")
    assert "You signed: Abstain. It waits to be sent." in text_of(html)
    assert f'href="/v1/ballots/receipts/{rows.signed_ballot(1, 2, 2).receipt}"' in html
    assert "data-proposal" in html, "it may be replaced"
    assert "You signed" not in text_of(lively.page(f"/proposals/1?account={rows.account(1)}"))


def test_the_last_of_several_is_told(lively: Brand) -> None:
    lively.add(rows.relay(), rows.signed_ballot(1, 2, 0, state="replaced"), rows.signed_ballot(1, 2, 1))
    text = text_of(lively.page(f"/proposals/1?account={rows.account(2)}"))
    assert "You signed: For." in text
    assert "Against. " not in text.split("You signed")[1].split("Receipt")[0]


def test_a_ballot_that_did_not_count_says_why(lively: Brand) -> None:
    signed = rows.signed_ballot(1, 4, 1, state="skipped", problem="already_voted")
    lively.add(rows.relay(), signed)
    path = f"/proposals/1?account={rows.account(4)}"
    assert "Once the server has read its block" in text_of(lively.page(path)), "nothing of that vote is indexed yet"
    lively.add(rows.ballot(1, 4, support=0))
    text = text_of(lively.page(path))
    assert "It was not counted." in text
    assert "has voted on proposal 1 already" in text


def test_a_ballot_that_another_brought_counts(lively: Brand) -> None:
    signed = rows.signed_ballot(1, 4, 1, state="skipped", problem="already_voted")
    lively.add(rows.relay(), signed, rows.ballot(1, 4, support=1))
    text = text_of(lively.page(f"/proposals/1?account={rows.account(4)}"))
    assert "another brought it to the chain" in text
    assert "It was not counted." not in text


def test_the_brand_page_tells_what_the_relay_has_and_costs(lively: Brand) -> None:
    assert "Ballots without gas" not in text_of(lively.page("/brand"))
    lively.add(rows.relay(told="It brings them."), rows.signed_ballot(1, 2, 1))
    text = text_of(lively.page("/brand"))
    assert "Ballots without gas It brings them. The relay has 1 ETH" in text
    assert "Ballots on the way 1" in text
    assert "Gas a ballot" not in text, "none is measured yet"
    assert "pays 1,000,000 gas a day for the ballots of one account" in text


def test_the_cost_of_a_ballot_is_the_measured_one(lively: Brand) -> None:
    batch = rows.batch("b", gas=24_000, gas_price=10**9)
    ballots = [rows.signed_ballot(1, who, 1, state="counted", batch_key="b") for who in (1, 2)]
    lively.add(rows.relay(), batch, *ballots)
    assert "Ballots counted 2" in text_of(lively.page("/brand"))
    assert "Gas a ballot 12,000 0.000012 ETH" in text_of(lively.page("/brand"))
