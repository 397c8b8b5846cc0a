"""One set-up at a time. The lock is the kernel's, so a killed set-up leaves none behind."""

import fcntl
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.toolchain.errors import SetupError

WAIT = 900.0  # seconds
PAUSE = 0.2  # seconds between two tries


@contextmanager
def only_one(path: Path, wait: float = WAIT) -> Iterator[int]:
    """Hold the lock at `path`; gives its file descriptor, for children to inherit.

    Waits up to `wait` seconds for another holder, then raises SetupError.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        if not _try(file.fileno()):
            print("Another set-up of this working copy is running; waiting for it.", file=sys.stderr, flush=True)
            _wait(file.fileno(), time.monotonic() + wait)
        yield file.fileno()


def _try(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _wait(descriptor: int, until: float) -> None:
    while not _try(descriptor):
        if time.monotonic() > until:
            raise SetupError("Another set-up of this working copy has not ended. Stop it and run this again.")
        time.sleep(PAUSE)
