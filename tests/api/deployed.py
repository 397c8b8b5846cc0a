"""A deployment file that names a brand, for tests that need no chain."""

from pathlib import Path

from symbia.chain.deployment import DeployedContract, Deployment


def write_deployment(path: Path, brand: str = "Juniper & Rye", chain_id: int = 1337, **addresses: str) -> None:
    """`addresses`: of contracts by name."""
    contracts = {name: DeployedContract(address, "00") for name, address in addresses.items()}
    Deployment(chain_id, brand, 0, "0x" + "00" * 32, contracts).write(path)
