"""`symbia audit`: all tables against the contracts' own views."""

from rich.console import Console
from sqlalchemy.exc import DBAPIError

from cli.words import tell
from indexer.audit.run import audit as compare
from indexer.audit.run import keep
from symbia.chain.node import Node
from symbia.errors import DatabaseUnavailableError
from symbia.settings import Settings
from symbia.tables.db import create_engine_for
from symbia.text import Text


def audit(settings: Settings, sample: int | None, console: Console) -> int:
    """Exit code 1 if a value drifted. `sample`: rows of each kind, None for all. Raises SymbiaError."""
    engine = create_engine_for(settings.database_url)
    try:
        with Node(settings.rpc_url) as node:
            report = compare(engine, node, sample)
        if report is None:
            tell(console, Text.of("cli.nothing_indexed"))
            return 1
        keep(engine, report)
    except DBAPIError as error:
        raise DatabaseUnavailableError.of(
            "tables.failed", database=engine.url.render_as_string(), reason=str(error.orig)
        ) from error
    finally:
        engine.dispose()
    for drift in report.drifts:
        console.print(str(drift), highlight=False)
    drifted = len(report.drifts)
    tell(console, Text.of("cli.audit.compared", block=report.block, checked=report.checked, drifted=drifted))
    if report.drifts:
        tell(console, Text.of("cli.audit.advice"))
    return 1 if report.drifts else 0
