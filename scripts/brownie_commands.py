"""What `scripts.run` runs: the commands that need Brownie."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import symbia.words  # noqa: F401 - errors end in words here
from scripts.brownie_networks import connect, load_project
from scripts.deploy import DeployedBrand, attach, deploy, on_this_chain
from scripts.local.time_travel import TimeTravelChain, TransactionFailedError
from scripts.plan import DeploymentPlan, PlanError
from scripts.roles import print_roles
from scripts.seed import Story
from symbia.chain.deployment import Deployment
from symbia.content import open_store
from symbia.errors import DeploymentError, NodeError
from symbia.process.children import FLAG, STEP, end_with_parent

ROOT = Path(__file__).resolve().parent.parent
DEPLOYMENTS = ROOT / "scripts" / "deployments"
USER_ERRORS = (PlanError, DeploymentError, NodeError, TransactionFailedError, ConnectionError)


def main(arguments: list[str]) -> int:
    """0 when done, 1 with one message when it cannot be."""
    options = _parser().parse_args(arguments)
    if options.end_with_parent:
        end_with_parent()
    try:
        project = load_project(ROOT)  # before connecting: Brownie takes its gas settings from the project
        connect(options.rpc_url)
        COMMANDS[options.command](project, options)
    except USER_ERRORS as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _deploy(project: Any, options: argparse.Namespace) -> DeployedBrand:
    from brownie import accounts, chain

    path = options.deployment or DEPLOYMENTS / f"{chain.id}.json"
    unlocked = [account.address for account in accounts]
    deployer = _from_keystore(options) if options.keystore else _unlocked(options.account)
    plan = DeploymentPlan.read(options.plan)
    return deploy(project, deployer, plan, path=path, accounts=unlocked, say=_speaker(options))


def _seed(project: Any, options: argparse.Namespace) -> None:
    _tell(_standing(project, options.deployment), options)


def _demo(project: Any, options: argparse.Namespace) -> None:
    _tell(_deploy(project, options), options)


def _roles(project: Any, options: argparse.Namespace) -> None:
    print_roles(_standing(project, options.deployment))


def _standing(project: Any, path: Path) -> DeployedBrand:
    """The deployment in `path`, which must be of the chain we are connected to."""
    deployment = Deployment.load(path)
    if not on_this_chain(deployment):
        raise DeploymentError.of("scripts.run.another_chain", path=str(path))
    return attach(project, deployment)


def _tell(brand: DeployedBrand, options: argparse.Namespace) -> None:
    from brownie import accounts, web3

    if brand.membership.tierCount():
        raise DeploymentError.of("scripts.run.not_fresh")
    store = open_store(options.content_dir, options.ipfs_api)
    Story(brand, TimeTravelChain(web3), list(accounts), store, _speaker(options)).tell()


def _from_keystore(options: argparse.Namespace) -> Any:
    from brownie import accounts

    path: Path = options.keystore
    if not path.is_file():
        raise DeploymentError.of("scripts.run.no_keystore", path=str(path))
    try:
        return accounts.load(str(path), password=_password(options.password_file))
    except (ValueError, KeyError, EOFError) as error:
        raise DeploymentError.of("scripts.run.keystore_not_opened", path=str(path), reason=str(error)) from error


def _password(path: Path | None) -> str | None:
    """None to have it asked for."""
    if path is None:
        return None
    try:
        return path.read_text().rstrip("\r\n")
    except OSError as error:
        raise DeploymentError.of("scripts.run.no_password", path=str(path), reason=str(error.strerror)) from error


def _unlocked(number: int) -> Any:
    from brownie import accounts

    if not 0 <= number < len(accounts):
        raise DeploymentError.of("scripts.run.no_account", n=len(accounts), number=number)
    return accounts[number]


def _speaker(options: argparse.Namespace) -> Callable[[str], None]:
    """How steps are told: `symbia up` finds them by their mark, a person needs none."""
    mark = STEP if options.end_with_parent else ""
    return lambda text: print(f"{mark}{text}", flush=True)


COMMANDS: dict[str, Callable[[Any, argparse.Namespace], Any]] = {
    "deploy": _deploy,
    "demo": _demo,
    "roles": _roles,
    "seed": _seed,
}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m scripts.run")
    parser.add_argument("command", choices=sorted(COMMANDS))
    parser.add_argument("--rpc-url", required=True)
    parser.add_argument("--plan", type=Path, default=ROOT / "scripts" / "plans" / "demo.toml")
    parser.add_argument("--deployment", type=Path)
    parser.add_argument("--content-dir", type=Path)
    parser.add_argument("--ipfs-api")
    parser.add_argument("--account", type=int, default=0)
    parser.add_argument("--keystore", type=Path)
    parser.add_argument("--password-file", type=Path)
    parser.add_argument(FLAG, action="store_true")
    return parser
