"""Random days of a brand: what the API says from its tables is what the contracts say."""

import random
from typing import Any

import pytest

DAY = 86_400
ETHER = 10**18
BRAND, ISSUER = 1, 2
MEMBERS = range(5, 11)
STATES = ("pending", "active", "canceled", "defeated", "succeeded", "queued", "expired", "executed")


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
            chance.choice((0, 1)),
            chance.choice((0, 1)),
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
        same_proposals(house, life)
        same_members(house, life)
        same_perks(house, life)
        assert int(house.get("/v1/brand")["brand"]["treasury"]["balance"]) == house.web3.eth.get_balance(timelock)
    assert life.proposals
    assert life.perks


def same_proposals(house: Any, life: Life) -> None:
    answer = house.get("/v1/proposals?limit=100")
    assert answer["as_of"]["block"] == house.web3.eth.block_number
    assert [one["number"] for one in answer["proposals"]] == sorted(life.proposals, reverse=True)
    for one in answer["proposals"]:
        number = one["number"]
        assert one["state"] == life.state(number)
        votes = house.call("BrandGovernor", "proposalVotes", number)
        assert [one["tally"]["against"], one["tally"]["for"], one["tally"]["abstain"]] == votes
        if one["state"] == "pending":
            assert one["quorum"]["required"] is None
        else:
            assert one["quorum"]["required"] == house.call("BrandGovernor", "proposalQuorum", number)


def same_members(house: Any, life: Life) -> None:
    members = house.get("/v1/members?limit=100")["members"]
    assert len(members) == house.call("BrandMembership", "memberCount")
    for member in members:
        account = member["account"]
        assert member["number"] == house.call("BrandMembership", "memberNumberOf", account)
        assert member["units"] == house.call("BrandMembership", "getVotes", account)
        assert member["held_units"] == house.call("BrandMembership", "heldUnits", account)
        assert (member["delegates_to"] or account) == house.call("BrandMembership", "delegates", account)
        for number in life.proposals:
            same_power(house, account, number)


def same_power(house: Any, account: str, number: int) -> None:
    answer = house.ask("GET", f"/v1/members/{account}/power?proposal={number}").json()["power"]
    snapshot = house.call("BrandGovernor", "proposalSnapshot", number)
    assert answer["fixed"] == (snapshot < house.now())
    if answer["fixed"]:
        assert answer["power"]["units"] == house.call("BrandMembership", "getPastVotes", account, snapshot)
    assert sum(one["units"] for one in answer["power"]["reasons"]) == answer["power"]["units"]


def same_perks(house: Any, life: Life) -> None:
    for perk in range(1, life.perks + 1):
        for holder in MEMBERS:
            account = house.accounts[holder]
            answer = house.ask("GET", f"/v1/perks/{perk}/eligibility?account={account}").json()
            for one in answer["memberships"]:
                eligible, verdicts = house.call("PerkRegistry", "evaluate", perk, one["token_id"], account)
                assert one["eligible"] == eligible
                said = [(place, v["passed"], v["value"], v["threshold"]) for place, v in enumerate(one["verdicts"])]
                assert said == [tuple(verdict) for verdict in verdicts]
