"""The file `deployments/<chain_id>.json`: what was deployed where."""

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Self

FOLDER = Path(__file__).resolve().parent / "deployments"


class DeploymentError(RuntimeError):
    """The deployment cannot go on; the message says what to do."""


@dataclass(slots=True)
class DeployedContract:
    """Address (checksummed) and SHA-256 of the ABI in canonical JSON."""

    address: str
    abi_sha256: str


@dataclass(slots=True)
class Deployment:
    """One brand on one chain. Every contract lies above `start_block`."""

    chain_id: int
    brand: str
    start_block: int
    start_block_hash: str
    contracts: dict[str, DeployedContract] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> Self | None:
        """The deployment in `path`, None if there is no such file. Raises DeploymentError for any other content."""
        try:
            document = json.loads(path.read_text())
            contracts = {name: DeployedContract(**entry) for name, entry in document.pop("contracts").items()}
            return cls(**document, contracts=contracts)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise DeploymentError(f"{path} cannot be read ({error.strerror}). Name another file.") from error
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise DeploymentError(
                f"{path} is not a deployment file. Name one that `symbia deploy` wrote, or move it away."
            ) from error

    def write(self, path: Path) -> None:
        """Written whole or not at all."""
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
        fresh.write_text(json.dumps(asdict(self), indent=2) + "\n")
        fresh.replace(path)


def path_for(chain_id: int) -> Path:
    """Where the deployment on a chain is kept."""
    return FOLDER / f"{chain_id}.json"
