"""`make lint`: every checker, all of them even when the first complains, one exit code."""

import subprocess
import sys
import time
from pathlib import Path

from scripts.toolchain import node as nodes
from scripts.toolchain.errors import SetupError, ends_in_words
from scripts.toolchain.layout import Layout

ROOT = Path(__file__).resolve().parents[2]
SOLIDITY = ("contracts/**/*.sol", "tests/campaigns/*.sol")
TIMEOUT = 600  # seconds for one checker


def checks(layout: Layout) -> dict[str, list[str]]:
    """Command lines by name. Raises SetupError before `make setup`."""
    programs = layout.venv / "bin"
    solhint = [nodes.load(layout).program, str(layout.node_modules / ".bin" / "solhint")]
    return {
        "ruff check": [str(programs / "ruff"), "check", "--quiet"],
        "ruff format": [str(programs / "ruff"), "format", "--check", "--quiet"],
        "mypy": [str(programs / "mypy"), "--no-error-summary"],
        "imports": [str(programs / "lint-imports")],
        "solhint": [*solhint, "--noPoster", "--disc", "--max-warnings", "0", *SOLIDITY],
    }


@ends_in_words(SetupError)
def main() -> int:
    """Run all checks and print a line for each; 0 when all are content."""
    results = [check(name, command) for name, command in checks(Layout(ROOT)).items()]
    return 0 if all(results) else 1


def check(name: str, command: list[str]) -> bool:
    """Run one checker; its output is shown when it complains."""
    started = time.monotonic()
    result = subprocess.run(
        command,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )
    passed = result.returncode == 0
    print(f"lint: {name:<12} {'ok' if passed else 'FAILED':<7} {time.monotonic() - started:5.1f} s", flush=True)
    if not passed:
        print(result.stdout, flush=True)
    return passed


if __name__ == "__main__":
    sys.exit(main())
