"""Everything that runs: the whole, indexer, API; and how it fares."""

import os
from collections.abc import Iterator
from typing import Annotated, Any

import typer
from rich.console import Console

from cli.commands.common import Api, EndWithParent, api_of, console, fail, settings_now, until_stopped
from cli.words import words_of
from symbia.process.children import end_with_parent
from symbia.settings import Settings
from symbia.text import Text
from symbia.words import word


def up(
    check: Annotated[bool, typer.Option("--check", help="Compare API and contracts, print a table, and end")] = False,
    port: Annotated[
        int | None, typer.Option(help="Port of API and page (default: SYMBIA_PORT, else 8000, or a free one)")
    ] = None,
    rpc_port: Annotated[int | None, typer.Option(help="Port of the chain (default: 8545, or a free one)")] = None,
) -> None:
    """Run everything on a local chain: Ganache, contracts, a seeded brand, indexer, API and page."""
    from cli.up import up as bring_up
    from cli.up import wanted
    from scripts.local.ganache import GanacheError
    from scripts.toolchain.errors import SetupError

    settings, passed_over = wanted(settings_now(), os.environ)
    if port is None and "SYMBIA_PORT" in os.environ:
        port = settings.port
    try:
        code = bring_up(console, settings, check=check, passed_over=passed_over, api_port=port, rpc_port=rpc_port)
    except (SetupError, GanacheError) as error:
        fail(error)
    raise typer.Exit(code)


def index(
    reindex: Annotated[
        bool,
        typer.Option(
            "--reindex",
            help="First build the chain tables again beside those in use, from stored logs, and switch; may run beside "
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
    from cli.progress import IndexingBar
    from indexer.run import run
    from symbia.errors import SymbiaError

    if from_node and not reindex:
        fail(Text.of("cli.from_node_alone"))
    settings = settings_now()
    stop = until_stopped(settings, parent=parent)
    try:
        with IndexingBar(Console(stderr=True)) as bar:
            run(settings, stop, reindex=reindex, from_node=from_node, until_head=until_head, progress=bar)
    except SymbiaError as error:
        fail(error)


def serve(parent: EndWithParent = False) -> None:
    """Serve the API and the page from what is indexed."""
    import uvicorn

    from api.app import create_app
    from scripts.local.ganache import GanacheError, require_free
    from symbia.errors import DatabaseUrlError, DeploymentError
    from symbia.process.logs import configure

    settings = settings_now()
    configure(settings.log_format)
    if parent:
        end_with_parent()
    try:
        if settings.port:
            require_free(settings.port, settings.host)
        application = create_app(settings)
    except (GanacheError, DatabaseUrlError, DeploymentError, ValueError, OSError) as error:
        fail(error)
    free = Text.of("cli.any_port", host=settings.host)
    where = f"http://{settings.host}:{settings.port}/" if settings.port else free
    typer.echo(word(Text.of("cli.serving", where=where)), err=True)
    uvicorn.run(application, host=settings.host, port=settings.port, **server_options(settings))


def server_options(settings: Settings) -> dict[str, Any]:
    """How uvicorn serves. Of X-Forwarded-For it believes proxies that are named; its own default believes whoever
    connects from this machine."""
    return {
        "log_config": None,
        "access_log": False,
        "proxy_headers": bool(settings.trusted_proxies),
        "forwarded_allow_ips": settings.trusted_proxies,
    }


def status(api: Api = None) -> None:
    """How far the index is, and whether it is healthy. Exit code 1 if not, or if another installation answers."""
    import httpx
    from rich.markup import escape
    from rich.table import Table

    from cli.installation import other_installation
    from cli.vote import VoteError, json_of

    settings, named = settings_now(), api is not None
    api = api or api_of(settings)
    try:
        with httpx.Client(base_url=api, timeout=10) as client:
            body = json_of(client.get("/v1/status"))
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        fail(Text.of("cli.api.silent_status", url=api, why=str(error)))
    except VoteError as error:
        fail(error)
    if not named and (other := other_installation(settings, api, body["status"]["contracts"])):
        fail(other)
    table = Table(show_header=False)
    table.add_row(word(Text.of("cli.status.asked")), escape(api))
    for name, fact in _facts(body):
        table.add_row(word(name), words_of(fact))
    console.print(table)
    raise typer.Exit(0 if body["status"]["healthy"] else 1)


def audit(
    sample: Annotated[int | None, typer.Option(min=1, help="Rows of each kind (default: all)")] = None,
) -> None:
    """Compare the tables with the contracts' own views, at the same block. Exit code 1 if they differ."""
    from cli.audit import audit as run
    from symbia.errors import SymbiaError

    try:
        code = run(settings_now(), sample, console)
    except SymbiaError as error:
        fail(error)
    raise typer.Exit(code)


def _facts(body: dict[str, Any]) -> Iterator[tuple[Text, Text | str]]:
    """What an answer of `/v1/status` says, name by name."""
    known = body["status"]
    yield Text.of("cli.status.brand"), known["brand"] or "?"
    yield Text.of("cli.status.chain_id"), str(known["chain_id"])
    yield Text.of("cli.status.indexed"), f"{known['indexed_block']}  {body['as_of']['timestamp']}"
    head = "cli.status.head_level" if known["node_reachable"] else "cli.status.head_silent"
    yield Text.of("cli.status.head"), Text.of(head, block=str(known["chain_head"]), lag=str(known["lag"]))
    final = known["final_block"]
    yield Text.of("cli.status.final"), Text.of("cli.status.nothing_final") if final is None else str(final)
    if (seen := known["audit"]) is not None:
        drifted = {name: seen[name] for name in ("drift", "checked", "block")}
        yield Text.of("cli.status.drift"), Text("cli.status.drifted", drifted)
    for one in known["endpoints"]:
        yield Text.of("cli.status.endpoint", place=one["place"]), _said_of(one)
    if (suspect := known["suspect"]) is not None:
        yield Text.of("cli.status.suspect"), f"{suspect['number']}  {suspect['why']}"
    yield Text.of("cli.status.healthy"), Text.of("value.yes" if known["healthy"] else "value.no")


def _said_of(endpoint: dict[str, Any]) -> Text:
    """What is known of an endpoint, in words."""
    state = Text.of(f"cli.status.state.{endpoint['state']}", n=endpoint["lag"] or 0)
    used = "cli.status.endpoint_used" if endpoint["in_use"] else "cli.status.endpoint_spare"
    said = Text.of(used, state=state, head="?" if endpoint["head"] is None else str(endpoint["head"]))
    if endpoint["state"] == "ok" or not endpoint["last_words"]:
        return said
    return Text.of("cli.status.endpoint_said", of=said, words=endpoint["last_words"])
