"""Chains after `deploy` or `demo`, each told once a run of the tests and copied for whoever begins there."""

import fcntl
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.stack import Stack, chain_stack, printed

BEHIND = "behind"  # file: seconds that the chain's clock is behind that of this machine


@dataclass(frozen=True)
class Template:
    """What a story left in a folder: the chain's database, the deployment file, documents."""

    folder: Path

    def copy_to(self, folder: Path) -> Path:
        """Begin from here; the copy of the chain's database."""
        for name in ("database", "content"):
            if (self.folder / name).exists():
                shutil.copytree(self.folder / name, folder / name)
        shutil.copy(self.folder / "deployment.json", folder)
        return folder / "database"

    def start_time(self) -> datetime:
        """What the copy's clock must show so that it goes on as that of the chain would have."""
        return datetime.now(UTC) - timedelta(seconds=float((self.folder / BEHIND).read_text()))


class Templates:
    """Those of one run. Its processes share `folder`; whoever comes first tells the story, the others wait."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def after(self, command: str) -> Template:
        """`deploy` or `demo`."""
        told = self._folder / f"after-{command}"
        with (self._folder / f"{command}.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not told.exists():
                _tell(Path(tempfile.mkdtemp(dir=self._folder)), command).rename(told)
        return Template(told)

    @contextmanager
    def stack_after(self, command: str, folder: Path) -> Iterator[Stack]:
        """A stack of its own that goes on from there."""
        template = self.after(command)
        with chain_stack(folder, database=template.copy_to(folder), start_time=template.start_time()) as stack:
            yield stack


def _tell(folder: Path, command: str) -> Path:
    with chain_stack(folder, database=folder / "database") as stack:
        printed(stack.story(command))
        newest: Any = stack.web3.eth.get_block("latest")
        (folder / BEHIND).write_text(str(datetime.now(UTC).timestamp() - newest["timestamp"]))
    return folder


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Templates:
    """In a folder that all workers of a run share."""
    mine = tmp_path_factory.getbasetemp()
    return Templates(mine.parent if hasattr(request.config, "workerinput") else mine)
