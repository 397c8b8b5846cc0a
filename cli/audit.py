"""`symbia audit`: all tables against the contracts' own views."""

from rich.console import Console
from sqlalchemy.exc import DBAPIError

from indexer.audit.run import audit as compare
from indexer.audit.run import keep
from symbia.chain.node import Node
from symbia.errors import DatabaseUnavailableError
from symbia.settings import Settings
from symbia.tables.db import create_engine_for


def audit(settings: Settings, sample: int | None, console: Console) -> int:
    """Exit code 1 if a value drifted. `sample`: rows of each kind, None for all. Raises SymbiaError."""
    engine = create_engine_for(settings.database_url)
    try:
        with Node(settings.rpc_url) as node:
            report = compare(engine, node, sample)
        if report is None:
            console.print("Nothing is indexed yet. Start `symbia index` first.")
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
    console.print(f"Block {report.block}: {report.checked} values compared, {len(report.drifts)} drifted.")
    if report.drifts:
        console.print(
            "Write the tables anew with `symbia index --reindex`. If it stays, a log was lost before: add --from-node, "
            "with another node. If it stays then, report it with the above."
        )
    return 1 if report.drifts else 0
