"""A geth for the tests of nodes, built where Go is: `python -m scripts.toolchain.geth`. Nothing else needs it."""

import sys
from pathlib import Path

from scripts.toolchain.errors import SetupError, ends_in_words
from scripts.toolchain.go_program import GoProgram
from scripts.toolchain.layout import Layout

ROOT = Path(__file__).resolve().parents[2]
GETH = GoProgram(
    name="geth",
    program="geth",
    package="github.com/ethereum/go-ethereum/cmd/geth",
    module=ROOT / "tests" / "nodes" / "geth",
    requirement="github.com/ethereum/go-ethereum",
    version_words=("--version",),
    without="no test runs on a real geth",
)


@ends_in_words(SetupError)
def main() -> int:
    """Build geth unless it is there. 0 also when Go is missing, which is said; 1 when the build failed."""
    return GETH.ensure(Layout(ROOT))


if __name__ == "__main__":
    sys.exit(main())
