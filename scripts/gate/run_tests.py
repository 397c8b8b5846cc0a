"""`make test`: the Python tests and the contracts' tests side by side, one summary, one exit code.

    .venv/bin/python -m scripts.gate.run_tests [--long] [python|contracts]

The contracts' tests run in Brownie, on a Ganache that is started here on a free port.
"""

import argparse
import os
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from scripts.local.ganache import Ganache, GanacheError
from scripts.toolchain import chromium, clients, generators, hardhat, web_proxies
from scripts.toolchain.brownie_env import brownie_environment
from scripts.toolchain.errors import SetupError, ends_in_words
from scripts.toolchain.layout import Layout
from scripts.toolchain.parallel import ParallelPart, run_parts

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("python", "contracts")
LIMIT = 2_700.0  # seconds for the usual tests, which take some 1,700 on two cores: more is a test that hangs
LONG_LIMIT = 7_200.0  # seconds with those marked `long`


@ends_in_words(SetupError, GanacheError, stopped="Tests stopped.")
def main(arguments: Sequence[str]) -> int:
    """Run the chosen parts; 0 when all tests passed, 1 when not, 130 when interrupted."""
    parser = argparse.ArgumentParser(prog="run_tests", description="Runs the tests.")
    parser.add_argument("--long", action="store_true", help="also the tests marked `long`")
    parser.add_argument("parts", nargs="*", metavar="PART", help="python, contracts; default both")
    options = parser.parse_args(arguments)
    if unknown := set(options.parts) - set(PARTS):
        parser.error(f"unknown part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    signal.signal(signal.SIGTERM, _interrupt)
    return run(options.parts or PARTS, options.long)


def run(names: Sequence[str], long: bool) -> int:
    """Run the parts in `names` at once and print the summary; the exit code."""
    layout = Layout(ROOT)
    if "python" in names:
        chromium.ensure(layout)  # the page's tests want a real browser, and find it there
        hardhat.ensure(layout)  # so do the tests of nodes
        generators.ensure(layout)  # and those of the OpenAPI document
        web_proxies.ensure(layout)  # and those of docs/proxies.md
        clients.PROJECT.ensure(layout)  # and those of wallets
    started = time.monotonic()
    if "contracts" not in names:
        parts = [python_part(layout, long)]
        passed = run_parts(parts, ROOT, LONG_LIMIT if long else LIMIT)
    else:
        with Ganache(ROOT, log=layout.logs / "test-ganache.log") as chain:
            parts = [contracts_part(layout, long, chain.url)]
            if "python" in names:
                parts.append(python_part(layout, long))
            passed = run_parts(parts, ROOT, LONG_LIMIT if long else LIMIT)
    print(f"\n===== tests: {'passed' if passed else 'FAILED'} in {time.monotonic() - started:.1f} s =====")
    for part in parts:
        print(part.verdict())
    return 0 if passed else 1


def python_part(layout: Layout, long: bool) -> ParallelPart:
    """Everything but the contracts, on all cores; the tests of one file stay together, they share fixtures."""
    command: list[str | Path] = [
        layout.python,
        "-m",
        "pytest",
        "-n",
        str(os.cpu_count() or 1),
        "--dist",
        "loadfile",
        "--no-loadscope-reorder",  # else files of few tests come last, and those are the long ones of tests/e2e
        *_common(long),
    ]
    return ParallelPart("python", command, layout.logs / "test-python.log")


def contracts_part(layout: Layout, long: bool, rpc_url: str) -> ParallelPart:
    """The contracts' tests, in Brownie, on the chain at `rpc_url`."""
    brownie: list[str | Path] = [layout.python, "-m", "scripts.brownie_cli", rpc_url, "test", "tests/contracts"]
    environment = brownie_environment(ROOT)
    return ParallelPart("contracts", [*brownie, *_common(long)], layout.logs / "test-contracts.log", environment)


def _common(long: bool) -> list[str]:
    colour = ["--color=yes"] if sys.stdout.isatty() else []
    return colour if long else [*colour, "-m", "not long"]


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt  # so that the children are stopped, as for Ctrl-C


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
