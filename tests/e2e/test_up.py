"""`symbia up` ends clean, whatever ends it: Ctrl-C, SIGTERM, SIGKILL, a child that dies half-way, a busy port."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil

from scripts.local.ganache import MNEMONIC, free_port
from tests.e2e.stack import PATIENCE, ROOT, eventually

SEEDING = 5  # processes while the brand is seeded: supervisor, Ganache, Brownie, indexer, API


class Up:
    """A `symbia up` in a process of its own."""

    def __init__(self, output: Path, *options: str, **settings: str) -> None:
        self.output = output
        with output.open("wb") as file:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "cli", "up", *options],
                cwd=ROOT,
                stdout=file,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                env={**os.environ, "COLUMNS": "200", **settings},
            )

    def text(self) -> str:
        """What it printed so far."""
        return self.output.read_text()

    def until(self, words: str) -> None:
        """Wait until it prints `words`."""
        eventually(lambda: words in self.text() or self.process.poll() is not None, words)
        assert words in self.text(), self.text()

    def family(self) -> list[psutil.Process]:
        """It and all its descendants."""
        me = psutil.Process(self.process.pid)
        return [me, *me.children(recursive=True)]

    def family_of(self, size: int, words: str) -> list[psutil.Process]:
        """Its family once it printed `words` and there are so many of them."""
        self.until(words)
        eventually(lambda: len(self.family()) == size, f"{size} processes")
        return self.family()

    def child(self, name: str) -> psutil.Process:
        """The child whose command line holds `name`."""
        return next(one for one in self.family()[1:] if name in " ".join(one.cmdline()))


@contextmanager
def up(tmp_path: Path, *options: str, **settings: str) -> Iterator[Up]:
    """Started; killed at the end if the test did not end it."""
    running = Up(tmp_path / "up.txt", *options, **settings)
    try:
        yield running
    finally:
        running.process.kill()
        running.process.wait()


def assert_gone(family: list[psutil.Process]) -> None:
    """Nobody of the family is left after a moment."""
    _, alive = psutil.wait_procs(family, timeout=30)
    assert [one for one in alive if one.status() != psutil.STATUS_ZOMBIE] == []


def test_ctrl_c_stops_every_child_and_leaves_nothing(tmp_path: Path) -> None:
    port, origin = free_port(), "https://shop.example"
    own = {"SYMBIA_PORT": str(port), "SYMBIA_CORS_ORIGINS": origin, "SYMBIA_RATE_LIMIT": "40/hour"}
    with up(tmp_path, **own, SYMBIA_DATABASE_URL="sqlite:///mine.db") as running:
        running.until("Ctrl-C stops everything.")
        assert "SYMBIA_DATABASE_URL is not used" in running.text()
        url = f"http://127.0.0.1:{port}/v1/brand"
        answers = [httpx.get(url, headers={"Origin": origin}) for _ in range(41)]
        assert {answer.headers["access-control-allow-origin"] for answer in answers} == {origin}
        assert [answer.status_code for answer in (answers[0], answers[-1])] == [200, 429]
        family = running.family()
        assert len(family) == 6, "supervisor, Ganache, indexer, API, keeper, relay"
        assert f"\n  {MNEMONIC}\nEverybody knows it." in running.text(), "whole on one line, to be copied"
        running.process.send_signal(signal.SIGINT)
        assert running.process.wait(PATIENCE) == 0
        assert_gone(family)
        database = re.search(r"database +(\S+)", running.text())
        assert database is not None
        assert not (ROOT / database[1]).exists()


def test_sigterm_while_deploying_stops_every_child(tmp_path: Path) -> None:
    with up(tmp_path) as running:
        family = running.family_of(3, "chain started")  # supervisor, Ganache, Brownie
        running.process.terminate()
        assert running.process.wait(PATIENCE) == 0
        assert_gone(family)


def test_kill_9_while_seeding_leaves_no_orphan(tmp_path: Path) -> None:
    with up(tmp_path) as running:
        family = running.family_of(SEEDING, "contracts deployed")
        running.process.kill()
        assert_gone(family)


def test_a_child_that_dies_half_way_is_named_and_the_others_are_stopped(tmp_path: Path) -> None:
    with up(tmp_path) as running:
        family = running.family_of(SEEDING, "contracts deployed")
        running.child("cli index").kill()
        assert running.process.wait(PATIENCE) == 1
        assert_gone(family)
        assert "indexer ended with exit code -9" in running.text()
        assert "Everything was stopped. Logs: " in running.text()
        assert "Traceback" not in running.text()


def test_a_busy_port_is_said_before_anything_starts(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with up(tmp_path, "--port", str(port)) as running:
            assert running.process.wait(PATIENCE) == 1
            assert f"Port {port} is not free" in running.text()
            assert "Traceback" not in running.text()
