"""The `symbia` command. Each subcommand imports what it needs when it runs: a server needs no Brownie."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from symbia.children import end_with_parent
from symbia.proxies import direct_to_this_machine
from symbia.settings import SettingError, Settings

ROOT = Path(__file__).resolve().parent.parent

app = typer.Typer(
    help="The backend of a brand that is governed together with its members.",
    epilog="Settings are environment variables, see docs/settings.md.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
ballots = typer.Typer(
    help="Signed ballots of test wallets, for local chains.", no_args_is_help=True, rich_markup_mode="rich"
)
app.add_typer(ballots, name="ballots")
console = Console()

EndWithParent = Annotated[bool, typer.Option("--end-with-parent", hidden=True)]
RpcUrl = Annotated[str | None, typer.Option(help="Node of the chain (default: SYMBIA_RPC_URL)")]
Keystore = Annotated[
    Path | None, typer.Option(help="Keystore file of the account that sends (default: SYMBIA_RELAY_KEYSTORE)")
]
LocalAccount = Annotated[
    int | None, typer.Option("--account", min=0, help="Account of a local chain that sends, by its number")
]
Confirmations = Annotated[
    int | None,
    typer.Option(
        min=0,
        help="Blocks above a transaction's own before it counts (default: 0 on a local chain, else "
        "SYMBIA_RELAY_CONFIRMATIONS)",
    ),
]
WalletSeed = Annotated[str, typer.Option("--seed", help="Other wallets for another seed; the same for the same")]
DeploymentFile = Annotated[Path | None, typer.Option(help="Deployment file (default: SYMBIA_DEPLOYMENT)")]


@app.command()
def up(
    check: Annotated[bool, typer.Option("--check", help="Compare API and contracts, print a table, and end")] = False,
    port: Annotated[int | None, typer.Option(help="Port of API and page (default: 8000, or a free one)")] = None,
    rpc_port: Annotated[int | None, typer.Option(help="Port of the chain (default: 8545, or a free one)")] = None,
) -> None:
    """Run everything on a local chain: Ganache, contracts, a seeded brand, indexer, API and page."""
    from scripts.ganache import GanacheError
    from scripts.toolchain.errors import SetupError
    from symbia.up import up as bring_up

    try:
        code = bring_up(console, check=check, api_port=port, rpc_port=rpc_port)
    except (SetupError, GanacheError) as error:
        _fail(error)
    raise typer.Exit(code)


@app.command()
def index(
    reindex: Annotated[
        bool,
        typer.Option(
            "--reindex",
            help="First build the chain tables anew beside those in use, from stored logs, and switch; may run beside "
            "the indexer that writes",
        ),
    ] = False,
    from_node: Annotated[
        bool, typer.Option("--from-node", help="With --reindex: ask the node for all logs again, not the stored ones")
    ] = False,
    until_head: Annotated[bool, typer.Option("--until-head", help="End when nothing is left to index")] = False,
    parent: EndWithParent = False,
) -> None:
    """Follow the chain and mirror every event into the database."""
    from indexer.errors import IndexerError
    from indexer.run import run
    from symbia.logs import configure
    from symbia.progress import Bar
    from symbia.stopping import stop_on_signals

    if from_node and not reindex:
        _fail("--from-node goes with --reindex: `symbia index --reindex --from-node`.")
    settings = _settings()
    configure(settings.log_format)
    stop = stop_on_signals()
    if parent:
        end_with_parent()
    try:
        with Bar(Console(stderr=True)) as bar:
            run(settings, stop, reindex=reindex, from_node=from_node, until_head=until_head, progress=bar)
    except IndexerError as error:
        _fail(error)


@app.command()
def serve(parent: EndWithParent = False) -> None:
    """Serve the API and the page from what is indexed."""
    import uvicorn

    from api.app import create_app
    from indexer.errors import DatabaseUrlError
    from scripts.ganache import GanacheError, require_free
    from symbia.logs import configure

    settings = _settings()
    configure(settings.log_format)
    if parent:
        end_with_parent()
    try:
        if settings.port:
            require_free(settings.port, settings.host)
        application = create_app(settings)
    except (GanacheError, DatabaseUrlError, ValueError, OSError) as error:
        _fail(error)
    where = f"http://{settings.host}:{settings.port}/" if settings.port else f"a free port of {settings.host}"
    typer.echo(f"API and page at {where} Ctrl-C ends it.", err=True)
    uvicorn.run(application, host=settings.host, port=settings.port, log_config=None, access_log=False)


@app.command()
def status(
    api: Annotated[str, typer.Option(help="Base URL of the API")] = "http://127.0.0.1:8000",
) -> None:
    """How far the index is, and whether it is healthy. Exit code 1 if not."""
    import httpx
    from rich.table import Table

    from symbia.vote import VoteError, json_of

    try:
        with httpx.Client(base_url=api, timeout=10) as client:
            body = json_of(client.get("/v1/status"))
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        _fail(f"No API answers at {api} ({error}). Start one with `symbia up` or `symbia serve`, or give --api.")
    except VoteError as error:
        _fail(error)
    known = body["status"]
    table = Table(show_header=False)
    table.add_row("brand", known["brand"] or "?")
    table.add_row("chain id", str(known["chain_id"]))
    table.add_row("indexed block", f"{known['indexed_block']}  {body['as_of']['timestamp']}")
    behind = (
        f"index {known['lag']} behind" if known["node_reachable"] else "when the node last answered; it does not now"
    )
    table.add_row("chain head", f"{known['chain_head']} ({behind})")
    table.add_row("final up to", "nothing yet" if known["final_block"] is None else str(known["final_block"]))
    if known["audit"] is not None:
        seen = known["audit"]
        table.add_row("drift", f"{seen['drift']} of {seen['checked']} values at block {seen['block']}")
    if known["suspect"] is not None:
        table.add_row("suspect block", f"{known['suspect']['number']}  {known['suspect']['why']}")
    table.add_row("healthy", "yes" if known["healthy"] else "no")
    console.print(table)
    raise typer.Exit(0 if known["healthy"] else 1)


@app.command()
def audit(
    sample: Annotated[int | None, typer.Option(min=1, help="Rows of each kind (default: all)")] = None,
) -> None:
    """Compare the tables with the contracts' own views, at the same block. Exit code 1 if they differ."""
    from indexer.errors import IndexerError
    from symbia.audit import audit as run

    try:
        code = run(_settings(), sample, console)
    except IndexerError as error:
        _fail(error)
    raise typer.Exit(code)


