"""What goes wrong in one simulation, drawn from its seed. Rates are per question, statement, step or life."""

import random
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True)
class Plan:
    """`result_cap` and `block_cap` are in logs and blocks of one answer."""

    rpc_errors: float
    database_errors: float
    result_cap: int
    block_cap: int
    reorgs: float
    deep_reorgs: float
    omissions: float
    repeats: bool
    late_answers: float
    wrong_hints: bool
    restarts: float
    kills: float
    reindexes: float
    receipts_by_block: bool
    filters_lie: bool
    long: bool

    @classmethod
    def of(cls, seed: int) -> Self:
        """The plan of a seed."""
        chance = random.Random(f"plan {seed}")
        return cls(
            rpc_errors=chance.choice((0.0, 0.02, 0.05)),
            database_errors=chance.choice((0.0, 0.001)),
            result_cap=chance.choice((100, 1_000, 10_000)),
            block_cap=chance.choice((7, 100, 1_000, 10_000)),
            reorgs=chance.choice((0.0, 0.02, 0.05, 0.2)),
            deep_reorgs=chance.choice((0.0, 0.0, 0.01, 0.02)),
            omissions=chance.choice((0.0, 0.1, 0.5)),
            repeats=chance.random() < 0.3,
            late_answers=chance.choice((0.0, 0.02, 0.1)),
            wrong_hints=chance.random() < 0.5,
            restarts=chance.choice((0.0, 0.05)),
            kills=chance.choice((0.0, 0.1, 0.5)),
            reindexes=chance.choice((0.0, 0.1, 0.4)),
            receipts_by_block=chance.random() < 0.7,
            filters_lie=chance.random() < 0.1,
            long=chance.random() < 0.07,
        )
