"""What BrandGovernor and its timelock tell in a story: how proposals go on, and what the treasury gets."""

from .ballot_story import REFUND_WEI, BallotStory
from .telling import PEOPLE, Act

MOVING = ("active", "queued")


class GovernanceStory(BallotStory):
    """Extends, queues, executes and cancels what BallotStory proposes."""

    def _governance_acts(self) -> list[Act]:
        acts: list[Act] = [self._propose, self._propose, self._propose, self._deposit, self._exclude]
        if self._state["proposals"]:
            acts += [self._vote] * 3 + [self._batch] + [self._proposal_moves] * 4
        return acts

    def _proposal_moves(self) -> None:
        """One of the latest that can still go somewhere."""
        going = [n for n, known in self._state["proposals"].items() if known["binding"] and known["state"] in MOVING]
        if not going:
            return
        number = self._random.choice(going[-2:])
        proposal, operation = self._state["proposals"][number], number.to_bytes(32)
        move = self._random.choice(("extend", "extend", "next", "next", "next", "cancel"))
        if move == "extend":
            self._govern("ProposalExtended", proposalId=number, extendedDeadline=self._now + 999)
        elif move == "cancel":
            if proposal["state"] == "queued":
                self._emit("BrandTimelock", "Cancelled", id=operation)
            self._govern("ProposalCanceled", proposalId=number)
            proposal["state"] = "canceled"
        elif proposal["state"] == "active":
            self._queue(number, operation, proposal["actions"])
            proposal["state"] = "queued"
        else:
            self._execute(number, operation, proposal["actions"])
            proposal["state"] = "executed"

    def _queue(self, number: int, operation: bytes, actions: int) -> None:
        for index in range(actions):
            self._emit(
                "BrandTimelock", "CallScheduled", id=operation, index=index, target=PEOPLE[2], value=REFUND_WEI,
                data=b"\x01" * index, predecessor=b"\0" * 32, delay=600 if number % 5 else 2**100,
            )  # fmt: skip
        self._emit("BrandTimelock", "CallSalt", id=operation, salt=operation)
        self._govern("ProposalQueued", proposalId=number, etaSeconds=self._now + 600)

    def _execute(self, number: int, operation: bytes, actions: int) -> None:
        for index in range(actions):
            self._emit(
                "BrandTimelock", "CallExecuted", id=operation, index=index, target=PEOPLE[2],
                value=REFUND_WEI if index else 0, data=b"\x01" * index,
            )  # fmt: skip
        self._govern("ProposalExecuted", proposalId=number)

    def _deposit(self) -> None:
        self._emit("BrandTimelock", "TreasuryReceived", from_=self._person(), amount=2**255 + self._now)
