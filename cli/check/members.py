"""Members: numbers, units and powers."""

from typing import Any

from cli.check.comparing import Sources


def check_members(sources: Sources) -> None:
    """Everyone who ever had votes: number, units, power and its explanation."""
    members = list(sources.pages("/v1/members", "members"))
    count = sources.call("BrandMembership", "memberCount")
    sources.result.same("members", "number of members", len(members), count)
    for listed, _ in members:
        answer = sources.get(f"/v1/members/{listed['account']}")
        _member(sources, answer["member"], answer["as_of"]["block"])


def _member(sources: Sources, said: dict[str, Any], block: int) -> None:
    account = said["account"]

    def same(what: str, api: object, function: str) -> None:
        chain = sources.call("BrandMembership", function, account, block=block)
        sources.result.same("members", f"{account} {what}", api, chain)

    same("number", said["number"], "memberNumberOf")
    same("memberships", said["memberships"], "balanceOf")
    same("units held", said["held_units"], "heldUnits")
    same("power", said["units"], "getVotes")
    same("explained power", sum(reason["units"] for reason in said["power"]["reasons"]), "getVotes")
    same("delegate", said["delegates_to"] or account, "delegates")
