"""Generators of clients from an OpenAPI document, for the tests: `python -m scripts.toolchain.generators`.

Those in TypeScript come from npm, the one in Python from PyPI. All are pinned by the lock files in `tests/generators`.
"""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from scripts.toolchain import node as nodes
from scripts.toolchain.errors import SetupError, ends_in_words
from scripts.toolchain.layout import Layout
from scripts.toolchain.npm_project import NpmProject
from scripts.toolchain.pypi_project import PypiProject

ROOT = Path(__file__).resolve().parents[2]
PINS = ROOT / "tests" / "generators"
NPM = NpmProject("generators", PINS, "node_modules/typescript/package.json")
PYPI = PypiProject("python-generator", PINS / "requirements.lock")


@dataclass(frozen=True)
class Generators:
    """Where they are installed, and the Node that runs those in TypeScript."""

    modules: Path  # the npm packages
    python: Path  # has `openapi-python-client` and what its clients import
    node: nodes.NodeProgram

    def npm_program(self, name: str) -> list[str]:
        """The words that start a program of the npm packages."""
        return [self.node.program, str(self.modules / ".bin" / name)]

    def environment(self) -> dict[str, str]:
        """With the programs of that Python first on PATH: the generator formats with the ruff that it finds."""
        environment = self.node.environment()
        return {**environment, "PATH": str(self.python.parent) + os.pathsep + environment["PATH"]}


def ensure(layout: Layout) -> Generators:
    """The installed ones, after installing them where they are missing. Raises SetupError when that fails."""
    NPM.ensure(layout)
    PYPI.ensure(layout)
    return Generators(NPM.home(layout) / "node_modules", PYPI.python(layout), nodes.load(layout))


@ends_in_words(SetupError)
def main() -> int:
    """0 and the folder of the npm packages on standard output; 1 with advice when they cannot be installed."""
    print(ensure(Layout(ROOT)).modules)
    return 0


if __name__ == "__main__":
    sys.exit(main())
