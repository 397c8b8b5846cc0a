"""Proposals of every method under every curve, voted on by chance: tallies, powers and states are the contracts'."""

import random
from typing import Any

import pytest

from symbia.rules.ballots.names import METHODS, PARTS, Method
from tests.api.chain.comparing import MEMBERS, same_ballot_power, same_tally

DAY = 86_400
BRAND, ISSUER, EXCLUDED, STRANGER = 1, 2, 12, 13
LATE = 11  # gets a membership after the snapshot
OPTIONS = 4
REFUSALS = {"excluded": "BallotCounting_ExcludedAccount", "no_power": "BallotCounting_NoVotingPower"}
PLAIN, SQUARE_ROOT, ONE_EACH, CAPPED, BOTH = 1, 5, 6, 7, 8  # types of the house


def choice_by(chance: random.Random, method: Method) -> Any:
    """Some choice among OPTIONS, as JSON has it."""
    listed = chance.sample(range(1, OPTIONS + 1), chance.randrange(1, OPTIONS + 1))
    if method == "for_against":
        return chance.choice(("against", "for", "for", "abstain"))
    if method == "single_choice":
        return listed[0]
    if method == "split":
        first = chance.randrange(1, PARTS)
        return {str(listed[0]): PARTS} if len(listed) == 1 else {str(listed[0]): first, str(listed[1]): PARTS - first}
    return listed


class Election:
    """Members with random memberships and delegations, and proposals of one type, one of each method."""

    def __init__(self, house: Any, type_id: int, seed: int) -> None:
        self.house = house
        self.chance = random.Random(seed)
        self.type_id = type_id
        for place in (*MEMBERS, *MEMBERS, 5, EXCLUDED):
            house.send("BrandMembership", "issue", house.accounts[place], self.chance.randrange(1, 4), sender=ISSUER)
        for _ in range(3):
            delegator, to = self.chance.sample(MEMBERS, 2)
            house.send("BrandMembership", "delegate", house.accounts[to], sender=delegator)
        house.travel(10)

    def propose(self, method: Method) -> dict[str, Any]:
        actions = [{"target": self.house.accounts[9], "value": "1"}] if self.type_id == BOTH else []
        draft: dict[str, Any] = {
            "proposer": self.house.accounts[BRAND],
            "type": self.type_id,
            "title": f"Which {method}",
            "document": "Which?",
            "method": method,
        }
        if method == "for_against":
            return {**draft, "actions": actions}
        return {**draft, "options": [{"label": f"Taste {n + 1}", "actions": actions * (n > 0)} for n in range(OPTIONS)]}

    def vote(self, number: int, method: Method) -> None:
        """Everybody who can, most of the time."""
        for place in (*MEMBERS, EXCLUDED):
            account = self.house.accounts[place]
            problem = same_ballot_power(self.house, number, account)
            body = {"account": account, "proposal": number, "choice": choice_by(self.chance, method)}
            answer = self.house.ask("POST", "/v1/ballots/prepare", json=body)
            assert answer.is_success == (problem is None), answer.text
            if problem is not None:
                assert answer.json()["revert"]["name"] == REFUSALS[problem]
            if problem is None and self.chance.random() < 0.8:
                self.house.sign(answer.json())


