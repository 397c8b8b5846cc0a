"""After deployment the deployer holds nothing: counted from events, and tried.

Invariant 7 of docs/invariants.md.
"""

from typing import Any

import pytest
from brownie import accounts, web3
from support.chain import NOBODY, refusal, rpc, send
from support.plan import SEED, TIERS, TIMELOCK_DELAY

from scripts.deploy import LIBRARIES, PERMISSIONS, ROLE_IDS
from symbia.chain.abi import CONTRACTS

ADMIN = 0
CODE_LIMIT = 24_576


def holders(contract: Any) -> dict[Any, set[str]]:
    """Who holds each role, from the events of the contract alone."""
    found: dict[Any, set[str]] = {}
    events = web3.eth.contract(address=contract.address, abi=contract.abi).events
    logs = [
        entry
        for name in ("RoleGranted", "RoleRevoked")
        for entry in getattr(events, name)().get_logs(from_block=0, to_block="latest")
    ]
    for entry in sorted(logs, key=lambda one: (one["blockNumber"], one["logIndex"])):
        role = entry["args"].get("roleId", entry["args"].get("role"))
        if entry["event"] == "RoleGranted":
            found.setdefault(role, set()).add(entry["args"]["account"])
        else:
            found[role].discard(entry["args"]["account"])
    return {role: accounts_ for role, accounts_ in found.items() if accounts_}


def test_roles_of_the_brand(access: Any, timelock: Any, drops: Any, deployer: Any) -> None:
    expected = {ADMIN: {timelock.address}} | {
        ROLE_IDS[name]: {accounts[index].address}
        for index, name in enumerate(("BRAND", "ISSUER", "GUARDIAN", "PARTNER"), start=1)
    }
    expected[ROLE_IDS["ISSUER"]].add(drops.address)
    expected[ROLE_IDS["DROPS"]] = {drops.address}
    assert holders(access) == expected
    assert all(access.hasRole(role, account)[0] for role, found in expected.items() for account in found)
    assert not any(access.hasRole(role, deployer.address)[0] for role in range(7))


def test_roles_of_the_treasury(timelock: Any, governor: Any) -> None:
    names = ("PROPOSER_ROLE", "EXECUTOR_ROLE", "CANCELLER_ROLE")
    expected = {getattr(timelock, name)(): {governor.address} for name in names}
    assert holders(timelock) == expected | {timelock.DEFAULT_ADMIN_ROLE(): {timelock.address}}
    assert not timelock.hasRole(timelock.EXECUTOR_ROLE(), NOBODY)  # it would mean anyone


def test_the_deployer_can_do_nothing(
    access: Any, timelock: Any, membership: Any, perks: Any, governor: Any, deployer: Any
) -> None:
    me = deployer.address
    admin = ("AccessManagerUnauthorizedAccount", me, ADMIN)
    for call in (
        (access.grantRole, ADMIN, me, 0),
        (access.grantRole, ROLE_IDS["BRAND"], me, 0),
        (access.revokeRole, ROLE_IDS["BRAND"], accounts[1].address),
        (access.setTargetFunctionRole, membership.address, [b"\x01\x02\x03\x04"], 0),
        (access.setTargetClosed, membership.address, True),
        (access.updateAuthority, membership.address, me),
        (access.labelRole, 1, "MINE"),
    ):
        assert refusal(*call, sender=deployer) == admin
    for call in (
        (membership.issue, me, SEED),
        (membership.defineTier, TIERS[0], "ipfs://x", "ipfs://y"),
        (perks.setPaused, 1, True),
    ):
        assert refusal(*call, sender=deployer) == ("AccessManagedUnauthorized", me)
    unauthorized = ("AccessControlUnauthorizedAccount", me)
    call = (NOBODY, 0, b"", bytes(32), bytes(32))
    assert refusal(timelock.schedule, *call, TIMELOCK_DELAY, sender=deployer)[:2] == unauthorized
    assert refusal(timelock.execute, *call, sender=deployer)[:2] == unauthorized
    assert refusal(timelock.cancel, bytes(32), sender=deployer)[:2] == unauthorized
    assert refusal(timelock.grantRole, bytes(32), me, sender=deployer)[:2] == unauthorized
    assert refusal(timelock.updateDelay, 0, sender=deployer) == ("TimelockUnauthorizedCaller", me)
    assert refusal(governor.updateTimelock, me, sender=deployer) == ("BrandGovernor_Unsupported",)


def test_the_deployed_drops_sell_for_the_treasury(
    drops: Any, membership: Any, timelock: Any, team: Any, people: Any
) -> None:
    assert (drops.membership(), drops.treasury()) == (membership.address, timelock.address)
    terms = (SEED, 0, 0, 0, 0, NOBODY, 7, bytes(32))
    send(drops.defineDrop, terms, "ipfs://drop", sender=team)
    receipt = send(drops.claim, 1, people[0].address, 1, 0, [], sender=people[0], value=9)
    assert receipt.one("TreasuryReceived") == {"from": drops.address, "amount": 7}
    assert membership.ownerOf(1) == people[0].address


def test_every_restricted_function_has_its_role(access: Any, membership: Any, drops: Any, perks: Any) -> None:
    """A function that deploy() forgot would belong to the admin alone: the brand could not use it."""
    for contract, name in ((membership, "BrandMembership"), (drops, "MembershipDrops"), (perks, "PerkRegistry")):
        functions = [entry for entry in contract.abi if entry["type"] == "function"]
        writers = {entry["name"] for entry in functions if entry["stateMutability"] == "nonpayable"}
        open_to_all = {
            *("delegate", "delegateBySig", "setApprovalForAll", "redeem", "lapse", "lapseBatch", "burn"),
            *("cancelVouchers", "endNotice"),
        }
        assert writers - open_to_all == set(PERMISSIONS[name])
        for function, role in PERMISSIONS[name].items():
            held_by = access.getTargetFunctionRole(contract.address, contract.signatures[function])
            assert held_by == (ROLE_IDS | {"ADMIN": ADMIN})[role]


def test_labels_of_the_roles(access: Any) -> None:
    events = web3.eth.contract(address=access.address, abi=access.abi).events
    labels = {one["args"]["roleId"]: one["args"]["label"] for one in events.RoleLabel().get_logs(from_block=0)}
    assert labels == {number: name for name, number in ROLE_IDS.items()}
    for name, number in ROLE_IDS.items():
        assert getattr(access, name)() == number


@pytest.mark.skip_coverage  # the optimizer is off there
def test_codes_fit_the_limit_of_every_chain(brand: Any) -> None:
    addresses = {name: contract.address for name, contract in brand.deployment.contracts.items()}
    assert set(addresses) == {*CONTRACTS, "MembershipRenderer", *LIBRARIES}
    sizes = {name: (len(rpc("eth_getCode", address, "latest")) - 2) // 2 for name, address in addresses.items()}
    assert all(0 < size <= CODE_LIMIT for size in sizes.values()), sizes
