"""What ballots of a sample of accounts count for on every proposal, and why they would not."""

from typing import Any

from cli.check.comparing import Sources
from symbia.rules.ballots.names import PROBLEMS

SAMPLE = 5  # members of a proposal, not the same on each
STRANGER = "0x" + "5a" * 20


def check_powers(sources: Sources) -> None:
    """Some members, all excluded accounts and a stranger, on every proposal."""
    members = [entry["account"] for entry, _ in sources.pages("/v1/members", "members")]
    for entry, _ in list(sources.pages("/v1/proposals", "proposals")):
        number = entry["number"]
        for account in {*_some(members, number), *entry["excluded"], sources.web3.to_checksum_address(STRANGER)}:
            answer = sources.get(f"/v1/proposals/{number}/power/{account}")
            _power(sources, answer["power"], answer["as_of"]["block"])


def _some(members: list[str], number: int) -> list[str]:
    """SAMPLE members spread over all, shifted by the proposal's number."""
    step = max(len(members) // SAMPLE, 1)
    return members[number % step :: step][:SAMPLE]


def _power(sources: Sources, said: dict[str, Any], block: int) -> None:
    proposal, account = said["proposal"], said["account"]
    name = f"{account} on proposal {proposal}"
    member, units, votes, problem = sources.call("BallotLens", "powerOf", proposal, account, block=block)
    if not said["fixed"]:  # the lens tells of the second before, the API of this one
        units = sources.call("BrandMembership", "getVotes", account, block=block)
        votes = said["votes"]
    sources.result.same("powers", f"member number of {name}", said["member"] or 0, member)
    sources.result.same("powers", f"units and votes of {name}", (said["units"], said["votes"]), (units, votes))
    sources.result.same("powers", f"explained units of {name}", sum(one["units"] for one in said["reasons"]), units)
    code = said["problem"]["code"] if said["problem"] else None
    sources.result.same("powers", f"problem of {name}", code, PROBLEMS[problem])