@pytest.mark.parametrize("type_id", [PLAIN, SQUARE_ROOT, ONE_EACH, CAPPED, BOTH])
def test_tallies_and_powers_are_those_of_the_contracts(house: Any, type_id: int) -> None:
    election = Election(house, type_id, seed=type_id)
    numbers = {}
    for method in METHODS:
        house.does("/v1/proposals/prepare", election.propose(method))
        numbers[method] = len(numbers) + 1
    house.index()
    for number in numbers.values():
        assert same_tally(house, number)["outcome"]["why"] == "pending"
        assert same_ballot_power(house, number, house.accounts[5]) == "pending"
    house.travel(61)
    house.send("BrandMembership", "issue", house.accounts[LATE], 1, sender=ISSUER)
    house.index()
    for method, number in numbers.items():
        same_tally(house, number)
        election.vote(number, method)
    house.index()
    for number in numbers.values():
        same_tally(house, number)
        found = {place: same_ballot_power(house, number, house.accounts[place]) for place in range(5, 14)}
        assert (found[EXCLUDED], found[LATE], found[STRANGER]) == ("excluded", "no_power", "unknown_signer")
        assert "already_voted" in found.values()
    house.travel(DAY + 7_200)
    house.index()
    for number in numbers.values():
        tally = same_tally(house, number)
        assert tally["decided"]
        assert same_ballot_power(house, number, house.accounts[5]) == "closed"
    listed = {one["number"]: one for one in house.get("/v1/proposals")["proposals"]}
    assert {one["method"]: number for number, one in listed.items()} == numbers


def test_a_binding_choice_runs_the_winners_actions_and_the_api_follows(house: Any) -> None:
    for place in (5, 6):
        house.send("BrandMembership", "issue", house.accounts[place], 1, sender=ISSUER)
    timelock = house.contracts["BrandTimelock"].address
    house.mined(house.web3.eth.send_transaction({"from": house.accounts[3], "to": timelock, "value": 100}))
    house.travel(10)
    targets = [house.accounts[place] for place in (14, 15, 15)]
    options = [
        {"label": "Ash", "actions": [{"target": targets[0], "value": "1"}]},
        {"label": "Oak", "actions": [{"target": targets[1], "value": "2"}, {"target": targets[2], "value": "3"}]},
        {"label": "Elm"},
    ]
    draft = {"proposer": house.accounts[5], "type": 2, "title": "Trees", "document": "Which?"}
    prepared = house.does("/v1/proposals/prepare", {**draft, "method": "approval", "options": options})
    assert "between 3 options (approval) of type Treasury (binding, 3 actions)" in prepared["summary"]["text"]
    house.travel(61)
    for place, choice in ((5, [2, 3]), (6, [1, 2])):
        house.does("/v1/ballots/prepare", {"account": house.accounts[place], "proposal": 1, "choice": choice})
    house.travel(DAY + 7_200)
    found = house.get("/v1/proposals/1")["proposal"]
    assert (found["state"], found["tally"]["winner"]) == ("succeeded", 2)
    assert [(one["option"], one["target"]) for one in found["actions"]] == list(zip((1, 2, 2), targets, strict=True))
    words = house.web3.keccak(text=found["description"])
    content = (targets, [1, 2, 3], [b"", b"", b""], words)
    before = [house.web3.eth.get_balance(one) for one in (targets[0], targets[1])]
    house.send("BrandGovernor", "queue", *content)
    house.index()
    assert same_tally(house, 1)["state"] == "queued"
    house.travel(601)
    house.send("BrandGovernor", "execute", *content)
    house.index()
    assert same_tally(house, 1)["state"] == "executed"
    after = [house.web3.eth.get_balance(one) for one in (targets[0], targets[1])]
    assert [late - early for early, late in zip(before, after, strict=True)] == [0, 5]


def test_proposals_that_the_types_refuse(house: Any) -> None:
    draft = {"proposer": house.accounts[BRAND], "type": 3, "title": "Which", "document": "Which?", "method": "ranked"}
    options = [{"label": "Ash"}, {"label": "Oak"}]
    answer = house.post("/v1/proposals/prepare", {**draft, "options": options}).json()
    assert (answer["code"], answer["methods"]) == ("type_refuses_method", ["for_against"])
    acting = [{"label": "Ash", "actions": [{"target": house.accounts[9]}]}, {"label": "Oak"}]
    path, advisory = "/v1/proposals/prepare", {**draft, "type": 1, "options": acting}
    assert "carries no action" in house.refuses(path, advisory, "ProposalTypes_AdvisoryCarriesNoAction")
