"""Perks, redemptions, and verdicts on who may redeem."""

from web3 import Web3

from cli.check.comparing import Sources
from symbia.rules.perks import PERK_RULES

ELIGIBILITY_SAMPLE = 12  # members asked about every perk: one chain call each


def check_perks(sources: Sources) -> None:
    """Every perk, the number of redemptions, and a sample of verdicts."""
    accounts = [entry["account"] for entry, _ in sources.pages("/v1/members", "members")][:ELIGIBILITY_SAMPLE]
    redeemed = 0
    for perk, block in sources.pages("/v1/perks", "perks"):
        _, paused, count, _ = sources.call("PerkRegistry", "perk", perk["id"], block=block)
        said = (perk["paused"], perk["redeemed"])
        sources.result.same("perks", f"perk {perk['id']} paused, redeemed", said, (paused, count))
        redeemed += count
        for account in accounts:
            _eligibility(sources, perk["id"], account)
    listed = sum(1 for _ in sources.pages("/v1/redemptions", "redemptions"))
    sources.result.same("perks", "number of redemptions", listed, redeemed)


def _eligibility(sources: Sources, perk: int, account: str) -> None:
    answer = sources.get(f"/v1/perks/{perk}/eligibility", account=account)
    for token in answer["memberships"]:
        said = [(rule["rule"], rule["passed"], rule["value"], rule["threshold"]) for rule in token["verdicts"]]
        arguments = (perk, token["token_id"], Web3.to_checksum_address(account))
        eligible, verdicts = sources.call("PerkRegistry", "evaluate", *arguments, block=answer["as_of"]["block"])
        chain = [(PERK_RULES[rule], passed, value, threshold) for rule, passed, value, threshold in verdicts]
        name = f"perk {perk} with membership {token['token_id']}"
        sources.result.same("eligibility", name, (token["eligible"], said), (eligible, chain))
