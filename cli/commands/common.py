"""What several subcommands share: options, settings, and how an error ends one."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from cli.words import words_of
from symbia.process.children import end_with_parent
from symbia.process.stopping import Stop, stop_on_signals
from symbia.settings import SettingError, Settings
from symbia.text import Text

ROOT = Path(__file__).resolve().parent.parent.parent
console = Console()

EndWithParent = Annotated[bool, typer.Option("--end-with-parent", hidden=True)]
RpcUrl = Annotated[str | None, typer.Option(help="Node of the chain (default: SYMBIA_RPC_URL)")]
Keystore = Annotated[
    Path | None, typer.Option(help="Keystore file of the account that sends (default: SYMBIA_SENDER_KEYSTORE)")
]
LocalAccount = Annotated[
    int | None, typer.Option("--account", min=0, help="Account of a local chain that sends, by its number")
]
Confirmations = Annotated[
    int | None,
    typer.Option(
        min=0,
        help="Blocks above a transaction's own before it counts (default: 0 on a local chain, else "
        "SYMBIA_SENDER_CONFIRMATIONS)",
    ),
]
WalletSeed = Annotated[str, typer.Option("--seed", help="Other wallets for another seed; the same for the same")]
Api = Annotated[
    str | None,
    typer.Option("--api", help="Base URL of the API (default: SYMBIA_PUBLIC_URL, else SYMBIA_HOST and SYMBIA_PORT)"),
]
DeploymentFile = Annotated[Path | None, typer.Option(help="Deployment file (default: SYMBIA_DEPLOYMENT)")]


def sending(run: Callable[[], int]) -> int:
    """Its exit code. What stops it ends in a message."""
    from cli.airdrop.errors import AirdropError
    from cli.call.errors import CallError
    from cli.onchain import ChainReadError
    from relay.sending.errors import RelayError
    from symbia.errors import SymbiaError

    try:
        return run()
    except (SymbiaError, RelayError, AirdropError, CallError, ChainReadError) as error:
        fail(error)


def reading(run: Callable[[], int]) -> int:
    """Its exit code. What stops it ends in a message."""
    from cli.onchain import ChainReadError
    from cli.tally.poll import TallyError
    from cli.test_wallets.errors import BallotBoxError
    from symbia.errors import SymbiaError

    try:
        return run()
    except (SymbiaError, ChainReadError, TallyError, BallotBoxError) as error:
        fail(error)


def settings_with(rpc_url: str | None, deployment: Path | None) -> Settings:
    """Those of the environment, but for what options say."""
    settings = settings_now()
    return replace(settings, rpc_url=rpc_url or settings.rpc_url, deployment=deployment or settings.deployment)


def settings_now() -> Settings:
    """Those of the environment."""
    try:
        return Settings.load(os.environ)
    except SettingError as error:
        fail(error)


def api_of(settings: Settings) -> str:
    """Base URL of the API of the installation that the settings describe."""
    from cli.installation import api_url

    return api_url(settings) or fail(Text.of("cli.api.any_port"))


def until_stopped(settings: Settings, *, parent: bool) -> Stop:
    """For what runs until it is stopped: how it logs, the signals that stop it, and with `parent` its end with that."""
    from symbia.process.logs import configure

    configure(settings.log_format)
    stop = stop_on_signals()
    if parent:
        end_with_parent()
    return stop


def fail(error: Exception | Text) -> NoReturn:
    """Its words, and exit code 1."""
    typer.echo(words_of(error), err=True)
    raise typer.Exit(1)
