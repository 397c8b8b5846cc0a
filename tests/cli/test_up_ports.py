"""Two runs that start in the same second choose different ports."""

from contextlib import ExitStack
from pathlib import Path

import pytest
from rich.console import Console

from cli import up
from cli.steps import Steps
from scripts.local.ganache import free_port


def test_a_usual_port_is_chosen_by_one_run_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(up, "RUNS", tmp_path)
    usual, steps = free_port(), Steps(Console(quiet=True))
    with ExitStack() as first, ExitStack() as second:
        assert up._port(None, usual, steps, first) == usual
        assert up._port(None, usual, steps, second) != usual  # though nobody listens on it yet
    with ExitStack() as later:
        assert up._port(None, usual, steps, later) == usual
