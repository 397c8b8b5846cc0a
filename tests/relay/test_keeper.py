"""What the keeper does with more lapses than a transaction may have the gas for."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from relay.keeper import keeper as keeper_module
from relay.keeper.keeper import Keeper
from relay.sending.errors import CallTooLargeError

from .fake_chain import TARGET, Crash, FakeChain
from .house import House

EACH = 100_000  # gas of a lapse


class Membership:
    """Lapses as call data that says which."""

    address = TARGET

    def encode(self, _function: str, tokens: list[int]) -> bytes:
        return b"lapse " + b" ".join(str(token).encode() for token in tokens)

    def read(self, _function: str) -> int:
        return 0


def lapsed(chain: FakeChain) -> list[int]:
    """In the order of the chain."""
    calls = [tx.data.split() for block in chain.blocks for tx in block.txs if tx.data.startswith(b"lapse ")]
    return [int(token) for _, *tokens in calls for token in tokens]


@pytest.fixture
def expired(monkeypatch: pytest.MonkeyPatch, house: House) -> list[int]:
    """Memberships that the tables call expired; those that are lapsed are not asked for again."""
    expired: list[int] = []

    def in_tables(_engine: Any, _at: int, _grace: int, size: int) -> Iterator[list[int]]:
        for start in range(0, len(expired), size):
            yield expired[start : start + size]

    monkeypatch.setattr(keeper_module, "expired_in_tables", in_tables)
    monkeypatch.setattr(
        keeper_module, "still_expired", lambda _, tokens: [one for one in tokens if one not in lapsed(house.chain)]
    )
    return expired


@pytest.fixture
def needy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each lapse needs its gas, and a transaction may have that of ten."""

    def estimate(chain: FakeChain, transaction: dict[str, str]) -> str:
        data = bytes.fromhex(transaction["data"][2:])
        if data:  # else it is a filler
            chain.gas_of[data] = (len(data.split()) - 1) * EACH
        return original(chain, transaction)

    original = FakeChain.eth_estimateGas
    monkeypatch.setattr(FakeChain, "eth_estimateGas", estimate)


def keeping(house: House) -> int:
    """One round."""
    rounds = iter(range(500))

    def wait() -> None:
        assert next(rounds, None) is not None, "it never comes to an end"
        house.now += 5
        house.chain.mine()

    brand: Any = SimpleNamespace(membership=Membership())
    node = house.chain.node()
    return Keeper(node, brand, None, house.journal, house.sender).round(wait)  # type: ignore[arg-type]


@pytest.mark.usefixtures("needy")
def test_they_are_lapsed_in_as_many_transactions_as_it_takes(house: House, expired: list[int]) -> None:
    house.chain.gas_cap = 10 * EACH
    expired += range(1, 101)
    assert keeping(house) == 100
    assert sorted(lapsed(house.chain)) == expired
    assert not house.journal.unsigned()


@pytest.mark.usefixtures("needy")
def test_what_an_earlier_process_planned_too_large_is_no_obstacle(house: House, expired: list[int]) -> None:
    house.chain.gas_cap = 100 * EACH
    expired += range(1, 31)
    house.chain.fault = lambda method: "crash before" if method == "eth_sendRawTransaction" else None
    with pytest.raises(Crash):
        keeping(house)
    house.chain.fault = lambda _method: None
    house.chain.gas_cap = 10 * EACH
    house.restart()
    keeping(house)
    assert sorted(lapsed(house.chain)) == expired


@pytest.mark.usefixtures("needy")
def test_one_that_fits_into_no_transaction_is_an_error_and_blocks_nothing(house: House, expired: list[int]) -> None:
    house.chain.gas_cap = EACH - 1
    expired += [7]
    with pytest.raises(CallTooLargeError):
        keeping(house)
    assert not house.journal.unsigned()
    house.chain.gas_cap = None
    assert keeping(house) == 1
    assert lapsed(house.chain) == [7]
