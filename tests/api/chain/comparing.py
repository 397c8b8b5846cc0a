"""What the API says, compared with what the contracts say at the same block."""

import base64
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from web3.exceptions import ContractLogicError

from benchmarks.tallies import ReferenceRound
from symbia.rules.ballots.counting import Lot, Weighted, count
from symbia.rules.ballots.names import METHODS, PARTS, PROBLEMS
from symbia.rules.ballots.run_off import label_digest

MEMBERS = range(5, 11)
STATES = ("pending", "active", "canceled", "defeated", "succeeded", "queued", "expired", "executed")
WINNING = ("succeeded", "queued", "executed", "expired")
CONTRACT_STATES = {"active": 0, "under_notice": 0, "expired": 1, "lapsed": 2}


def same_proposals(house: Any, proposals: Iterable[int]) -> None:
    answer = house.get("/v1/proposals?limit=100")
    assert answer["as_of"]["block"] == house.web3.eth.block_number
    assert [one["number"] for one in answer["proposals"]] == sorted(proposals, reverse=True)
    for one in answer["proposals"]:
        number = one["number"]
        assert one["state"] == STATES[house.call("BrandGovernor", "state", number)]
        votes = house.call("BrandGovernor", "proposalVotes", number)
        said = [one["tally"][name] for name in ("against", "for", "abstain")]
        assert said == (votes if one["method"] == "for_against" else [None] * 3)
        if one["state"] == "pending":
            assert one["quorum"]["required"] is None
        else:
            assert one["quorum"]["required"] == house.call("BrandGovernor", "proposalQuorum", number)


def same_members(house: Any, proposals: Iterable[int]) -> None:
    members = house.get("/v1/members?limit=100")["members"]
    assert len(members) == house.call("BrandMembership", "memberCount")
    for member in members:
        account = member["account"]
        assert member["number"] == house.call("BrandMembership", "memberNumberOf", account)
        assert member["units"] == house.call("BrandMembership", "getVotes", account)
        assert member["held_units"] == house.call("BrandMembership", "heldUnits", account)
        assert (member["delegates_to"] or account) == house.call("BrandMembership", "delegates", account)
        for number in proposals:
            same_power(house, account, number)


def same_power(house: Any, account: str, number: int) -> None:
    answer = house.ask("GET", f"/v1/proposals/{number}/power/{account}").json()["power"]
    snapshot = house.call("BrandGovernor", "proposalSnapshot", number)
    assert answer["fixed"] == (snapshot < house.now())
    if answer["fixed"]:
        assert answer["units"] == house.call("BrandMembership", "getPastVotes", account, snapshot)
    assert sum(one["units"] for one in answer["reasons"]) == answer["units"]


def same_tally(house: Any, number: int) -> dict[str, Any]:
    """The tally against BallotLens, state and winner against the governor; all indexed before."""
    found: dict[str, Any] = house.ask("GET", f"/v1/proposals/{number}/tally").json()["tally"]
    method, quorum, participation, votes, options, winner = house.call("BallotLens", "tallyOf", number)
    assert found["method"] == METHODS[method]
    assert found["state"] == STATES[house.call("BrandGovernor", "state", number)]
    assert (found["quorum"]["required"] or 0, found["quorum"]["counted"]) == (quorum, participation)
    assert (found["votes"], found["outcome"]["winner"] or 0) == (votes, winner)
    parts = [one["parts"] for one in found["choices"]]
    assert parts == (options if found["method"] == "split" else [one * PARTS for one in options])
    rounds = [ReferenceRound.of_json(one) for one in found["rounds"]]
    assert rounds == [ReferenceRound.of_chain(one) for one in house.call("BallotLens", "roundsOf", number)]
    seed = house.call("BallotLens", "tieSeedOf", number)
    assert (found["lot"]["seed"] if found["lot"] else hex(0)) == hex(seed)
    if found["state"] not in ("pending", "active", "canceled"):
        assert found["outcome"]["passing"] == (found["state"] in WINNING)
    same_count(house, found)
    return found


def same_count(house: Any, found: dict[str, Any]) -> None:
    """The tally again, by nothing but the ballots that are listed."""
    ballots = house.ask("GET", f"{found['recompute']['ballots']}?limit=100").json()["ballots"]
    cast = [Weighted(int(one["choice_number"]), one["votes"]) for one in ballots]
    lot = None
    if found["lot"]:
        digests = tuple(label_digest(one["label"]) for one in found["choices"])
        lot = Lot(int(found["lot"]["seed"], 16), sum(one["units"] for one in ballots), digests)
    rules, options = found["rules"], len(found["choices"])
    again = count(found["method"], options, rules["option_bps"] or 0, cast, lot, quorum=rules["quorum_of_winner"])
    assert (again.votes, again.winner) == (found["votes"], found["outcome"]["winner"] or 0)
    assert [one.votes for one in again.rounds] == [tuple(one["votes"]) for one in found["rounds"]]
    parts = [one if found["method"] == "split" else one * PARTS for one in again.options]
    assert parts == [one["parts"] for one in found["choices"]]
    assert sum(one["units"] for one in ballots) == found["units"]
    against = [one["units"] for one in ballots if one["choice"] == "against"]
    assert found["units"] - sum(against) == found["quorum"]["counted"]


