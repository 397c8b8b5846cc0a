"""A count is kept until there is another ballot, also one in place of another, and is otherwise not made again."""

from typing import Any

import pytest

from api.proposals import counts
from symbia import tables as models
from tests.api.conftest import account

OTHER = "0x" + "cd" * 32


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Numbers of proposals whose ballots were read."""
    asked: list[int] = []
    real = counts.turnouts_of

    def hear(session: Any, proposals: Any) -> Any:
        asked.extend(one.number for one in proposals)
        return real(session, proposals)

    monkeypatch.setattr(counts, "turnouts_of", hear)
    return asked


@pytest.fixture
def poll(brand: Any) -> Any:
    """Two proposals, the first with a ballot in a block of its own, the second without any."""
    brand.head()
    brand.setting("action_window", "300")
    brand.proposal(1)
    brand.proposal(2)
    brand.ballot(1, account(1), 1, 10)
    brand.add(models.Block(number=brand.block, hash=OTHER, parent_hash=OTHER, timestamp=1))
    return brand


def _for(client: Any, number: int = 1) -> int:
    choices = client.get(f"/v1/proposals/{number}/tally").json()["tally"]["choices"]
    return next(int(one["votes"]) for one in choices if one["label"] == "for")


def test_the_same_ballots_are_not_read_again(poll: Any, client: Any, counted: list[int]) -> None:
    for block in range(1_000, 1_004):
        poll.head(block=block)
        assert (_for(client), _for(client, 2)) == (10, 0)
        assert client.get("/v1/proposals").status_code == 200
    assert counted == [1]


def test_another_ballot_is(poll: Any, client: Any, counted: list[int]) -> None:
    assert _for(client) == 10
    poll.ballot(1, account(2), 1, 7)  # in the same block, which an indexer would not do
    assert _for(client) == 17
    poll.at(poll.now + 1)
    poll.ballot(1, account(3), 1, 5)
    assert _for(client) == 22
    poll.ballot(2, account(3), 1, 5)
    assert (_for(client), _for(client, 2)) == (22, 5)
    assert counted == [1, 1, 1, 2]


def test_the_same_ballot_in_a_block_that_replaced_another_is(poll: Any, client: Any, counted: list[int]) -> None:
    """Under the same number and transaction: what came before it may be another story."""
    assert _for(client) == 10
    poll.merge(models.Block(number=poll.block, hash="0x" + "ef" * 32, parent_hash=OTHER, timestamp=1))
    assert _for(client) == 10
    assert counted == [1, 1]


def test_after_a_re_index_all_are(poll: Any, client: Any, counted: list[int]) -> None:
    assert _for(client) == 10
    poll.head(rebuilds=1)
    assert _for(client) == 10
    assert counted == [1, 1]
