"""The deployment file: which contracts, on which chain, since which block. Written and read here alone."""

import os
from pathlib import Path
from typing import Self

import msgspec

from symbia.chain.abi import CONTRACTS, abi_sha256, load_abi
from symbia.errors import DeploymentError


class DeployedContract(msgspec.Struct, frozen=True):
    """Address (checksummed) and hash of the ABI a contract was deployed with."""

    address: str
    abi_sha256: str


class Deployment(msgspec.Struct, frozen=True):
    """One brand on one chain. Nothing of it happened before `start_block`."""

    chain_id: int
    brand: str
    start_block: int
    start_block_hash: str
    contracts: dict[str, DeployedContract]

    @classmethod
    def load(cls, path: Path) -> Self:
        """The whole deployment in `path`. Raises DeploymentError if it is missing, unreadable or of other contracts."""
        deployment = cls.read(path)
        if deployment is None:
            raise DeploymentError.of("chain.deployment.missing", path=str(path))
        for name in CONTRACTS:
            _check_contract(path, name, deployment.contracts.get(name))
        return deployment

    @classmethod
    def read(cls, path: Path) -> Self | None:
        """What `path` holds, which may be a part of the contracts; None if there is no such file. Raises
        DeploymentError for any other content."""
        try:
            return msgspec.json.decode(path.read_bytes(), type=cls)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise DeploymentError.of(
                "chain.deployment.unreadable", path=str(path), reason=str(error.strerror)
            ) from error
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise DeploymentError.of("chain.deployment.malformed", path=str(path), reason=str(error)) from error

    def write(self, path: Path) -> None:
        """Whole, or not at all."""
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
        fresh.write_bytes(msgspec.json.format(msgspec.json.encode(self), indent=2) + b"\n")
        fresh.replace(path)

    def with_contract(self, name: str, contract: DeployedContract) -> Self:
        """The same with one contract more."""
        return msgspec.structs.replace(self, contracts={**self.contracts, name: contract})

    @property
    def addresses(self) -> dict[str, str]:
        """Contract name -> lower-case address, in the order of CONTRACTS."""
        return {name: self.contracts[name].address.lower() for name in CONTRACTS}


class Draft:
    """What is deployed so far, in a file beside the one that it will be: an interrupted deploy goes on from there."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self.path = target.with_suffix(".partial")

    def keep(self, deployment: Deployment) -> None:
        """Note what stands now."""
        deployment.write(self.path)

    def finish(self, deployment: Deployment) -> None:
        """All of it stands: the target has it, and nothing is left to go on from."""
        deployment.write(self.target)
        self.path.unlink(missing_ok=True)


def _check_contract(path: Path, name: str, contract: DeployedContract | None) -> None:
    if contract is None:
        raise DeploymentError.of("chain.deployment.incomplete", path=str(path), contract=name)
    if contract.abi_sha256 != abi_sha256(load_abi(name)):
        raise DeploymentError.of("chain.deployment.other_abi", path=str(path), contract=name)