@app.command()
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
    from symbia.tally.command import tally as recount

    settings = _settings_with(rpc_url, deployment)
    raise typer.Exit(_reading(lambda: recount(settings, proposal, console, from_chain=from_chain, as_text=not as_json)))


@ballots.command("members")
def ballots_members(
    count: Annotated[int, typer.Argument(min=1, help="How many wallets")],
    tier: Annotated[int, typer.Option(min=1, help="Tier of their memberships, by its id")] = 1,
    seed_text: WalletSeed = "symbia",
    rpc_url: RpcUrl = None,
    deployment: DeploymentFile = None,
) -> None:
    """Issue a membership to each test wallet that has none. They vote where the snapshot is still to come."""
    from symbia.ballot_box.command import issue_members

    settings = _settings_with(rpc_url, deployment)
    raise typer.Exit(_reading(lambda: issue_members(settings, count, seed_text, tier, Console(stderr=True))))


@ballots.command("generate")
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
    from symbia.ballot_box.command import Wanted, generate

    wanted = Wanted(count, proposal, mix, seed_text, deadline, members, out, post, account_number if direct else None)
    settings = _settings_with(rpc_url, deployment)
    raise typer.Exit(_reading(lambda: generate(settings, wanted, Console(stderr=True))))


@app.command()
def vote(
    proposal: Annotated[int, typer.Argument(help="Number of the proposal")],
    support: Annotated[str, typer.Argument(help="for, against or abstain")],
    account: Annotated[str, typer.Option(help="Address, or number of an unlocked account of the node")],
    reason: Annotated[str, typer.Option(help="Shown beside the ballot")] = "",
    api: Annotated[str, typer.Option(help="Base URL of the API")] = "http://127.0.0.1:8000",
    rpc_url: RpcUrl = None,
) -> None:
    """Cast a ballot on a local chain. Elsewhere, vote with a wallet on the page."""
    import httpx

    from symbia.vote import VoteError
    from symbia.vote import vote as cast

    try:
        with httpx.Client(base_url=api, timeout=30) as client:
            now = cast(client, rpc_url or _settings().first_rpc_url, proposal, support, account, reason)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        _fail(f"No API answers at {api} ({error}). Start one with `symbia up`, or give --api.")
    except VoteError as error:
        _fail(error)
    tally, quorum = now["tally"], now["quorum"]
    console.print(f"Counted. Proposal {proposal} stands at {tally['for']} for, {tally['against']} against,", end=" ")
    console.print(f"{tally['abstain']} abstain; quorum {quorum['counted']} of {quorum['required']} units.")


@app.command()
def account(
    number: Annotated[int, typer.Argument(help="Number of an unlocked account of the node")],
    rpc_url: RpcUrl = None,
) -> None:
    """Print the address of an unlocked account of a local chain."""
    from symbia.vote import VoteError, address_of

    try:
        typer.echo(address_of(rpc_url or _settings().first_rpc_url, str(number)))
    except VoteError as error:
        _fail(error)