def same_ballot_power(house: Any, number: int, account: str) -> str | None:
    """An account's power against BallotLens; all indexed before. Returns the problem."""
    said = house.ask("GET", f"/v1/proposals/{number}/power/{account}").json()["power"]
    member, units, votes, problem = house.call("BallotLens", "powerOf", number, account)
    assert (said["member"] or 0, said["units"], said["votes"]) == (member, units, votes)
    code = said["problem"] and said["problem"]["code"]
    assert code == PROBLEMS[problem]
    return str(code) if code else None


def moment(second: int) -> str | None:
    """A time of the contracts as the API writes it; 0 is none."""
    return f"{datetime.fromtimestamp(second, UTC):%Y-%m-%dT%H:%M:%SZ}" if second else None


def same_perks(house: Any, perks: int) -> None:
    for perk in range(1, perks + 1):
        for holder in MEMBERS:
            account = house.accounts[holder]
            answer = house.ask("GET", f"/v1/perks/{perk}/eligibility?account={account}").json()
            for one in answer["memberships"]:
                eligible, verdicts = house.call("PerkRegistry", "evaluate", perk, one["token_id"], account)
                assert one["eligible"] == eligible == redeems(house, perk, one["token_id"], account)
                said = [(place, v["passed"], v["value"], v["threshold"]) for place, v in enumerate(one["verdicts"])]
                assert said == [tuple(verdict) for verdict in verdicts]


def redeems(house: Any, perk: int, token: int, account: str) -> bool:
    """Whether the contract would let the account redeem in the present block."""
    return bool(house.would_pass("PerkRegistry", "redeem", perk, token, sender=house.accounts.index(account)))


def same_memberships(house: Any) -> None:
    """Every membership ever issued, its metadata, and the tiers."""
    house.index()
    issued = house.call("BrandMembership", "issuedCount")
    for token in range(1, issued + 1):
        same_membership(house, token)
    answer = house.ask("GET", f"/v1/memberships/{issued + 1}").json()
    assert answer["code"] == "not_found"
    assert f"issued so far: {issued}" in answer["detail"]
    for tier in house.ask("GET", "/v1/tiers").json()["tiers"]:
        terms, taken, uri, image = house.call("BrandMembership", "tier", tier["id"])
        said = (tier["units"], tier["supply"], tier["duration"] or 0, tier["transferable"], tier["name"])
        assert said == (*terms[:4], terms[6])
        assert (tier["issued"], tier["left"]) == (taken, terms[1] - taken)
        counts = tier["memberships"]
        living = (
            counts["active"] + counts["under_notice"] + counts["expired"]
        )  # what ended keeps its place, unless its time was over
        assert living <= taken <= sum(counts.values()) - counts["lapsed"]
        assert (tier["document"]["uri"], tier["image"]["uri"]) == (uri, image)


def same_membership(house: Any, token: int) -> None:
    """One membership against `membershipOf`, `locked` and `tokenURI`; one that ended is gone from the contract."""
    said = house.ask("GET", f"/v1/memberships/{token}").json()["membership"]
    metadata = house.ask("GET", f"/v1/memberships/{token}/metadata")
    try:
        there = house.call("BrandMembership", "membershipOf", token)
    except ContractLogicError:
        assert said["state"] in ("burnt", "revoked")
        assert (said["holder"], said["units"], metadata.status_code) == (None, 0, 404)
        return
    assert (said["holder"], said["tier_id"], said["units"]) == (there[0], there[1], there[4])
    times = [said[name] for name in ("issued_at", "acquired_at", "expires_at", "revocable_at")]
    assert times == [moment(second) for second in (there[2], there[3], there[5], there[6])]
    assert CONTRACT_STATES[said["state"]] == there[7]
    assert (said["state"] == "under_notice") == (there[7] == 0 and there[6] != 0)
    assert said["locked"] == house.call("BrandMembership", "locked", token)
    assert said["member_number"] == house.call("BrandMembership", "memberNumberOf", there[0])
    assert (said["explanation"] is None) == (said["state"] == "active")
    uri = house.call("BrandMembership", "tokenURI", token)
    assert metadata.text == base64.b64decode(uri.removeprefix("data:application/json;base64,")).decode()
