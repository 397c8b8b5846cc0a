"""Hardhat for the tests of nodes, from npm and pinned by a lock file of its own: `python -m scripts.toolchain.hardhat`.

It is no part of the project's own packages: only these tests need it, and it brings two hundred others.
"""

import sys
from pathlib import Path

from scripts.toolchain.errors import SetupError, ends_in_words
from scripts.toolchain.layout import Layout
from scripts.toolchain.npm_project import NpmProject

ROOT = Path(__file__).resolve().parents[2]
PROJECT = NpmProject(
    "hardhat", Path(__file__).resolve().parent / "hardhat", "node_modules/hardhat/internal/cli/bootstrap.js"
)


def home(layout: Layout) -> Path:
    """The folder it is installed in."""
    return PROJECT.home(layout)


def find(layout: Layout) -> Path | None:
    """Its command line, a script for Node; None if it is not installed, or another version is."""
    return PROJECT.find(layout)


def ensure(layout: Layout) -> Path:
    """As `find`, after installing it where it is missing. Raises SetupError when that fails."""
    return PROJECT.ensure(layout)


@ends_in_words(SetupError)
def main() -> int:
    """0 and the path of its command line on standard output; 1 with advice when it cannot be installed."""
    print(ensure(Layout(ROOT)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
