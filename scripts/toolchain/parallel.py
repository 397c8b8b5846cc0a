"""Commands that run side by side, each into its own log, with a summary at the end."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

POLL = 0.2  # seconds between two looks at the children
HEARTBEAT = 20.0  # seconds between two signs of life
GRACE = 20.0  # seconds a stopped child has to clean up after itself
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@dataclass
class ParallelPart:
    """One command with a name. `seconds` and `code` are set when it has ended."""

    name: str
    command: Sequence[str | Path]
    log: Path
    environment: Mapping[str, str] | None = None
    code: int | None = None
    seconds: float = 0.0
    process: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)

    @property
    def passed(self) -> bool:
        """Whether it ended with exit code 0."""
        return self.code == 0

    def verdict(self) -> str:
        """One line: result, name, seconds, what it said last, where all of it is."""
        lines = [COLOUR.sub("", line).strip(" =") for line in self.log.read_text(errors="replace").splitlines()]
        last = next((line for line in reversed(lines) if line), "")
        result = "passed" if self.passed else f"FAILED ({self.code})"
        return f"  {result:<12} {self.name:<10} {self.seconds:6.1f} s  {last[:60]}\n{'':15}{self.log}"


def run_parts(parts: Sequence[ParallelPart], cwd: Path, limit: float) -> bool:
    """Run all parts at once, print each one's output when it ends; True when all passed.

    A part still running after `limit` seconds is stopped and has failed. Leaving early (Ctrl-C) stops all.
    """
    started = time.monotonic()
    for part in parts:
        _start(part, cwd)
    try:
        _watch(parts, started, limit)
    finally:
        _stop([part for part in parts if part.code is None])
    return all(part.passed for part in parts)


def _start(part: ParallelPart, cwd: Path) -> None:
    part.log.parent.mkdir(parents=True, exist_ok=True)
    with part.log.open("wb") as output:
        part.process = subprocess.Popen(
            [str(word) for word in part.command],
            cwd=cwd,
            env=dict(part.environment) if part.environment is not None else None,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _watch(parts: Sequence[ParallelPart], started: float, limit: float) -> None:
    spoke = started
    while running := [part for part in parts if part.code is None]:
        now = time.monotonic()
        for part in running:
            if part.process is not None and part.process.poll() is not None:
                _finish(part, now - started)
        if now - started > limit:
            print(f"\nstopped after {limit:.0f} s: {', '.join(part.name for part in running)}", flush=True)
            _stop(running)
            for part in running:
                _finish(part, now - started)
            return
        if now - spoke > HEARTBEAT:
            spoke = now
            print(f"... {now - started:.0f} s, running: {', '.join(part.name for part in running)}", flush=True)
        time.sleep(POLL)


def _finish(part: ParallelPart, seconds: float) -> None:
    if part.process is None:
        return
    part.code, part.seconds = part.process.wait(), seconds
    print(f"\n----- {part.name} -----", flush=True)
    sys.stdout.write(part.log.read_text(errors="replace"))
    sys.stdout.flush()


def _stop(parts: Sequence[ParallelPart]) -> None:
    """End children in their own sessions: Ctrl-C first, so that they stop what they started."""
    processes = [part.process for part in parts if part.process is not None]
    for process in processes:
        _signal(process, signal.SIGINT)
    deadline = time.monotonic() + GRACE
    for process in processes:
        try:
            process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            _signal(process, signal.SIGKILL)
            process.wait()


def _signal(process: "subprocess.Popen[bytes]", number: signal.Signals) -> None:
    if process.poll() is None:
        os.killpg(process.pid, number)
