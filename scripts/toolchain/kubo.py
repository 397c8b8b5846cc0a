"""A real IPFS node for the tests, built where Go is: `python -m scripts.toolchain.kubo`.

The tests of the content store run against it when it is there. Nothing else needs it.
"""

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

from scripts.toolchain.child import run_logged
from scripts.toolchain.errors import SetupError, ends_in_words
from scripts.toolchain.layout import Layout
from scripts.toolchain.node import VERSION_TIMEOUT

PACKAGE = "github.com/ipfs/kubo/cmd/ipfs"
ROOT = Path(__file__).resolve().parents[2]
MODULE = ROOT / "tests" / "symbia" / "content" / "kubo"  # pins the version and every byte that is built


@ends_in_words(SetupError)
def main() -> int:
    """Build Kubo unless it is there. 0 also when Go is missing, which is said; 1 when the build failed."""
    layout = Layout(ROOT)
    program = layout.state / "bin" / "ipfs"
    version = pinned_version((MODULE / "go.mod").read_text())
    if installed_version(program) == version:
        print(f"kubo: {version} is there")
        return 0
    go = shutil.which("go")
    if go is None:
        print("kubo: Go is not installed, so the content tests run without a real IPFS node")
        return 0
    print(f"kubo: building {version} (minutes, once)", flush=True)
    started = time.monotonic()
    environment = {**os.environ, "GOBIN": str(program.parent), "GOWORK": "off", "GOFLAGS": "-mod=readonly"}
    run_logged([go, "install", PACKAGE], layout.logs / "kubo.log", MODULE, environment)
    print(f"kubo: built in {time.monotonic() - started:.0f} s")
    return 0


def pinned_version(go_mod: str) -> str:
    """The Kubo version that the text of a go.mod requires, without the v."""
    match = re.search(r"github\.com/ipfs/kubo v(\S+)", go_mod)
    if match is None:
        raise ValueError(f"{MODULE / 'go.mod'} requires no github.com/ipfs/kubo")
    return match[1]


def installed_version(program: Path) -> str | None:
    """The version of an `ipfs` program, or None when it is not there or does not run."""
    try:
        answer = subprocess.run(
            [program, "version", "--number"], capture_output=True, text=True, timeout=VERSION_TIMEOUT, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return answer.stdout.strip() or None


if __name__ == "__main__":
    sys.exit(main())
