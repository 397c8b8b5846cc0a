"""What sends transactions: deployment, story, memberships, the keeper, the relay."""

import signal
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from cli.commands.common import (
    ROOT,
    Api,
    Confirmations,
    DeploymentFile,
    EndWithParent,
    Keystore,
    LocalAccount,
    RpcUrl,
    api_of,
    console,
    fail,
    sending,
    settings_now,
    settings_with,
    until_stopped,
)
from scripts.run import INTERRUPTED
from symbia.text import Text
from symbia.units import BATCH, DAY
from symbia.words import word


def deploy(
    plan: Annotated[Path, typer.Option(help="Plan of the brand")] = ROOT / "scripts" / "plans" / "demo.toml",
    keystore: Annotated[Path | None, typer.Option(help="Keystore file of the deployer")] = None,
    password_file: Annotated[
        Path | None, typer.Option(help="File with the password of that keystore (default: it is asked for)")
    ] = None,
    account_number: Annotated[
        int, typer.Option("--account", help="Unlocked account that deploys, without keystore")
    ] = 0,
    rpc_url: RpcUrl = None,
    deployment: Annotated[
        Path | None, typer.Option(help="File to write (default: scripts/deployments/<chain id>.json)")
    ] = None,
) -> None:
    """Deploy the contracts of a brand. Safe to run again: what stands is kept, what was interrupted is finished."""
    options = ["--plan", str(plan.resolve()), "--account", str(account_number)]
    if keystore is not None:
        options += ["--keystore", str(keystore.resolve())]
    if password_file is not None:
        options += ["--password-file", str(password_file.resolve())]
    if deployment is not None:
        options += ["--deployment", str(deployment.resolve())]
    _in_brownie("deploy", rpc_url, options)


def seed(rpc_url: RpcUrl = None, deployment: DeploymentFile = None) -> None:
    """Tell the story of a believable brand on a fresh deployment on a local chain."""
    settings = settings_now()
    file = deployment or settings.deployment
    options = ["--deployment", str(file.resolve()), "--content-dir", str(settings.content_dir.resolve())]
    if settings.ipfs_api:
        options += ["--ipfs-api", settings.ipfs_api]
    _in_brownie("seed", rpc_url, options)


def keystore(
    files: Annotated[list[Path], typer.Argument(help="Files to write, one new key in each")],
    password_file: Annotated[
        Path | None,
        typer.Option(
            help="File with their password; if there is none, it is written with a new one (default: asked for)"
        ),
    ] = None,
) -> None:
    """Make new keys, each encrypted in a keystore file as geth writes it, and print their addresses."""
    from cli.keystore import KeystoreError, make_keystores, password_in

    def password() -> str:
        if password_file is None:
            prompt = word(Text.of("cli.keystore.password"))
            return str(typer.prompt(prompt, hide_input=True, confirmation_prompt=True, err=True))
        found, is_new = password_in(password_file)
        if is_new:
            typer.echo(word(Text.of("cli.keystore.new_password", file=str(password_file))), err=True)
        return found

    try:
        addresses = make_keystores(files, password)
    except KeystoreError as error:
        fail(error)
    for file, address in zip(files, addresses, strict=True):
        typer.echo(f"{address}  {file}")


def define_tier(
    name: Annotated[str, typer.Argument(help="What members read")],
    units: Annotated[int, typer.Option(min=0, help="Votes of one membership")],
    supply: Annotated[int, typer.Option(min=1, help="Memberships there may ever be")],
    image: Annotated[Path, typer.Option(help="Picture of the membership, a file of at most 1 MiB")],
    description: Annotated[str, typer.Option(help="What wallets and markets show below the name")] = "",
    days: Annotated[int, typer.Option(min=0, help="Length of one period; 0 for life")] = 0,
    soulbound: Annotated[bool, typer.Option("--soulbound", help="It cannot be transferred")] = False,
    api: Api = None,
    rpc_url: RpcUrl = None,
    deployment: DeploymentFile = None,
    keystore: Keystore = None,
    account_number: LocalAccount = None,
    confirmations: Confirmations = None,
) -> None:
    """Define a tier of memberships, as BRAND. Of its terms only supply and royalty can change, and only go down."""
    import httpx

    from cli.signing import signing_key
    from cli.tiers import NewTier, TierDefiner, TierError
    from cli.vote import VoteError
    from symbia.process.stopping import Stopped, noting_signals

    settings = settings_with(rpc_url, deployment)
    api = api or api_of(settings)
    tier = NewTier(name, units, supply, image, description, days * DAY, not soulbound)

    def run() -> int:
        with httpx.Client(base_url=api, timeout=30) as client, noting_signals() as stop:
            opened = partial(signing_key, settings, keystore=keystore, account=account_number)
            TierDefiner(settings, client, opened, confirmations, console).define(tier, stop)
        return 0

    try:
        sending(run)
    except Stopped as stopped:
        raise typer.Exit(INTERRUPTED) from stopped
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        fail(Text.of("cli.api.silent_status", url=api, why=str(error)))
    except (TierError, VoteError) as error:
        fail(error)


