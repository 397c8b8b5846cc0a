"""`symbia tally N`: read, count again, compare, print."""

import json

import typer
from rich.console import Console
from sqlalchemy.exc import DBAPIError

from cli.onchain import open_chain
from cli.tally import chain as from_node
from cli.tally import tables
from cli.tally.contracts import disagreements
from cli.tally.poll import Poll, TallyError
from cli.tally.recount import Recount, recount
from cli.tally.show import as_json, show
from symbia.chain.deployment import Deployment
from symbia.errors import DatabaseUnavailableError
from symbia.settings import Settings
from symbia.tables.db import create_engine_for, read_session
from symbia.text import Text

AGREES, DIFFERS = 0, 1  # exit codes


def tally(settings: Settings, proposal: int, console: Console, *, from_chain: bool, as_text: bool) -> int:
    """The exit code: 0 if every ballot is sound and, from the chain, the contracts say the same. `as_text` False prints
    JSON. Raises TallyError, ChainReadError, SymbiaError."""
    if from_chain:
        poll, found, differences = _from_chain(settings, proposal)
    else:
        poll, found = _from_tables(settings, proposal)
        differences = list(found.faults)
    if as_text:
        show(console, poll, found, differences, from_chain=from_chain)
    else:
        typer.echo(json.dumps(as_json(poll, found, differences, from_chain=from_chain)))
    return DIFFERS if differences else AGREES


def _from_chain(settings: Settings, proposal: int) -> tuple[Poll, Recount, list[Text]]:
    with open_chain(settings.rpc_url, Deployment.load(settings.deployment)) as chain:
        poll = from_node.read_poll(chain, proposal)
        found = recount(poll)
        differences = disagreements(chain, poll, found)
        if not chain.still_there():
            raise TallyError.of("cli.tally.replaced", block=chain.block)
    return poll, found, differences


def _from_tables(settings: Settings, proposal: int) -> tuple[Poll, Recount]:
    engine = create_engine_for(settings.database_url)
    try:
        with read_session(engine) as session:
            poll = tables.read_poll(session, proposal)
    except DBAPIError as error:
        raise DatabaseUnavailableError.of("tables.unreadable_for_tally", reason=str(error.orig)) from error
    finally:
        engine.dispose()
    return poll, recount(poll)
