"""Forks indexer processes that have imported everything already: a start costs milliseconds instead of seconds.

Reads one JSON object per line, the SYMBIA_ variables of the process to start, and prints its pid. An empty line waits
for the last one and prints its exit code, negative for a signal.
"""

import json
import os
import sys

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
    os.dup2(2, 1)  # what it logs is no answer to whoever started it
    sys.argv = ["indexer"]
    code = 1
    try:
        code = main()
    finally:
        os._exit(code)


if __name__ == "__main__":
    serve()
