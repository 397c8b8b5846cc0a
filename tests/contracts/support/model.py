"""What the governor should say, in plain Python: power at past seconds, tallies, quorum, deadlines, states."""

from dataclasses import dataclass, field

from support.governance import ABSTAIN, AGAINST, FOR
from support.plan import ACTION_WINDOW, ADVISORY, DELAY, LATE_EXTENSION, PERIOD, PLAN, TIMELOCK_DELAY, UNITS

BPS = 10_000


@dataclass
class Ledger:
    """Who holds what and who votes for whom, with the votes of every second in which something changed."""

    members: int
    holders: list[tuple[int, int]] = field(default_factory=list)  # member and tier of token index + 1
    delegates: dict[int, int] = field(default_factory=dict)
    history: list[tuple[int, tuple[int, ...]]] = field(default_factory=list)

    def record(self, time: int) -> None:
        """Keep everyone's votes as they are from `time` on."""
        votes = [0] * self.members
        for holder, tier in self.holders:
            votes[self.delegates.get(holder, holder)] += UNITS[tier]
        self.history.append((time, tuple(votes)))

    def votes_at(self, time: int) -> tuple[int, ...]:
        """Everyone's votes at a past second."""
        return next((votes for since, votes in reversed(self.history) if since <= time), (0,) * self.members)


@dataclass
class Case:
    """One proposal."""

    type_id: int
    proposer: int
    snapshot: int
    ledger: Ledger
    voted: dict[int, int] = field(default_factory=dict)  # member to choice
    tally: list[int] = field(default_factory=lambda: [0, 0, 0])
    deadline: int = 0
    reached: bool = False
    eta: int = 0
    ended: str = ""

    def __post_init__(self) -> None:
        """The deadline as it was at creation."""
        self.deadline = self.snapshot + PERIOD

    @property
    def binding(self) -> bool:
        """Whether it is executed."""
        return self.type_id != ADVISORY

    @property
    def supply(self) -> int:
        """Units of all at the snapshot, once it has passed."""
        return sum(self.ledger.votes_at(self.snapshot))

    @property
    def quorum(self) -> int:
        """Units that must take part, rounded up: a share of those at the snapshot, as far as they are between the units
        one second before the proposal and five quarters of those; at least one."""
        base = sum(self.ledger.votes_at(self.snapshot - DELAY - 1))
        held = sorted((base, self.supply, base * 5 // 4))[1]
        return max(-(-held * PLAN.proposal_types[self.type_id - 1].quorum_bps // BPS), 1)

    def state(self, time: int) -> str:
        """Its state at a second not before anything that happened to it."""
        if self.ended:
            return self.ended
        if time <= self.snapshot:
            return "Pending"
        if time <= self.deadline:
            return "Active"
        if not self.carried:
            return "Defeated"
        if not self.binding:
            return "Succeeded"
        last = (self.eta or self.deadline) + ACTION_WINDOW
        if time > last:
            return "Expired"
        return "Queued" if self.eta else "Succeeded"

    @property
    def carried(self) -> bool:
        """Whether enough took part and enough of them were in favour."""
        in_favour, against = self.tally[FOR], self.tally[AGAINST]
        approval = PLAN.proposal_types[self.type_id - 1].approval_bps
        took_part = in_favour + self.tally[ABSTAIN] >= self.quorum
        return took_part and in_favour * BPS > (in_favour + against) * approval

    def vote(self, time: int, member: int, choice: int) -> bool:
        """Count a ballot; False if it must be refused."""
        units = self.ledger.votes_at(self.snapshot)[member] if time > self.snapshot else 0
        if self.state(time) != "Active" or member in self.voted or units == 0:
            return False
        self.voted[member] = choice
        self.tally[choice] += units
        if not self.reached and self.tally[FOR] + self.tally[ABSTAIN] >= self.quorum:
            self.reached = True
            self.deadline = max(self.deadline, time + LATE_EXTENSION)
        return True

    def queue(self, time: int) -> bool:
        """Queue; False if it must be refused."""
        if not self.binding or self.state(time) != "Succeeded":
            return False
        self.eta = time + TIMELOCK_DELAY
        return True

    def execute(self, time: int) -> bool:
        """Execute; False if it must be refused."""
        if self.state(time) != "Queued" or time < self.eta:
            return False
        self.ended = "Executed"
        return True

    def cancel(self, time: int, by: int | str) -> bool:
        """Cancel by a member or the "guardian"; False if it must be refused."""
        state = self.state(time)
        if by == "guardian":
            allowed = state in ("Pending", "Active") or (self.binding and state in ("Succeeded", "Queued"))
        else:
            allowed = state == "Pending" and by == self.proposer
        if allowed:
            self.ended = "Canceled"
        return allowed


def may_propose(ledger: Ledger, type_id: int, member: int, time: int) -> bool:
    """Whether the member has the units of the type a second before; for types open to members. Where a type reaches
    governance, a hundredth of all units is enough."""
    votes, kind = ledger.votes_at(time - 1), PLAN.proposal_types[type_id - 1]
    hundredth = max(-(-sum(votes) // 100), 1)
    needed = min(kind.proposal_threshold, hundredth) if kind.reach == "governance" else kind.proposal_threshold
    return votes[member] >= needed


def snapshot_of(created: int) -> int:
    """The snapshot of a proposal created at this second."""
    return created + DELAY
