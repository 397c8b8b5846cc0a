"""Generators of clients from an OpenAPI document, for the tests: `python -m scripts.toolchain.generators`.

Those in TypeScript come from npm, the one in Python from PyPI into an environment of its own, since it asks for other
releases than ours. All are pinned by the lock files in `tests/generators`.
"""

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from scripts.toolchain import node as nodes
from scripts.toolchain.child import run_logged
from scripts.toolchain.errors import SetupError, ends_in_words
from scripts.toolchain.layout import Layout
from scripts.toolchain.stamps import Stamps, digest

ROOT = Path(__file__).resolve().parents[2]
STAMP = "generators"
LOCKS = ("package.json", "package-lock.json", "requirements.lock")


@dataclass(frozen=True)
class Generators:
    """Where they are installed, and the Node that runs those in TypeScript."""

    home: Path
    node: nodes.NodeProgram

    @property
    def modules(self) -> Path:
        """The npm packages."""
        return self.home / "node_modules"

    @property
    def python(self) -> Path:
        """The Python that has `openapi-python-client` and what its clients import."""
        return self.home / "venv" / "bin" / "python"

    def npm_program(self, name: str) -> list[str]:
        """The words that start a program of the npm packages."""
        return [self.node.program, str(self.modules / ".bin" / name)]

    def environment(self) -> dict[str, str]:
        """With the programs of that Python first on PATH: the generator formats with the ruff that it finds."""
        environment = self.node.environment()
        return {**environment, "PATH": str(self.python.parent) + os.pathsep + environment["PATH"]}


def find(layout: Layout) -> Generators | None:
    """The installed ones; None if there are none, or others."""
    found = Generators(layout.state / "generators", nodes.load(layout))
    done = Stamps(layout.stamps).read(STAMP) == _inputs(layout)
    return found if done and found.modules.exists() and found.python.exists() else None


def ensure(layout: Layout) -> Generators:
    """As `find`, after installing them where they are missing. Raises SetupError when that fails."""
    if (found := find(layout)) is not None:
        return found
    stamps = Stamps(layout.stamps)
    fresh = Generators(layout.state / "generators", nodes.load(layout))
    stamps.forget(STAMP)
    shutil.rmtree(fresh.home, ignore_errors=True)
    fresh.home.mkdir(parents=True)
    for name in LOCKS:
        shutil.copy(_pins(layout) / name, fresh.home)
    log = layout.logs / "generators.log"
    words = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    run_logged([*fresh.node.npm_command(), *words], log, fresh.home, fresh.node.environment())
    run_logged([layout.uv, "venv", "--python", layout.python, fresh.home / "venv"], log, fresh.home)
    sync: list[str | Path] = [
        layout.uv,
        "pip",
        "sync",
        "--require-hashes",
        "--python",
        fresh.python,
        "requirements.lock",
    ]
    run_logged(sync, log, fresh.home)
    stamps.write(STAMP, _inputs(layout))
    return fresh


def _pins(layout: Layout) -> Path:
    return layout.root / "tests" / "generators"


def _inputs(layout: Layout) -> str:
    return digest([sys.version], [_pins(layout) / name for name in LOCKS])


@ends_in_words(SetupError)
def main() -> int:
    """0 and the folder on standard output; 1 with advice when they cannot be installed."""
    print(ensure(Layout(ROOT)).home)
    return 0


if __name__ == "__main__":
    sys.exit(main())
