"""Assembly reaches fields by offsets of its own: each is held against the compiler's layout, in both directions."""

from typing import Any

import pytest
from brownie import BallotLayoutMock, accounts
from support.chain import View, create, send

FIELDS = 11  # of a BallotRun that assembly reaches
# Different in every word, and in every byte of it.
RUN = tuple(int.from_bytes(bytes((16 * field + place) % 251 + 1 for place in range(32))) for field in range(FIELDS))
COUNT = (2**256 - 1, 2**253 + 3, 2**252 + 4, [2**255 + 1, 2**254 + 2], [2**200 + ranking for ranking in range(155)])


@pytest.fixture(scope="module")
def mock() -> Any:
    """The layouts from outside."""
    return create(BallotLayoutMock, sender=accounts[0])


@pytest.mark.parametrize("way", ["runByConstant", "runByName"])
def test_constants_find_the_fields_of_a_run(mock: Any, way: str) -> None:
    assert len(set(RUN)) == FIELDS
    assert getattr(mock, way)(RUN) == RUN


@pytest.mark.parametrize("way", ["countByNumber", "countByName"])
def test_numbers_find_the_words_of_a_count(mock: Any, way: str) -> None:
    assert View(getattr(mock, way))(COUNT) == COUNT


@pytest.mark.parametrize("support", [0, 1, 2])
def test_a_batch_writes_the_same_event_as_the_compiler(mock: Any, support: int, stranger: Any) -> None:
    receipt = send(mock.cast, 7, stranger.address, support, 2**40 - 1, sender=stranger)
    by_hand, by_compiler = receipt.events
    assert by_hand == by_compiler
    assert by_hand.values == {
        "voter": stranger.address,
        "proposalId": 7,
        "support": support,
        "weight": 2**40 - 1,
        "reason": "",
    }


@pytest.mark.parametrize("count", [0, 1, 2, 33])
def test_a_batch_asks_for_powers_as_the_compiler_would(mock: Any, count: int, people: Any) -> None:
    asked = [people[index].address for index in range(count)]
    by_hand, by_compiler = mock.request(asked, 2**32 - 1)
    assert by_hand == by_compiler
    assert len(by_hand) == 4 + 32 * (3 + count)
