"""How a process learns that it should end: a note that SIGTERM and SIGINT leave, and waiting that they cut short.

Not `threading.Event`: its `set` takes the lock that an interrupted `wait` may hold, and a handler that waits for the
code it interrupts waits for ever. Not an exception alone: raised while Python runs a destructor, it is swallowed.
"""

import os
import select
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

SIGNALS = (signal.SIGTERM, signal.SIGINT)


class Stopped(Exception):  # noqa: N818 - says what happened
    """Somebody wants us to end."""


class Stop(Protocol):
    """Whether somebody wants us to end. `threading.Event` is one too, for threads."""

    def is_set(self) -> bool:
        """Whether we should end."""

    def wait(self, timeout: float | None = None) -> bool:
        """Wait at most `timeout` seconds, less when told to end; whether we should."""


class Signalled:
    """A Stop that a signal handler may set: a pipe that is written once and never read."""

    def __init__(self) -> None:
        self._reader, self._writer = os.pipe()
        self._set = False

    def set(self) -> None:
        """Say so. Takes no lock."""
        if not self._set:
            self._set = True
            os.write(self._writer, b"!")

    def is_set(self) -> bool:
        """Whether it was said."""
        return self._set

    def wait(self, timeout: float | None = None) -> bool:
        """Wait at most `timeout` seconds (None: for ever), less when told; whether it was said."""
        select.select([self._reader], [], [], timeout)
        return self._set

    def __del__(self) -> None:
        os.close(self._reader)
        os.close(self._writer)


def pause(stop: Stop, seconds: float) -> None:
    """Wait. Raises Stopped when told to end."""
    if stop.wait(seconds):
        raise Stopped


@contextmanager
def noting_signals() -> Iterator[Signalled]:
    """A Stop that SIGTERM and SIGINT set for as long as the block runs. For the main thread."""
    before = {number: signal.getsignal(number) for number in SIGNALS}
    try:
        yield stop_on_signals()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def stop_on_signals() -> Signalled:
    """A Stop that SIGTERM and SIGINT set. For the main thread of a process."""
    stop = Signalled()

    def _set(_number: int, _frame: Any) -> None:
        stop.set()

    for number in SIGNALS:
        signal.signal(number, _set)
    return stop
