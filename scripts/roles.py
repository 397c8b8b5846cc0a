"""Who may do what, read from the chain: BrandAccess and the timelock."""

from typing import Any

from rich.console import Console
from rich.table import Column, Table

from scripts.deploy import PERMISSIONS, DeployedBrand
from symbia.rules.roles import ROLE_IDS


def print_roles(brand: DeployedBrand) -> None:
    """Print a table of roles, holders and the functions each may call."""
    holders = role_holders(brand)
    addresses = Column("held by", no_wrap=True)  # an address is copied whole, or not at all
    table = Table("role", "may", addresses, title=f"{brand.deployment.brand}: who may do what")
    table.add_row("ADMIN", "grant and revoke every role", _lines(holders["ADMIN"], brand))
    for role in ROLE_IDS:
        table.add_row(role, ", ".join(_abilities(role)), _lines(holders[role], brand))
    for role, may in (("PROPOSER", "schedule"), ("CANCELLER", "cancel"), ("EXECUTOR", "execute")):
        table.add_row(f"timelock {role}", f"{may} payments and calls", _lines(holders[f"timelock {role}"], brand))
    Console(width=140).print(table)


def role_holders(brand: DeployedBrand) -> dict[str, list[str]]:
    """Role name -> accounts that hold it now: whoever an event ever granted it to and who still has it."""
    access, timelock = brand.access, brand.timelock
    granted = _granted(access)
    holders = {"ADMIN": [one for one in granted.get(0, []) if access.hasRole(0, one)[0]]}
    for role, role_id in ROLE_IDS.items():
        holders[role] = [one for one in granted.get(role_id, []) if access.hasRole(role_id, one)[0]]
    by_hash = _granted(timelock, key="role")
    for role in ("PROPOSER", "CANCELLER", "EXECUTOR"):
        role_hash = bytes(getattr(timelock, f"{role}_ROLE")())
        holders[f"timelock {role}"] = [one for one in by_hash.get(role_hash, []) if timelock.hasRole(role_hash, one)]
    return holders


def _granted(contract: Any, key: str = "roleId") -> dict[Any, list[str]]:
    from brownie import web3

    events = web3.eth.contract(contract.address, abi=contract.abi).events.RoleGranted
    found: dict[Any, list[str]] = {}
    for entry in events.get_logs(from_block=0):
        role = entry["args"][key]
        role = role if isinstance(role, int) else bytes(role)
        accounts = found.setdefault(role, [])
        if entry["args"]["account"] not in accounts:
            accounts.append(entry["args"]["account"])
    return found


def _abilities(role: str) -> list[str]:
    functions = [
        f"{contract}.{function}"
        for contract, permissions in PERMISSIONS.items()
        for function, holder in permissions.items()
        if holder == role
    ]
    beyond = {
        "BRAND": ["BrandGovernor.proposeTyped without units"],
        "GUARDIAN": ["BrandGovernor.cancel before execution"],
        "PARTNER": ["nothing yet"],
    }
    return functions + beyond.get(role, [])


def _lines(accounts: list[str], brand: DeployedBrand) -> str:
    names = {contract.address: name for name, contract in brand.deployment.contracts.items()}
    return "\n".join(f"{account} ({names[account]})" if account in names else account for account in accounts)
