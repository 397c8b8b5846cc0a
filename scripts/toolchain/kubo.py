"""A real IPFS node for the tests, built where Go is: `python -m scripts.toolchain.kubo`.

The tests of the content store run against it when it is there. Nothing else needs it.
"""

import sys
from pathlib import Path

from scripts.toolchain.errors import SetupError, ends_in_words
from scripts.toolchain.go_program import GoProgram
from scripts.toolchain.layout import Layout

ROOT = Path(__file__).resolve().parents[2]
KUBO = GoProgram(
    name="kubo",
    program="ipfs",
    package="github.com/ipfs/kubo/cmd/ipfs",
    module=ROOT / "tests" / "symbia" / "content" / "kubo",
    requirement="github.com/ipfs/kubo",
    version_words=("version", "--number"),
    without="the content tests run without a real IPFS node",
)


@ends_in_words(SetupError)
def main() -> int:
    """Build Kubo unless it is there. 0 also when Go is missing, which is said; 1 when the build failed."""
    return KUBO.ensure(Layout(ROOT))


if __name__ == "__main__":
    sys.exit(main())
