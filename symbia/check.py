"""Compare what the API says with what the contracts say, at the very block the API answers for.

A doubter's tool: it reads the chain through web3 and the packaged ABIs alone, and shares no code with the indexer.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx
from rich.console import Console
from rich.table import Table
from web3 import HTTPProvider, Web3

from indexer.abi import load_abi

STATES = ("pending", "active", "canceled", "defeated", "succeeded", "queued", "expired", "executed")
RULES = (
    "active",
    "holder",
    "tier",
    "holding_time",
    "started",
    "not_ended",
    "supply",
    "per_membership",
    "per_wallet",
)
PAGE = 100
ELIGIBILITY_SAMPLE = 12  # members asked about every perk: one chain call each


@dataclass
class Comparison:
    """Counts by subject, and every difference in words."""

    compared: Counter[str] = field(default_factory=Counter)
    differences: list[str] = field(default_factory=list)

    def same(self, subject: str, what: str, api: object, chain: object) -> None:
        """Count one comparison; note it if the two differ."""
        self.compared[subject] += 1
        if api != chain:
            self.differences.append(f"{what}: the API says {api!r}, the chain says {chain!r}")

    def show(self, console: Console) -> None:
        """Print the summary table, then the differences."""
        table = Table("what", "compared", title="API against contracts")
        for subject, count in self.compared.items():
            table.add_row(subject, str(count))
        table.add_section()
        table.add_row("differences", str(len(self.differences)))
        console.print(table)
        for difference in self.differences:
            console.print(f"differs  {difference}", style="red", markup=False)


class Checker:
    """One comparison of a whole brand."""

    def __init__(self, api: httpx.Client, rpc_url: str) -> None:
        """`api` has the API's base URL."""
        self._api = api
        self._web3 = Web3(HTTPProvider(rpc_url, request_kwargs={"timeout": 30}))
        addresses = {one["name"]: one["address"] for one in self._get("/v1/status")["status"]["contracts"]}
        self._contracts = {
            name: self._web3.eth.contract(Web3.to_checksum_address(address), abi=load_abi(name))
            for name, address in addresses.items()
        }
        self.result = Comparison()

    def run(self) -> Comparison:
        """Compare everything. Raises httpx.HTTPError when the API does not answer."""
        self._head()
        self._proposals()
        self._members()
        self._tiers()
        self._perks()
        self._brand()
        return self.result

    def _head(self) -> None:
        as_of = self._get("/v1/status")["as_of"]
        block: Any = self._web3.eth.get_block(as_of["block"])
        self.result.same("head", "hash of the head", as_of["hash"], block["hash"].to_0x_hex())
        self.result.same("head", "time of the head", _seconds(as_of["timestamp"]), block["timestamp"])

    def _proposals(self) -> None:
        listed = [entry["number"] for entry, _ in self._pages("/v1/proposals", "proposals")]
        latest = self._call("BrandGovernor", "latestProposalId")
        self.result.same("proposals", "number of proposals", sorted(listed), list(range(1, latest + 1)))
        for number in listed:
            answer = self._get(f"/v1/proposals/{number}")
            self._proposal(number, answer["proposal"], answer["as_of"]["block"])

    def _proposal(self, number: int, said: dict[str, Any], block: int) -> None:
        def chain(function: str) -> Any:
            return self._call("BrandGovernor", function, number, block=block)

        name = f"proposal {number}"
        self.result.same("proposals", f"{name} state", said["state"], STATES[chain("state")])
        self.result.same("proposals", f"{name} proposer", said["proposer"], chain("proposalProposer"))
        self.result.same("proposals", f"{name} snapshot", _seconds(said["snapshot_at"]), chain("proposalSnapshot"))
        self.result.same("proposals", f"{name} deadline", _seconds(said["deadline_at"]), chain("proposalDeadline"))
        self.result.same("proposals", f"{name} eta", _seconds(said["eta_at"]), chain("proposalEta"))
        tally = [said["tally"][choice] for choice in ("against", "for", "abstain")]
        self.result.same("tallies", f"{name} tally", tally, chain("proposalVotes"))
        if said["quorum"]["required"] is not None:
            self.result.same("tallies", f"{name} quorum", said["quorum"]["required"], chain("proposalQuorum"))
        self._ballots(number, said)

    def _ballots(self, number: int, said: dict[str, Any]) -> None:
        snapshot = _seconds(said["snapshot_at"])
        for ballot, block in self._pages(f"/v1/proposals/{number}/ballots", "ballots"):
            voted = self._call("BrandGovernor", "hasVoted", number, ballot["account"], block=block)
            power = self._call("BrandMembership", "getPastVotes", ballot["account"], snapshot, block=block)
            self.result.same("ballots", f"ballot of {ballot['account']} on {number}", True, voted)
            self.result.same("ballots", f"units of {ballot['account']} on {number}", ballot["units"], power)

    def _members(self) -> None:
        members = list(self._pages("/v1/members", "members"))
        count = self._call("BrandMembership", "memberCount")
        self.result.same("members", "number of members", len(members), count)
        for listed, _ in members:
            answer = self._get(f"/v1/members/{listed['account']}")
            self._member(answer["member"], answer["as_of"]["block"])

    def _member(self, said: dict[str, Any], block: int) -> None:
        account = said["account"]

        def chain(function: str) -> Any:
            return self._call("BrandMembership", function, account, block=block)

        self.result.same("members", f"{account} number", said["number"], chain("memberNumberOf"))
        self.result.same("members", f"{account} units held", said["held_units"], chain("heldUnits"))
        self.result.same("members", f"{account} power", said["units"], chain("getVotes"))
        self.result.same("members", f"{account} delegate", said["delegates_to"] or account, chain("delegates"))
        explained = sum(reason["units"] for reason in said["power"]["reasons"])
        self.result.same("members", f"{account} explained power", explained, chain("getVotes"))
        for token in said["holds"]:
            self._membership(account, token, block)

    def _membership(self, account: str, token: dict[str, Any], block: int) -> None:
        token_id = token["token_id"]
        holder, tier, issued, acquired, units = self._call("BrandMembership", "membershipOf", token_id, block=block)
        name = f"membership {token_id}"
        times = (_seconds(token["issued_at"]), _seconds(token["acquired_at"]))
        self.result.same("memberships", f"{name} holder", account, holder)
        self.result.same("memberships", f"{name} tier, units", (token["tier_id"], token["units"]), (tier, units))
        self.result.same("memberships", f"{name} times", times, (issued, acquired))

    def _tiers(self) -> None:
        answer = self._get("/v1/tiers")
        for tier in answer["tiers"]:
            terms, issued, _ = self._call("BrandMembership", "tier", tier["id"], block=answer["as_of"]["block"])
            said = (tier["units"], tier["supply"], tier["transferable"], tier["royalty_bps"], tier["name"])
            self.result.same("tiers", f"tier {tier['id']} terms", said, (*terms[:4], terms[5]))
            self.result.same("tiers", f"tier {tier['id']} issued", tier["issued"], issued)

    def _perks(self) -> None:
        accounts = [entry["account"] for entry, _ in self._pages("/v1/members", "members")][:ELIGIBILITY_SAMPLE]
        redeemed = 0
        for perk, block in self._pages("/v1/perks", "perks"):
            _, paused, count, _ = self._call("PerkRegistry", "perk", perk["id"], block=block)
            said = (perk["paused"], perk["redeemed"])
            self.result.same("perks", f"perk {perk['id']} paused, redeemed", said, (paused, count))
            redeemed += count
            for account in accounts:
                self._eligibility(perk["id"], account)
        listed = sum(1 for _ in self._pages("/v1/redemptions", "redemptions"))
        self.result.same("perks", "number of redemptions", listed, redeemed)

    def _eligibility(self, perk: int, account: str) -> None:
        answer = self._get(f"/v1/perks/{perk}/eligibility", account=account)
        for token in answer["memberships"]:
            said = [(rule["rule"], rule["passed"], rule["value"], rule["threshold"]) for rule in token["verdicts"]]
            arguments = (perk, token["token_id"], Web3.to_checksum_address(account))
            eligible, verdicts = self._call("PerkRegistry", "evaluate", *arguments, block=answer["as_of"]["block"])
            chain = [(RULES[rule], passed, value, threshold) for rule, passed, value, threshold in verdicts]
            name = f"perk {perk} with membership {token['token_id']}"
            self.result.same("eligibility", name, (token["eligible"], said), (eligible, chain))

    def _brand(self) -> None:
        answer = self._get("/v1/brand")
        brand, block = answer["brand"], answer["as_of"]["block"]
        treasury = Web3.to_checksum_address(brand["treasury"]["address"])
        balance = self._web3.eth.get_balance(treasury, block)
        self.result.same("treasury", "balance in wei", int(brand["treasury"]["balance"]), balance)
        for role in brand["roles"]:
            for member in role["members"]:
                holds, _ = self._call("BrandAccess", "hasRole", int(role["id"]), member["account"], block=block)
                self.result.same("roles", f"{member['account']} as {role['label']}", True, holds)
            for permission in role["may_call"]:
                arguments = (Web3.to_checksum_address(permission["address"]), permission["selector"])
                given = self._call("BrandAccess", "getTargetFunctionRole", *arguments, block=block)
                self.result.same("roles", f"role of {permission['function']}", int(role["id"]), given)

    def _pages(self, path: str, key: str) -> Iterator[tuple[dict[str, Any], int]]:
        cursor: str | None = None
        while True:
            answer = self._get(path, limit=PAGE, **({"cursor": cursor} if cursor else {}))
            for entry in answer[key]:
                yield entry, answer["as_of"]["block"]
            cursor = answer["page"]["next"]
            if cursor is None:
                return

    def _get(self, path: str, **query: Any) -> dict[str, Any]:
        answer: dict[str, Any] = self._api.get(path, params=query).raise_for_status().json()
        return answer

    def _call(self, contract: str, function: str, *arguments: Any, block: int | str = "latest") -> Any:
        bound: Any = self._contracts[contract].functions[function](*arguments)
        return bound.call(block_identifier=block)


def _seconds(time: str | None) -> int:
    """Unix seconds of an RFC 3339 time; 0 for none, as the contracts say it."""
    return int(datetime.fromisoformat(time).timestamp()) if time else 0
