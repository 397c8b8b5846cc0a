"""The libraries and wallets that members and integrators use, for the tests that hand them what the API serves.

From npm, and pinned by a lock file of their own: `python -m scripts.toolchain.clients`.

They are installed beside the programs of the tests that import them.
"""

import sys
from pathlib import Path

from scripts.toolchain.errors import SetupError, ends_in_words
from scripts.toolchain.layout import Layout
from scripts.toolchain.npm_project import NpmProject

ROOT = Path(__file__).resolve().parents[2]
PROJECT = NpmProject("clients", ROOT / "tests" / "clients", "node_modules/ethers/package.json", in_place=True)


@ends_in_words(SetupError)
def main() -> int:
    """0 and where they are on standard output; 1 with advice when they cannot be installed."""
    PROJECT.ensure(Layout(ROOT))
    print(PROJECT.source / "node_modules")
    return 0


if __name__ == "__main__":
    sys.exit(main())
