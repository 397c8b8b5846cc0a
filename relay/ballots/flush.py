"""When waiting ballots leave, and whose come first. Pure. Times in unix seconds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FlushRules:
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
    rules: FlushRules,
    *,
    now: float,
    chain_now: int,
    closes: Mapping[int, int],
    under_way: Mapping[int, int],
) -> list[Group]:
    """Groups that leave now: keys before contract wallets, for whose ballots no key waits. Of each kind first
    those whose vote ends soon, then those of proposals with few batches `under_way`,
    then full ones, then those whose own deadline is near, then the oldest.

    A ballot's own deadline pushes no full batch aside: anybody may choose one, and each is a batch of its own.
    `closes`: last second of each proposal's vote; a proposal that is not in it takes no ballots.
    """

    def ends_soon(group: Group) -> bool:
        return closes[group.proposal] - chain_now <= rules.lead

    def near(group: Group) -> bool:
        return group.deadline - chain_now <= rules.lead

    def full(group: Group) -> bool:
        return group.waiting >= rules.batch

    def leaves(group: Group) -> bool:
        return full(group) or near(group) or ends_soon(group) or now - group.oldest >= rules.flush_seconds

    def place(group: Group) -> tuple[bool, bool, int, bool, bool, int, int]:
        turn = under_way.get(group.proposal, 0)
        by_key = group.kind != "wallet"
        return not by_key, not ends_soon(group), turn, not full(group), not near(group), group.oldest, group.proposal

    return sorted((group for group in groups if group.proposal in closes and leaves(group)), key=place)
