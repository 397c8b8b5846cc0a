"""A brand's life as logs, from a seed: every event of the contracts in an order the contracts could emit."""

from copy import deepcopy

from .ballot_story import BALLOT_STATE
from .drop_story import DROP_STATE
from .fake_chain import FakeChain
from .governance_story import GovernanceStory
from .membership_story import MEMBERSHIP_STATE
from .telling import ADDRESSES, PEOPLE, ZERO, Act

__all__ = ["ADDRESSES", "PEOPLE", "ZERO", "Story"]


class Story(GovernanceStory):
    """Writes blocks to a chain. `start` holds the deployment."""

    def __init__(self, chain: FakeChain, seed: int = 1) -> None:
        own = {"perks": 0, "redemptions": 0, "calls": 0}
        super().__init__(chain, seed, deepcopy(MEMBERSHIP_STATE | DROP_STATE | BALLOT_STATE) | own)
        chain.mine([])
        self.start = self._mine([self._deploy])

    def grow(self, blocks: int) -> None:
        """Mine some blocks, a few of them empty."""
        for _ in range(blocks):
            count = self._random.choice((0, 0, 1, 1, 2, 4))
            self._mine([self._any_act] * count)

    def reorg(self, depth: int, grown: int, *, seed: int) -> None:
        """Replace the newest `depth` blocks by `grown` others."""
        self.back_to(self.chain.head.number - depth, seed=seed)
        self.grow(grown)

    def grow_with_logs(self) -> None:
        """Mine one block that is not empty."""
        self._mine([self._deposit])

    def rest(self, blocks: int) -> None:
        """Mine empty blocks."""
        for _ in range(blocks):
            self._mine([])

    def crowd(self, acts: int) -> None:
        """Mine one block of so much."""
        self._mine([self._any_act] * acts)

    def _any_act(self) -> None:
        parts = (self._membership_acts, self._drop_acts, self._governance_acts, self._other_acts)
        (part,) = self._random.choices(parts, weights=(4, 2, 3, 2))
        self._random.choice(part())()

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
        self._emit("BrandMembership", "GraceSet", grace=259_200)
        self._emit("BrandMembership", "RendererSet", renderer=PEOPLE[9])
        self._emit("BrandMembership", "LaunchSet", endsAt=self._now + 86_400, units=200, soldUnits=150)
        bounds = {"maxUnits": 100, "maxTierUnits": 10_000, "perDayLeast": 25}
        self._emit("BrandMembership", "UnitBoundsSet", **bounds, givenPerDayBps=100, soldPerDayBps=300)
        self._emit("BrandMembership", "UnitsListenerSet", listener=PEOPLE[8])
        self._emit("MembershipDrops", "PriceFloorSet", currency=ZERO, perUnit=10**15)
        for account in (PEOPLE[6], PEOPLE[7]):
            self._emit("BrandMembership", "VotesBound", account=account)
        self._define_tier()

    def _grant(self, role: int, account: str, *, new: bool = True) -> None:
        self._emit("BrandAccess", "RoleGranted", roleId=role, account=account, delay=0, since=self._now, newMember=new)

    def _timelock_role(self, event: str, account: str) -> None:
        self._emit("BrandTimelock", event, role=b"\x07" * 32, account=account, sender=PEOPLE[0])

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
            bound = len(self._state["types"]) % 2  # by turns, with nothing left to chance
            self._emit("BrandMembership", "VotesReleased", account=PEOPLE[6 + bound])
            self._emit("BrandMembership", "VotesBound", account=PEOPLE[6 + bound])
        elif event == "type":
            known = self._random.choice((None, *self._state["types"]))
            self._define_type(self._random.random() < 0.5, known)
        elif event == "timelock":
            self._emit(
                "BrandTimelock", "RoleAdminChanged", role=b"\x07" * 32, previousAdminRole=b"\0" * 32,
                newAdminRole=b"\x08" * 32,
            )  # fmt: skip
        else:
            self._emit("BrandTimelock", "MinDelayChange", oldDuration=600, newDuration=self._random.randrange(10**6))

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
