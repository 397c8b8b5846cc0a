"""The head, the treasury and the roles."""

from typing import Any

from web3 import Web3

from cli.check.comparing import Sources, seconds

# As UnitBounds has them.
UNIT_BOUNDS = ("max_units", "max_tier_units", "per_day_least", "given_per_day_bps", "sold_per_day_bps")


def check_head(sources: Sources) -> None:
    """The block the API answers for is the chain's."""
    as_of = sources.get("/v1/status")["as_of"]
    block: Any = sources.web3.eth.get_block(as_of["block"])
    sources.result.same("head", "hash of the head", as_of["hash"], block["hash"].to_0x_hex())
    sources.result.same("head", "time of the head", seconds(as_of["timestamp"]), block["timestamp"])


def check_brand(sources: Sources) -> None:
    """What the treasury holds, who has which role, what a role may call."""
    answer = sources.get("/v1/brand")
    brand, block = answer["brand"], answer["as_of"]["block"]
    treasury = Web3.to_checksum_address(brand["treasury"]["address"])
    balance = sources.web3.eth.get_balance(treasury, block)
    sources.result.same("treasury", "balance in wei", int(brand["treasury"]["balance"]), balance)
    said = brand["collection"]
    for name, function in (
        ("contract_uri", "contractURI"),
        ("renderer", "renderer"),
        ("metadata_frozen", "metadataFrozen"),
    ):
        found = sources.call("BrandMembership", function, block=block)
        sources.result.same("collection", name, said[name] or found.__class__(), found)
    said, found = brand["unit_bounds"], sources.call("BrandMembership", "unitBounds", block=block)
    for name, value in zip(UNIT_BOUNDS, found, strict=True):
        sources.result.same("bounds of units", name, said[name], value)
    for name, function in (("launch_units", "launchUnits"), ("launch_sold_units", "launchSoldUnits")):
        units = sources.call("BrandMembership", function, block=block)
        sources.result.same("bounds of units", name, said[name], units)
    for role in brand["roles"]:
        _role(sources, role, block)


def _role(sources: Sources, role: dict[str, Any], block: int) -> None:
    for member in role["members"]:
        holds, _ = sources.call("BrandAccess", "hasRole", int(role["id"]), member["account"], block=block)
        sources.result.same("roles", f"{member['account']} as {role['label']}", True, holds)
    for permission in role["may_call"]:
        arguments = (Web3.to_checksum_address(permission["address"]), permission["selector"])
        given = sources.call("BrandAccess", "getTargetFunctionRole", *arguments, block=block)
        sources.result.same("roles", f"role of {permission['function']}", int(role["id"]), given)
