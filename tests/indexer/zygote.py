"""Forks indexer processes that have imported everything already: a start costs milliseconds instead of seconds.

Reads one JSON object per line, the SYMBIA_ variables of the process to start, and prints its pid. ARGUMENTS in it are
those of the command line. With DIE_AT the process kills itself when it is about to run that writing SQL statement or
commit, counted from 1. An empty line waits for the last one and prints its exit code, negative for a signal.
"""

import json
import os
import signal
import sys
from typing import Any

from sqlalchemy import Engine, event

from indexer.__main__ import main


def serve() -> None:
    for line in sys.stdin:
        if not line.strip():
            _, status = os.wait()
            print(os.waitstatus_to_exitcode(status), flush=True)
            continue
        pid = os.fork()
        if pid == 0:
            _become_indexer(json.loads(line))
        print(pid, flush=True)


def _become_indexer(environment: dict[str, str]) -> None:
    os.environ.update(environment)
    if "DIE_AT" in environment:
        _die_at(int(environment["DIE_AT"]))
    os.dup2(2, 1)  # what it logs is no answer to whoever started it
    sys.argv = ["indexer", *environment.get("ARGUMENTS", "").split()]
    code = 1
    try:
        code = main()
    finally:
        os._exit(code)


def _die_at(number: int) -> None:
    left = iter(range(number - 1))

    def count(_: Any) -> None:
        if next(left, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)

    def count_writes(connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith(("INSERT", "UPDATE", "DELETE")):
            count(connection)

    event.listen(Engine, "before_cursor_execute", count_writes)
    event.listen(Engine, "commit", count)


if __name__ == "__main__":
    serve()
