"""Hardhat for the tests of nodes, from npm and pinned by a lock file of its own: `python -m scripts.toolchain.hardhat`.

It is no part of the project's own packages: only these tests need it, and it brings two hundred others.
"""

import shutil
import sys
from pathlib import Path

from scripts.toolchain import node as nodes
from scripts.toolchain.child import run_logged
from scripts.toolchain.errors import SetupError, ends_in_words
from scripts.toolchain.layout import Layout
from scripts.toolchain.stamps import Stamps, digest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = Path(__file__).resolve().parent / "hardhat"  # pins the version and every byte
STAMP = "hardhat"


def home(layout: Layout) -> Path:
    """The folder it is installed in."""
    return layout.state / "hardhat"


def find(layout: Layout) -> Path | None:
    """Its command line, a script for Node; None if it is not installed, or another version is."""
    script = home(layout) / "node_modules" / "hardhat" / "internal" / "cli" / "bootstrap.js"
    return script if Stamps(layout.stamps).read(STAMP) == _inputs() and script.exists() else None


def ensure(layout: Layout) -> Path:
    """As `find`, after installing it where it is missing. Raises SetupError when that fails."""
    if (found := find(layout)) is not None:
        return found
    stamps, folder = Stamps(layout.stamps), home(layout)
    stamps.forget(STAMP)
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(PACKAGE, folder)
    node = nodes.load(layout)
    words = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    run_logged([*node.npm_command(), *words], layout.logs / "hardhat.log", folder, node.environment())
    stamps.write(STAMP, _inputs())
    found = find(layout)
    if found is None:
        raise SetupError(f"npm installed no Hardhat in {folder}. Check {PACKAGE / 'package.json'}.")
    return found


def _inputs() -> str:
    return digest([], [PACKAGE / "package-lock.json"])


@ends_in_words(SetupError)
def main() -> int:
    """0 and the path of its command line on standard output; 1 with advice when it cannot be installed."""
    print(ensure(Layout(ROOT)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
