"""What every part of a story needs: a chain, a state that can be rewound, chance, and a way to emit."""

import pickle
import random
from collections.abc import Callable
from typing import Any

from symbia.chain.abi import CONTRACTS

from .encoding import encode_event, entry_of
from .fake_chain import BLOCK_SECONDS, GENESIS_TIME, Emitted, FakeBlock, FakeChain

ADDRESSES = {name: f"0x{place + 1:02x}{'c0' * 19}" for place, name in enumerate(CONTRACTS)}
ZERO = "0x" + "00" * 20
PEOPLE = tuple(f"0x{number:040x}" for number in range(0xA000, 0xA020))

Act = Callable[[], None]


class Telling:
    """Writes blocks of transactions. `back_to` rewinds chain and state together."""

    def __init__(self, chain: FakeChain, seed: int, state: dict[str, Any]) -> None:
        self.chain = chain
        self._random = random.Random(seed)
        self._logs: list[Emitted] = []
        self._state = state
        self._states: dict[int, bytes] = {}

    def back_to(self, number: int, seed: int) -> None:
        """Forget blocks above `number`; another future follows."""
        self.chain.drop_above(number)
        self._state = pickle.loads(self._states[number])  # noqa: S301  # what we wrote ourselves
        self._random = random.Random(seed)

    def _mine(self, acts: list[Act]) -> FakeBlock:
        transactions = []
        for act in acts:
            self._logs = []
            act()
            transactions.append(self._logs)
        block = self.chain.mine(transactions)
        same = None if acts else self._states.get(block.number - 1)
        self._states[block.number] = same or pickle.dumps(self._state)  # many times faster than a deep copy
        return block

    def _emit(self, contract: str, event: str, **values: Any) -> None:
        renamed = {name.rstrip("_") if name in ("from_",) else name: value for name, value in values.items()}
        topics, data = encode_event(entry_of(contract, event), renamed)
        self._logs.append((ADDRESSES[contract], topics, data))

    @property
    def _now(self) -> int:
        """Timestamp of the block that is being made."""
        return GENESIS_TIME + BLOCK_SECONDS * len(self.chain.blocks)

    def _person(self) -> str:
        return self._random.choice(PEOPLE)
