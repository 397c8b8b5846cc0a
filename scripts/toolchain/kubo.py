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
PACKAGE = "github.com/ipfs/kubo/cmd/ipfs"
# A module of our own pins the version: `go install PACKAGE@VERSION` also wants the list of all versions.
GO_MODULE = f"module symbia/kubo\n\ngo 1.25\n\nrequire github.com/ipfs/kubo v{KUBO_VERSION}\n"
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
        build(go, layout, program)
    except SetupError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print(f"kubo: built in {time.monotonic() - started:.0f} s")
    return 0


def build(go: str, layout: Layout, program: Path) -> None:
    """Build `program` with `go`; it appears whole or not at all. Raises SetupError with the end of the log."""
    folder = layout.state / "kubo"
    folder.mkdir(parents=True, exist_ok=True)
    program.parent.mkdir(parents=True, exist_ok=True)
    (folder / "go.mod").write_text(GO_MODULE)
    (folder / "go.sum").unlink(missing_ok=True)
    environment = {**os.environ, "GOFLAGS": "-mod=mod", "GOWORK": "off"}
    run_logged([go, "build", "-o", "ipfs", PACKAGE], layout.logs / "kubo.log", folder, environment)
    (folder / "ipfs").replace(program)


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
