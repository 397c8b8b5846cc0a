"""The gas limit of a prepared transaction: room above what the simulation used, and never more than any node takes."""

from types import SimpleNamespace
from typing import Any

import pytest

from api.kit.reading import Head
from api.prepare.transactions import Summary, prepare_data
from symbia.text import Text
from symbia.units import TRANSACTION_GAS

ACCOUNT = "0x" + "1" * 40
HEAD = Head(1, 5, "0x" + "a" * 64, 1_700_000_000, 5, True, {}, 0)


@pytest.mark.parametrize(
    ("used", "limit"),
    [
        (30_000, 90_000),
        (1_000_000, 1_500_000),
        (11_000_000, 16_500_000),
        (14_900_000, TRANSACTION_GAS),  # an airdrop of 200 members who are new
    ],
)
def test_the_limit_has_room_and_is_one_that_a_node_takes(used: int, limit: int) -> None:
    chain: Any = SimpleNamespace(
        require=lambda _chain_id: None,
        simulate=lambda *_: SimpleNamespace(gas=used, as_of=HEAD.as_of()),
    )
    summary = Summary(text=Text("relay.told.working"), contract="BrandMembership", function="airdrop", arguments={})
    prepared = prepare_data(chain, HEAD, sender=ACCOUNT, to=ACCOUNT, data="0x", summary=summary)
    assert prepared.transaction.gas == limit
