"""Child processes that cannot outlive whoever started them, even when that one is killed with SIGKILL.

The parent holds the child's standard input open. When the parent is gone, for whatever reason, the child reads the end
of it and stops itself.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from symbia.text import Text, TextError

FLAG = "--end-with-parent"
STEP = "step: "  # begins a line of a child that is meant for people
STDIN = 0
STOP_TIMEOUT = 10.0  # seconds for an orderly end, before the hard one
TAIL_LINES = 12


class ChildFailedError(TextError, RuntimeError):
    """A child ended although it was still needed; the text shows its last lines."""


class Child:
    """One process of ours, its output in a file."""

    def __init__(self, name: str, command: Sequence[str], log: Path, environment: Mapping[str, str], cwd: Path) -> None:
        """Start it. `command` runs this Python, with FLAG added."""
        self.name = name
        self.log = log
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                [sys.executable, *command, FLAG],
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=dict(environment),
                cwd=cwd,
                start_new_session=True,  # Ctrl-C reaches us alone; we stop the children in order
            )

    @property
    def pid(self) -> int:
        """Process id."""
        return self._process.pid

    def ended(self) -> int | None:
        """The exit code, None while it runs."""
        return self._process.poll()

    def require_alive(self) -> None:
        """Raise ChildFailedError if it has ended."""
        code = self.ended()
        if code is not None:
            raise ChildFailedError(self.failure(code))

    def failure(self, code: int) -> Text:
        """What to tell a person about its end with `code`."""
        tail = "\n".join(f"    {line}" for line in self.log.read_text(errors="replace").splitlines()[-TAIL_LINES:])
        return Text.of("process.child.ended", name=self.name, exit_code=code, tail=tail, log=str(self.log))

    def wait(self, timeout: float) -> None:
        """Wait for its end. Raises ChildFailedError when it fails or takes longer than `timeout` seconds."""
        try:
            code = self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            raise ChildFailedError.of(
                "process.child.too_slow", name=self.name, seconds=round(timeout), log=str(self.log)
            ) from None
        if code != 0:
            raise ChildFailedError(self.failure(code))

    def kill(self) -> None:
        """End it at once, as a crash would."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._close()

    def stop(self) -> None:
        """End it, gently first; safe to call twice."""
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(STOP_TIMEOUT)
            except subprocess.TimeoutExpired:
                os.killpg(self._process.pid, signal.SIGKILL)
                self._process.wait()
        self._close()

    def _close(self) -> None:
        if self._process.stdin is not None:
            self._process.stdin.close()


def end_with_parent() -> None:
    """In a child: stop, gently first, when standard input reaches its end."""
    threading.Thread(target=_watch, name="end-with-parent", daemon=True).start()


def _watch() -> None:
    # Not sys.stdin: a thread inside its lock would make the interpreter's own end fail.
    while os.read(STDIN, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(STOP_TIMEOUT)
    os._exit(1)
