"""When waiting ballots leave, and whose come first. Pure. Times in unix seconds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rules:
    """`batch`: ballots in one transaction at most. `flush_seconds`: how long one waits at most for others. `lead`: so
    many seconds before its end a vote's ballots wait for nobody."""

    batch: int
    flush_seconds: float
    lead: float


@dataclass(frozen=True, slots=True)
class Group:
    """Ballots that may travel together: `waiting` of them, the oldest since `oldest` (server's clock). `deadline` is
    the one that they signed (chain's clock)."""

    proposal: int
    deadline: int
    kind: str
    waiting: int
    oldest: int

    @property
    def key(self) -> tuple[int, int, str]:
        """What its ballots have in common."""
        return self.proposal, self.deadline, self.kind


def due(
    groups: Iterable[Group],
    rules: Rules,
    *,
    now: float,
    chain_now: int,
    closes: Mapping[int, int],
    under_way: Mapping[int, int],
) -> list[Group]:
    """Groups that leave now, the most urgent first; else proposals with few batches `under_way`, then the oldest.

    `closes`: last second of each proposal's vote; a proposal that is not in it takes no ballots.
    """

    def near(group: Group) -> bool:
        return min(group.deadline, closes[group.proposal]) - chain_now <= rules.lead

    def leaves(group: Group) -> bool:
        return group.waiting >= rules.batch or now - group.oldest >= rules.flush_seconds or near(group)

    found = [group for group in groups if group.proposal in closes and leaves(group)]
    return sorted(found, key=lambda one: (not near(one), under_way.get(one.proposal, 0), one.oldest, one.proposal))
