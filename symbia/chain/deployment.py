"""The deployment file: which contracts, on which chain, since which block."""

from pathlib import Path
from typing import Self

import msgspec

from symbia.chain.abi import CONTRACTS, abi_sha256, load_abi
from symbia.errors import DeploymentError


class DeployedContract(msgspec.Struct, frozen=True):
    """Address and hash of the ABI a contract was deployed with."""

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
        """The deployment in `path`. Raises DeploymentError if it is missing, unreadable or of other contracts."""
        try:
            deployment = msgspec.json.decode(path.read_bytes(), type=cls)
        except FileNotFoundError as error:
            raise DeploymentError(
                f"There is no deployment file at {path}. Deploy with `symbia deploy`, or set SYMBIA_DEPLOYMENT."
            ) from error
        except OSError as error:
            raise DeploymentError(
                f"{path} cannot be read ({error.strerror}). Set SYMBIA_DEPLOYMENT to a file that `symbia deploy` wrote."
            ) from error
        except msgspec.MsgspecError as error:
            raise DeploymentError(
                f"{path} is not a deployment file: {error}. Write it with `symbia deploy`."
            ) from error
        for name in CONTRACTS:
            _check_contract(path, name, deployment.contracts.get(name))
        return deployment

    @property
    def addresses(self) -> dict[str, str]:
        """Contract name -> lower-case address, in the order of CONTRACTS."""
        return {name: self.contracts[name].address.lower() for name in CONTRACTS}


def _check_contract(path: Path, name: str, contract: DeployedContract | None) -> None:
    if contract is None:
        raise DeploymentError(f"{path} does not name {name}. Deploy again with `symbia deploy`.")
    if contract.abi_sha256 != abi_sha256(load_abi(name)):
        raise DeploymentError(
            f"{name} was deployed with another ABI than this release of Symbia carries ({path}). "
            "Use the release it was deployed with, or deploy again."
        )
