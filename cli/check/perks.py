"""Perks, redemptions, and verdicts on who may redeem."""

from web3 import Web3

from cli.check.comparing import Sources
from symbia.rules.perks import RULES

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
            _eligibility(sources, perk["id"], account, f"eligibility of {len(accounts)} members")
    listed = sum(1 for _ in sources.pages("/v1/redemptions", "redemptions"))
    sources.result.same("perks", "number of redemptions", listed, redeemed)


def _eligibility(sources: Sources, perk: int, account: str, subject: str) -> None:
    """What the API says of each membership it lists, and of the account: of a list that is cut, those that can redeem
    come first, so the account can redeem if one of the list can."""
    answer = sources.get(f"/v1/perks/{perk}/eligibility", account=account)
    can_redeem = False
    for token in answer["memberships"]:
        said = [(rule["rule"], rule["passed"], rule["value"], rule["threshold"]) for rule in token["verdicts"]]
        arguments = (perk, token["token_id"], Web3.to_checksum_address(account))
        eligible, verdicts = sources.call("PerkRegistry", "evaluate", *arguments, block=answer["as_of"]["block"])
        chain = [(RULES[rule], passed, value, threshold) for rule, passed, value, threshold in verdicts]
        name = f"perk {perk} with membership {token['token_id']}"
        sources.result.same(subject, name, (token["eligible"], said), (eligible, chain))
        can_redeem = can_redeem or eligible
    sources.result.same(subject, f"perk {perk} for {account}", answer["eligible"], can_redeem)
