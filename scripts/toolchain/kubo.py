"""A real IPFS node for the tests, built where Go is: `python -m scripts.toolchain.kubo`.

The tests of the content store run against it when it is there. Nothing else needs it.
"""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from scripts.toolchain.child import run_logged
from scripts.toolchain.errors import SetupError
from scripts.toolchain.layout import Layout
from scripts.toolchain.node import VERSION_TIMEOUT

KUBO_VERSION = "0.39.0"
PACKAGE = f"github.com/ipfs/kubo/cmd/ipfs@v{KUBO_VERSION}"
ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    """Build Kubo unless it is there. 0 also when Go is missing, which is said; 1 when the build failed."""
    layout = Layout(ROOT)
    program = layout.state / "bin" / "ipfs"
    if installed_version(program) == KUBO_VERSION:
        print(f"kubo: {KUBO_VERSION} is there")
        return 0
    go = shutil.which("go")
    if go is None:
        print("kubo: Go is not installed, so the content tests run without a real IPFS node")
        return 0
    started = time.monotonic()
    print(f"kubo: building {KUBO_VERSION} (minutes, once)", flush=True)
    try:
        environment = {**os.environ, "GOBIN": str(program.parent)}
        run_logged([go, "install", PACKAGE], layout.logs / "kubo.log", ROOT, environment)
    except SetupError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print(f"kubo: built in {time.monotonic() - started:.0f} s")
    return 0


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