@app.command()
def deploy(
    plan: Annotated[Path, typer.Option(help="Plan of the brand")] = ROOT / "scripts" / "plans" / "demo.toml",
    keystore: Annotated[Path | None, typer.Option(help="Keystore file of the deployer; asks for its password")] = None,
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
    if deployment is not None:
        options += ["--deployment", str(deployment.resolve())]
    _in_brownie("deploy", rpc_url, options)


@app.command()
def seed(rpc_url: RpcUrl = None, deployment: DeploymentFile = None) -> None:
    """Tell the story of a believable brand on a fresh deployment on a local chain."""
    settings = _settings()
    file = deployment or settings.deployment
    options = ["--deployment", str(file.resolve()), "--content-dir", str(settings.content_dir.resolve())]
    if settings.ipfs_api:
        options += ["--ipfs-api", settings.ipfs_api]
    _in_brownie("seed", rpc_url, options)


@app.command()
def airdrop(
    file: Annotated[Path, typer.Argument(help="CSV with the columns account,tier (a tier's id or name)")],
    rpc_url: RpcUrl = None,
    deployment: DeploymentFile = None,
    keystore: Keystore = None,
    account_number: LocalAccount = None,
    batch: Annotated[int, typer.Option(min=1, max=1_000, help="Memberships in one transaction")] = 100,
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
    from symbia.airdrop.command import Command
    from symbia.airdrop.run import Options

    settings = _settings_with(rpc_url, deployment)
    options = Options(file, batch, dry_run, skip_refused, refuse_members)
    raise typer.Exit(_sending(lambda: Command(settings, keystore, account_number, confirmations, console).run(options)))


@app.command()
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
    from symbia.keep import keep as run
    from symbia.logs import configure
    from symbia.stopping import stop_on_signals

    settings = _settings_with(rpc_url, deployment)
    configure(settings.log_format)
    stop = stop_on_signals()
    if parent:
        end_with_parent()
    _sending(lambda: run(settings, stop, keystore, account_number, confirmations, once=once))


@app.command()
def relay(
    rpc_url: RpcUrl = None,
    deployment: DeploymentFile = None,
    keystore: Keystore = None,
    account_number: LocalAccount = None,
    confirmations: Confirmations = None,
    parent: EndWithParent = False,
) -> None:
    """Bring the ballots that members signed to the chain, in batches. Any account may send them."""
    from symbia.logs import configure
    from symbia.relay import relay as run
    from symbia.stopping import stop_on_signals

    settings = _settings_with(rpc_url, deployment)
    configure(settings.log_format)
    stop = stop_on_signals()
    if parent:
        end_with_parent()
    _sending(lambda: run(settings, stop, keystore, account_number, confirmations))


@app.command()
def roles(rpc_url: RpcUrl = None, deployment: DeploymentFile = None) -> None:
    """Print who may do what, read from the chain."""
    file = deployment or _settings().deployment
    _in_brownie("roles", rpc_url, ["--deployment", str(file.resolve())])


def _in_brownie(command: str, rpc_url: str | None, options: list[str]) -> None:
    from scripts.brownie_env import brownie_environment
    from scripts.toolchain.errors import SetupError

    try:
        environment = brownie_environment(ROOT)
    except SetupError as error:
        _fail(error)
    url = rpc_url or _settings().first_rpc_url
    arguments = [sys.executable, "-m", "scripts.run", command, "--rpc-url", url, *options]
    raise typer.Exit(subprocess.run(arguments, cwd=ROOT, env=environment, check=False).returncode)


def _sending(run: Callable[[], int]) -> int:
    """Its exit code. What stops it ends in a message."""
    from indexer.errors import IndexerError
    from relay.errors import RelayError
    from symbia.airdrop.errors import AirdropError

    try:
        return run()
    except (IndexerError, RelayError, AirdropError) as error:
        _fail(error)


def _reading(run: Callable[[], int]) -> int:
    """Its exit code. What stops it ends in a message."""
    from indexer.errors import IndexerError
    from symbia.ballot_box.errors import BallotBoxError
    from symbia.onchain import ChainReadError
    from symbia.tally.poll import TallyError

    try:
        return run()
    except (IndexerError, ChainReadError, TallyError, BallotBoxError) as error:
        _fail(error)


def _settings_with(rpc_url: str | None, deployment: Path | None) -> Settings:
    settings = _settings()
    return replace(settings, rpc_url=rpc_url or settings.rpc_url, deployment=deployment or settings.deployment)


def _settings() -> Settings:
    try:
        return Settings.load(os.environ)
    except SettingError as error:
        _fail(error)


def _fail(error: object) -> NoReturn:
    typer.echo(str(error), err=True)
    raise typer.Exit(1)


def main() -> None:
    """Entry point of the console command."""
    os.environ.update(direct_to_this_machine(os.environ))
    app()


if __name__ == "__main__":
    main()
