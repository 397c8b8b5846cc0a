"""Random days of a brand: what the API says from its tables is what the contracts say."""

import random
from typing import Any

import pytest

from tests.api.chain.comparing import MEMBERS, STATES, same_members, same_memberships, same_perks, same_proposals

DAY = 86_400
ETHER = 10**18
BRAND, ISSUER = 1, 2


class Life:
    """Does something that the contracts accept, and remembers the proposals' contents for queue and execute."""

    def __init__(self, house: Any, seed: int) -> None:
        self.house = house
        self.chance = random.Random(seed)
        self.proposals: dict[int, tuple[Any, ...]] = {}
        self.holders: dict[int, int] = {}
        self.perks = 0

    def step(self) -> None:
        often = (self.issue, self.vote, self.wait, self.queue) * 2
        once = (self.vote, self.transfer, self.delegate, self.propose, self.execute)
        self.chance.choice((*often, *once, self.define_perk, self.redeem, self.pause))()

    def issue(self) -> None:
        member, tier = self.chance.choice(MEMBERS), self.chance.randrange(1, 3)
        self.house.send("BrandMembership", "issue", self.house.accounts[member], tier, sender=ISSUER)
        self.holders[len(self.holders) + 1] = member

    def transfer(self) -> None:
        if not self.holders:
            return
        token, to = self.chance.choice(list(self.holders)), self.chance.choice(MEMBERS)
        sender = self.holders[token]
        accounts = self.house.accounts
        self.house.send("BrandMembership", "transferFrom", accounts[sender], accounts[to], token, sender=sender)
        self.holders[token] = to

    def delegate(self) -> None:
        to = self.house.accounts[self.chance.choice(MEMBERS)]
        self.house.send("BrandMembership", "delegate", to, sender=self.chance.choice(MEMBERS))

    def propose(self) -> None:
        number = len(self.proposals) + 1
        text = f"# Proposal {number}"
        if self.chance.random() < 0.3:
            content: tuple[Any, ...] = ([], [], [], text)
            self.house.send("BrandGovernor", "proposeTyped", 1, *content, sender=BRAND)
        else:
            proposer = self.chance.choice(MEMBERS)
            threshold, account = 3, self.house.accounts[proposer]
            if self.house.call("BrandMembership", "getPastVotes", account, self.house.now() - 1) < threshold:
                return
            content = ([self.house.accounts[9]], [1], [b""], text)
            self.house.send("BrandGovernor", "proposeTyped", 2, *content, sender=proposer)
        self.proposals[number] = content

    def vote(self) -> None:
        voter = self.chance.choice(MEMBERS)
        for number in self.proposals:
            snapshot = self.house.call("BrandGovernor", "proposalSnapshot", number)
            account = self.house.accounts[voter]
            if self.state(number) != "active" or self.house.call("BrandGovernor", "hasVoted", number, account):
                continue
            if self.house.call("BrandMembership", "getPastVotes", account, snapshot):
                self.house.vote(voter, number, self.chance.choice((0, 1, 1, 1, 2)))
                return

    def queue(self) -> None:
        self._act("succeeded", "queue")

    def execute(self) -> None:
        ready = [
            number
            for number in self.proposals
            if self.state(number) == "queued"
            and self.house.call("BrandGovernor", "proposalEta", number) <= self.house.now()
        ]
        if ready:
            self._send("execute", ready[0])

    def define_perk(self) -> None:
        now, chance = self.house.now(), self.chance
        terms = (
            chance.choice((0, now + DAY)),
            chance.choice((0, now + 3 * DAY)),
            chance.choice((0, DAY)),
            chance.choice((0, 2)),
            *chance.choice(((0, 0), (1, 0), (1, 1))),  # a limit per wallet needs one per membership
            chance.choice(([], [1], [2, 1])),
        )
        self.house.send("PerkRegistry", "definePerk", terms, "ipfs://perk", sender=BRAND)
        self.perks += 1

    def pause(self) -> None:
        if self.perks:
            perk = self.chance.randrange(1, self.perks + 1)
            self.house.send("PerkRegistry", "setPaused", perk, self.chance.random() < 0.3, sender=BRAND)

    def redeem(self) -> None:
        for perk in range(1, self.perks + 1):
            for token, holder in self.holders.items():
                if self.house.call("PerkRegistry", "evaluate", perk, token, self.house.accounts[holder])[0]:
                    self.house.send("PerkRegistry", "redeem", perk, token, sender=holder)
                    return

    def wait(self) -> None:
        self.house.travel(self.chance.choice((1, 61, 600, DAY // 2, DAY + 61)))

    def state(self, number: int) -> str:
        return STATES[self.house.call("BrandGovernor", "state", number)]

    def _act(self, state: str, function: str) -> None:
        ready = [number for number, content in self.proposals.items() if content[0] and self.state(number) == state]
        if ready:
            self._send(function, ready[0])

    def _send(self, function: str, number: int) -> None:
        *actions, text = self.proposals[number]
        self.house.send("BrandGovernor", function, *actions, self.house.web3.keccak(text=text))


@pytest.mark.parametrize("seed", [1, 2])
def test_the_api_says_what_the_contracts_say(house: Any, seed: int) -> None:
    timelock = house.contracts["BrandTimelock"].address
    house.mined(house.web3.eth.send_transaction({"from": house.accounts[3], "to": timelock, "value": ETHER}))
    life = Life(house, seed)
    for _ in range(4):
        life.issue()
    for _ in range(3):
        for _ in range(25):
            life.step()
        same_proposals(house, life.proposals)
        same_members(house, life.proposals)
        same_perks(house, life.perks)
        assert int(house.get("/v1/brand")["brand"]["treasury"]["balance"]) == house.web3.eth.get_balance(timelock)
    same_memberships(house)
    assert life.proposals
    assert life.perks
