"""A brand's life as logs, from a seed: every event of the contracts in an order the contracts could emit."""

from copy import deepcopy

from .drop_story import DROP_STATE, DropStory
from .fake_chain import FakeChain
from .membership_story import MEMBERSHIP_STATE
from .telling import ADDRESSES, PEOPLE, ZERO, Act

__all__ = ["ADDRESSES", "PEOPLE", "ZERO", "Story"]

DESCRIPTIONS = (
    "# A new atelier\n\nipfs://bafkreiexample\n#proposer=0x00",
    "",
    "\n\n###   \n no hash \x00 here",
    "# " + "long " * 200,
    "# Ünïcode 🧵 \u202e\n<script>alert(1)</script> ipfs://bafy/a.json)",
)
MOVING = ("active", "queued")
REFUND_WEI = 10**18 + 7


class Story(DropStory):
    """Writes blocks to a chain. `start` holds the deployment."""

    def __init__(self, chain: FakeChain, seed: int = 1) -> None:
        own = {"proposals": {}, "perks": 0, "redemptions": 0, "operations": {}, "calls": 0, "types": {}}
        super().__init__(chain, seed, deepcopy(MEMBERSHIP_STATE | DROP_STATE) | own)
        chain.mine([])
        self.start = self._mine([self._deploy])

    def grow(self, blocks: int) -> None:
        """Mine some blocks, a few of them empty."""
        for _ in range(blocks):
            count = self._random.choice((0, 0, 1, 1, 2, 4))
            self._mine([self._any_act] * count)

    def _any_act(self) -> None:
        parts = (self._membership_acts, self._drop_acts, self._governance_acts, self._other_acts)
        (part,) = self._random.choices(parts, weights=(4, 2, 3, 2))
        self._random.choice(part())()

    def _governance_acts(self) -> list[Act]:
        acts: list[Act] = [self._propose, self._propose, self._propose, self._deposit]
        if self._state["proposals"]:
            acts += [self._vote] * 3 + [self._proposal_moves] * 4
        return acts

    def _other_acts(self) -> list[Act]:
        acts: list[Act] = [self._roles, self._targets, self._schedule_call, self._define_perk, self._settings]
        if self._state["tokens"]:
            acts += [self._redeem, self._redeem]
        return acts

    def _deploy(self) -> None:
        timelock = ADDRESSES["BrandTimelock"]
        for role, label in enumerate(("BRAND", "ISSUER", "GUARDIAN", "PARTNER"), start=1):
            self._emit("BrandAccess", "RoleLabel", roleId=role, label=label)
        self._grant(0, PEOPLE[0])
        self._emit("BrandTimelock", "MinDelayChange", oldDuration=0, newDuration=600)
        self._timelock_role("RoleGranted", PEOPLE[0])
        self._timelock_role("RoleGranted", ADDRESSES["BrandGovernor"])
        self._timelock_role("RoleRevoked", PEOPLE[0])
        self._emit("BrandGovernor", "TimelockChange", oldTimelock=ZERO, newTimelock=timelock)
        self._emit("BrandGovernor", "ActionWindowSet", actionWindow=1_209_600)
        self._emit("BrandGovernor", "LateQuorumVoteExtensionSet", oldVoteExtension=0, newVoteExtension=3600)
        for binding in (True, False):
            self._define_type(binding)
        self._emit("BrandMembership", "RendererSet", renderer=PEOPLE[9])
        self._define_tier()

    def _grant(self, role: int, account: str, *, new: bool = True) -> None:
        self._emit("BrandAccess", "RoleGranted", roleId=role, account=account, delay=0, since=self._now, newMember=new)

    def _timelock_role(self, event: str, account: str) -> None:
        self._emit("BrandTimelock", event, role=b"\x07" * 32, account=account, sender=PEOPLE[0])

    def _define_type(self, binding: bool) -> None:
        number = len(self._state["types"]) + 1
        self._state["types"][number] = binding
        self._emit(
            "BrandGovernor", "ProposalTypeDefined", typeId=number, votingDelay=60, votingPeriod=600,
            proposalThreshold=1, quorumBps=2_000, approvalBps=5_000, proposerRule=number % 3, binding=binding,
            active=True, name=f"type {number}",
        )  # fmt: skip

    def _roles(self) -> None:
        role, account = self._random.randint(1, 5), PEOPLE[self._random.randrange(4)]
        self._grant(role, account)
        self._grant(role, account, new=False)
        if self._random.random() < 0.5:
            self._emit("BrandAccess", "RoleRevoked", roleId=role, account=account)
        self._emit("BrandAccess", "RoleAdminChanged", roleId=role, admin=self._random.randint(0, 4))
        self._emit("BrandAccess", "RoleGuardianChanged", roleId=role, guardian=2**64 - 1)
        self._emit("BrandAccess", "RoleGrantDelayChanged", roleId=role, delay=60, since=self._now + 60)

    def _targets(self) -> None:
        target = ADDRESSES["PerkRegistry"]
        selector = bytes([self._random.randrange(4)]) * 4
        self._emit("BrandAccess", "TargetFunctionRoleUpdated", target=target, selector=selector, roleId=1)
        self._emit("BrandAccess", "TargetClosed", target=target, closed=self._random.random() < 0.5)
        self._emit("BrandAccess", "TargetAdminDelayUpdated", target=target, delay=5, since=self._now)

    def _schedule_call(self) -> None:
        self._state["calls"] += 1
        operation, nonce = bytes([self._state["calls"] % 3]) * 32, self._state["calls"]
        self._emit(
            "BrandAccess", "OperationScheduled", operationId=operation, nonce=nonce, schedule=self._now + 60,
            caller=PEOPLE[0], target=ADDRESSES["PerkRegistry"], data=self._random.randbytes(self._random.randrange(70)),
        )  # fmt: skip
        event = self._random.choice(("OperationExecuted", "OperationCanceled", None))
        if event:
            self._emit("BrandAccess", event, operationId=operation, nonce=nonce)

    def _settings(self) -> None:
        event = self._random.choice(("domains", "domains", "type", "timelock", "old"))
        if event == "domains":
            for contract in ("BrandGovernor", "BrandMembership", "MembershipDrops"):
                self._emit(contract, "EIP712DomainChanged")
        elif event == "type":
            self._define_type(self._random.random() < 0.5)
        elif event == "timelock":
            self._emit(
                "BrandTimelock", "RoleAdminChanged", role=b"\x07" * 32, previousAdminRole=b"\0" * 32,
                newAdminRole=b"\x08" * 32,
            )  # fmt: skip
        else:
            self._emit("BrandTimelock", "MinDelayChange", oldDuration=600, newDuration=self._random.randrange(10**6))

    def _propose(self) -> None:
        number = len(self._state["proposals"]) + 1
        type_id = self._random.choice(list(self._state["types"]))
        binding = self._state["types"][type_id]
        count = self._random.randint(1, 3) if binding else 1
        self._state["proposals"][number] = {"binding": binding, "voters": set(), "state": "active", "actions": count}
        self._emit(
            "BrandGovernor", "ProposalCreated", proposalId=number, proposer=self._person(),
            targets=[self._person() if binding else ZERO] * count, values=[REFUND_WEI if binding else 0] * count,
            signatures=[""] * count, calldatas=[self._random.randbytes(36) if binding else b""] * count,
            voteStart=self._now + 60, voteEnd=self._now + 660, description=self._random.choice(DESCRIPTIONS),
        )  # fmt: skip
        self._emit(
            "BrandGovernor", "ProposalRulesFrozen", proposalId=number, typeId=type_id, quorumBps=2_000,
            approvalBps=5_000, binding=binding,
        )  # fmt: skip

    def _vote(self) -> None:
        number = self._random.choice(list(self._state["proposals"]))
        proposal = self._state["proposals"][number]
        voter = self._person()
        if voter in proposal["voters"]:
            return
        proposal["voters"].add(voter)
        ballot = {
            "voter": voter, "proposalId": number, "support": self._random.randrange(3),
            "weight": self._random.randint(1, 2**40), "reason": self._random.choice(("", "yes\x00no", "🧵")),
        }  # fmt: skip
        if self._random.random() < 0.2:
            self._emit("BrandGovernor", "VoteCastWithParams", **ballot, params=self._random.randbytes(40))
        else:
            self._emit("BrandGovernor", "VoteCast", **ballot)

    def _proposal_moves(self) -> None:
        """One of the latest that can still go somewhere."""
        going = [n for n, known in self._state["proposals"].items() if known["binding"] and known["state"] in MOVING]
        if not going:
            return
        number = self._random.choice(going[-2:])
        proposal, operation = self._state["proposals"][number], number.to_bytes(32)
        move = self._random.choice(("extend", "next", "next", "cancel"))
        if move == "extend":
            self._emit("BrandGovernor", "ProposalExtended", proposalId=number, extendedDeadline=self._now + 999)
        elif move == "cancel":
            if proposal["state"] == "queued":
                self._emit("BrandTimelock", "Cancelled", id=operation)
            self._emit("BrandGovernor", "ProposalCanceled", proposalId=number)
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
        self._emit("BrandGovernor", "ProposalQueued", proposalId=number, etaSeconds=self._now + 600)

    def _execute(self, number: int, operation: bytes, actions: int) -> None:
        for index in range(actions):
            self._emit(
                "BrandTimelock", "CallExecuted", id=operation, index=index, target=PEOPLE[2],
                value=REFUND_WEI if index else 0, data=b"\x01" * index,
            )  # fmt: skip
        self._emit("BrandGovernor", "ProposalExecuted", proposalId=number)

    def _deposit(self) -> None:
        self._emit("BrandTimelock", "TreasuryReceived", from_=self._person(), amount=2**255 + self._now)

    def _define_perk(self) -> None:
        self._state["perks"] += 1
        self._emit(
            "PerkRegistry", "PerkDefined", perkId=self._state["perks"], startsAt=0, endsAt=2**40 - 1,
            minHoldingSeconds=10, supply=9, perMembership=1, perWallet=0, uri="ipfs://perk",
            tierIds=list(range(1, self._random.randint(1, 4))),
        )  # fmt: skip

    def _redeem(self) -> None:
        if not self._state["perks"]:
            self._define_perk()
        perk = self._random.randint(1, self._state["perks"])
        if self._random.random() < 0.2:
            self._emit("PerkRegistry", "PerkPaused", perkId=perk, paused=self._random.random() < 0.5)
            return
        self._state["redemptions"] += 1
        token_id, token = self._any_token()
        self._emit(
            "PerkRegistry", "PerkRedeemed", redemptionId=self._state["redemptions"], perkId=perk, tokenId=token_id,
            account=token["holder"],
        )  # fmt: skip
