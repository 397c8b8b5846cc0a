"""Who may do what, read from the chain: BrandAccess and the timelock."""

from collections.abc import Iterator

from eth_utils.address import to_checksum_address
from rich.console import Console
from rich.table import Column, Table

from scripts.deploy import PERMISSIONS, DeployedBrand
from symbia.chain.calls import event_topic
from symbia.chain.node import Node
from symbia.chain.wire import Log
from symbia.errors import LogRangeError
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
    granted = _granted(brand, "BrandAccess")
    holders = {"ADMIN": [one for one in granted.get(0, []) if access.hasRole(0, one)[0]]}
    for role, role_id in ROLE_IDS.items():
        holders[role] = [one for one in granted.get(role_id, []) if access.hasRole(role_id, one)[0]]
    by_hash = _granted(brand, "BrandTimelock")
    for role in ("PROPOSER", "CANCELLER", "EXECUTOR"):
        role_hash = bytes(getattr(timelock, f"{role}_ROLE")())
        given = by_hash.get(int.from_bytes(role_hash), [])
        holders[f"timelock {role}"] = [one for one in given if timelock.hasRole(role_hash, one)]
    return holders


def _granted(brand: DeployedBrand, contract: str) -> dict[int, list[str]]:
    """Role -> accounts it was ever granted to, the first first."""
    from brownie import web3

    deployment, topic = brand.deployment, event_topic(contract, "RoleGranted")
    address = deployment.contracts[contract].address
    found: dict[int, list[str]] = {}
    with Node(web3.provider.endpoint_uri) as node:
        for log in logs_in_ranges(node, address, deployment.start_block, node.block_number()):
            if log.topics[0] == topic:
                accounts = found.setdefault(int(log.topics[1], 16), [])
                account = to_checksum_address("0x" + log.topics[2][-40:])
                if account not in accounts:
                    accounts.append(account)
    return found


def logs_in_ranges(node: Node, address: str, first: int, last: int) -> Iterator[Log]:
    """Logs of a contract in blocks `first` to `last`, asked for in ranges as large as the node takes them. Raises
    NodeError."""
    size = last - first + 1
    while first <= last:
        end = min(last, first + size - 1)
        try:
            logs = node.logs([address], first, end)
        except LogRangeError as error:
            half = (end - first + 1) // 2
            size = min(error.hint or half, half)
            continue
        yield from logs
        first = end + 1


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
