"""Ballots: cast one, make many, count them again."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from cli.commands.common import (
    Api,
    DeploymentFile,
    RpcUrl,
    WalletSeed,
    api_of,
    console,
    fail,
    reading,
    settings_now,
    settings_with,
)
from cli.words import tell
from symbia.text import Text


def tally(
    proposal: Annotated[int, typer.Argument(help="Number of the proposal")],
    from_chain: Annotated[
        bool, typer.Option("--from-chain", help="Read the node alone and compare with the contracts")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON instead of a table")] = False,
    rpc_url: RpcUrl = None,
    deployment: DeploymentFile = None,
) -> None:
    """Count a proposal's ballots again. Exit code 1 if a ballot is wrong, or the contracts say otherwise."""
    from cli.tally.command import tally as recount

    settings = settings_with(rpc_url, deployment)
    raise typer.Exit(reading(lambda: recount(settings, proposal, console, from_chain=from_chain, as_text=not as_json)))


def ballots_members(
    count: Annotated[int, typer.Argument(min=1, help="How many wallets")],
    tier: Annotated[int, typer.Option(min=1, help="Tier of their memberships, by its id")] = 1,
    seed_text: WalletSeed = "symbia",
    rpc_url: RpcUrl = None,
    deployment: DeploymentFile = None,
) -> None:
    """Issue a membership to each test wallet that has none. They vote where the snapshot is still to come."""
    from cli.test_wallets.command import issue_members

    settings = settings_with(rpc_url, deployment)
    raise typer.Exit(reading(lambda: issue_members(settings, count, seed_text, tier, Console(stderr=True))))


def ballots_generate(
    count: Annotated[int, typer.Argument(min=1, help="How many ballots, each of a wallet of its own")],
    proposal: Annotated[int, typer.Option(min=1, help="Number of the proposal")],
    mix: Annotated[
        str, typer.Option(help="How many put what first: for=60,against=30,abstain=10, or 1=50,2=50, or random")
    ] = "random",
    seed_text: WalletSeed = "symbia",
    deadline: Annotated[
        int | None, typer.Option(help="Last second at which they count (default: all that the vote can have)")
    ] = None,
    members: Annotated[
        int | None, typer.Option(min=1, help="Tier to issue to wallets that have none; before the snapshot only")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="File for the ballots, one a line (default: print them)")] = None,
    post: Annotated[str | None, typer.Option(help="Base URL of an API whose relay shall bring them")] = None,
    direct: Annotated[bool, typer.Option("--direct", help="Cast them with castBallots, without a relay")] = False,
    account_number: Annotated[
        int, typer.Option("--account", min=0, help="Unlocked account that pays with --direct")
    ] = 0,
    rpc_url: RpcUrl = None,
    deployment: DeploymentFile = None,
) -> None:
    """Signed ballots of test wallets, as POST /v1/ballots takes them. For local chains: everybody knows their keys."""
    from cli.test_wallets.command import Wanted, generate

    wanted = Wanted(count, proposal, mix, seed_text, deadline, members, out, post, account_number if direct else None)
    settings = settings_with(rpc_url, deployment)
    raise typer.Exit(reading(lambda: generate(settings, wanted, Console(stderr=True))))


def vote(
    proposal: Annotated[int, typer.Argument(help="Number of the proposal")],
    support: Annotated[str, typer.Argument(help="for, against or abstain")],
    account: Annotated[str, typer.Option(help="Address, or number of an unlocked account of the node")],
    reason: Annotated[str, typer.Option(help="Shown beside the ballot")] = "",
    api: Api = None,
    rpc_url: RpcUrl = None,
) -> None:
    """Cast a ballot on a local chain. Elsewhere, vote with a wallet on the page."""
    import httpx

    from cli.vote import VoteError
    from cli.vote import vote as cast

    settings = settings_now()
    api = api or api_of(settings)
    try:
        with httpx.Client(base_url=api, timeout=30) as client:
            now = cast(client, rpc_url or settings.rpc_url, proposal, support, account, reason)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        fail(Text.of("cli.api.silent", url=api, why=str(error)))
    except VoteError as error:
        fail(error)
    tally, quorum = now["tally"], now["quorum"]
    counted = {
        "proposal": proposal,
        "for_votes": tally["for"],
        "against_votes": tally["against"],
        "abstain_votes": tally["abstain"],
        "took_part": quorum["counted"],
        "required": quorum["required"],
    }
    tell(console, Text("cli.vote.counted", counted))


def account(
    number: Annotated[int, typer.Argument(help="Number of an unlocked account of the node")],
    rpc_url: RpcUrl = None,
) -> None:
    """Print the address of an unlocked account of a local chain."""
    from cli.vote import VoteError, address_of

    try:
        typer.echo(address_of(rpc_url or settings_now().rpc_url, str(number)))
    except VoteError as error:
        fail(error)