def airdrop(
    file: Annotated[Path, typer.Argument(help="CSV with the columns account,tier (a tier's id or name)")],
    rpc_url: RpcUrl = None,
    deployment: DeploymentFile = None,
    keystore: Keystore = None,
    account_number: LocalAccount = None,
    batch: Annotated[int, typer.Option(min=1, max=1_000, help="Memberships in one transaction")] = BATCH,
    confirmations: Confirmations = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check the list, show the plan, send nothing")] = False,
    skip_refused: Annotated[
        bool, typer.Option("--skip-refused", help="Issue the good rows and write the others to FILE.refused.csv")
    ] = False,
    refuse_members: Annotated[
        bool, typer.Option("--refuse-members", help="Refuse accounts that hold a membership of any tier already")
    ] = False,
) -> None:
    """Issue memberships to a list. Interrupted, run it again: it goes on, and nobody receives one twice."""
    from cli.airdrop.command import Command
    from cli.airdrop.run import Options

    settings = settings_with(rpc_url, deployment)
    options = Options(file, batch, dry_run, skip_refused, refuse_members)
    raise typer.Exit(sending(lambda: Command(settings, keystore, account_number, confirmations, console).run(options)))


def keep(
    once: Annotated[bool, typer.Option("--once", help="End when all that is expired now is lapsed")] = False,
    rpc_url: RpcUrl = None,
    deployment: DeploymentFile = None,
    keystore: Keystore = None,
    account_number: LocalAccount = None,
    confirmations: Confirmations = None,
    parent: EndWithParent = False,
) -> None:
    """Lapse memberships whose time is over, so that their units stop counting. Any account may send it."""
    from cli.keep import keep as run

    settings = settings_with(rpc_url, deployment)
    stop = until_stopped(settings, parent=parent)
    sending(lambda: run(settings, stop, keystore, account_number, confirmations, once=once))


def relay(
    rpc_url: RpcUrl = None,
    deployment: DeploymentFile = None,
    keystore: Keystore = None,
    account_number: LocalAccount = None,
    confirmations: Confirmations = None,
    parent: EndWithParent = False,
) -> None:
    """Bring the ballots that members signed to the chain, in batches. Any account may send them."""
    from cli.relay import relay as run

    settings = settings_with(rpc_url, deployment)
    stop = until_stopped(settings, parent=parent)
    sending(lambda: run(settings, stop, keystore, account_number, confirmations))


def roles(rpc_url: RpcUrl = None, deployment: DeploymentFile = None) -> None:
    """Print who may do what, read from the chain."""
    file = deployment or settings_now().deployment
    _in_brownie("roles", rpc_url, ["--deployment", str(file.resolve())])


def _in_brownie(command: str, rpc_url: str | None, options: list[str]) -> None:
    from scripts.toolchain.brownie_env import brownie_environment
    from scripts.toolchain.errors import SetupError

    settings = settings_now()
    try:
        environment = brownie_environment(ROOT)
    except SetupError as error:
        fail(error)
    url = rpc_url or settings.rpc_url
    arguments = [sys.executable, "-m", "scripts.run", command, "--rpc-url", url, *options]
    raise typer.Exit(_run_to_its_end(arguments, environment))


def _run_to_its_end(arguments: list[str], environment: dict[str, str]) -> int:
    """The exit code of a child in the same terminal. Ctrl-C reaches it too: it ends as it should, and then we do."""
    before = signal.signal(signal.SIGINT, lambda _signal, _frame: None)  # ignored, it would be ignored by the child too
    try:
        code = subprocess.run(arguments, cwd=ROOT, env=environment, check=False).returncode
    finally:
        signal.signal(signal.SIGINT, before)
    return INTERRUPTED if code == -signal.SIGINT else code
