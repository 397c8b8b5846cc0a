"""Proposals in tests."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from eth_utils.crypto import keccak
from support.chain import NOBODY, Receipt, move_to, now, send
from support.plan import DAY, TIMELOCK_DELAY

STATES = ("Pending", "Active", "Canceled", "Defeated", "Succeeded", "Queued", "Expired", "Executed")
AGAINST, FOR, ABSTAIN = range(3)
Action = tuple[str, int, bytes]  # target, value in wei, calldata


@dataclass(frozen=True)
class Proposal:
    """A proposal that was submitted."""

    governor: Any
    number: int
    actions: tuple[Action, ...]
    description: str
    snapshot: int
    deadline: int
    created: int

    @property
    def arguments(self) -> tuple[list[str], list[int], list[bytes], bytes]:
        """What queue, execute and cancel take."""
        targets, values, calldatas = columns(self.actions)
        return targets, values, calldatas, keccak(text=self.description)

    @property
    def state(self) -> str:
        """Its state now."""
        return STATES[self.governor.state(self.number)]

    @property
    def tally(self) -> tuple[int, int, int]:
        """Units against, for, abstaining."""
        against, in_favour, abstain = self.governor.proposalVotes(self.number)
        return against, in_favour, abstain

    def open(self) -> "Proposal":
        """Go to the first second in which ballots count, if it is not past."""
        move_to(max(self.snapshot + 1, now()))
        return self

    def close(self) -> "Proposal":
        """Go to the first second after the deadline."""
        move_to(self.governor.proposalDeadline(self.number) + 1)
        return self

    def vote(self, sender: Any, support: int) -> Receipt:
        """Cast a ballot that must count."""
        return send(self.governor.castVote, self.number, support, sender=sender)

    def queue(self, sender: Any) -> Receipt:
        """Queue it; must go through."""
        return send(self.governor.queue, *self.arguments, sender=sender)

    def execute(self, sender: Any) -> Receipt:
        """Execute it; must go through."""
        return send(self.governor.execute, *self.arguments, sender=sender)

    def carry(self, voters: Sequence[Any]) -> "Proposal":
        """Vote for it with all `voters` and close the vote."""
        self.open()
        for voter in voters:
            self.vote(voter, FOR)
        return self.close()

    def enact(self, voters: Sequence[Any]) -> Receipt:
        """Carry, queue, wait, execute."""
        self.carry(voters).queue(voters[0])
        move_to(now() + TIMELOCK_DELAY)
        return self.execute(voters[0])


def columns(actions: Sequence[Action]) -> tuple[list[str], list[int], list[bytes]]:
    """Targets, values, calldatas."""
    return [one[0] for one in actions], [one[1] for one in actions], [one[2] for one in actions]


def propose(
    governor: Any, type_id: int, sender: Any, actions: Sequence[Action] = (), description: str = "# Title\n\nipfs://doc"
) -> Proposal:
    """Submit a proposal of a type; must go through."""
    receipt = send(governor.proposeTyped, type_id, *columns(actions), description, sender=sender)
    created = receipt.one("ProposalCreated")
    kept = tuple(actions) or ((NOBODY, 0, b""),)  # an advisory proposal is kept with one empty action
    return Proposal(
        governor,
        created["proposalId"],
        kept,
        description,
        created["voteStart"],
        created["voteEnd"],
        receipt.timestamp,
    )


def action(function: Any, *arguments: Any, value: int = 0) -> Action:
    """One action that calls `function`."""
    return function._address, value, bytes.fromhex(function.encode_input(*arguments).removeprefix("0x"))


def rules(*numbers: Any, **ballots: int) -> tuple[Any, ...]:
    """The Solidity struct ProposalType: votingDelay to active, then the name; ballots' rules by name.

    Left out, every method is allowed, votes are units, there is neither cap nor answer, an option needs the share that
    the approval is, or none in an advisory type, one unit is the least quorum, and payments are all that it reaches.
    """
    *first, name = numbers
    approval, _, binding, _ = first[4:]
    share = approval if binding else 0
    known = {
        "methods": 31,
        "curve": 0,
        "cap": 0,
        "option_bps": share,
        "answer_period": 0,
        "quorum_least": 1,
        "reach": 0,
    }
    assert set(ballots) <= set(known), ballots
    return (*first, *(known | ballots).values(), name)


GOVERNANCE = 2  # what a type may touch, the widest reach
# Every governor needs one type that reaches governance; this one is as strict as any other of the tests.
CHARTER = rules(DAY, DAY, 1, 5_000, 9_000, 1, True, True, "Charter", methods=1, reach=GOVERNANCE)
