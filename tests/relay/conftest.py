"""A fake chain, and senders on it that do not wait."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from symbia.chain import endpoints as endpoints_module

from .booth import Booth
from .fake_chain import FakeChain
from .house import House


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoints_module, "FIRST_PAUSE", 0.0)


@pytest.fixture
def chain() -> FakeChain:
    return FakeChain()


@pytest.fixture
def house(chain: FakeChain, tmp_path: Path) -> Iterator[House]:
    house = House(chain, tmp_path / "journal")
    yield house
    house.close()


@pytest.fixture
def booth(tmp_path: Path) -> Iterator[Booth]:
    booth = Booth(tmp_path)
    yield booth
    booth.close()
