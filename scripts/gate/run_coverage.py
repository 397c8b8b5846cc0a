"""`make coverage`: what of contracts/ the tests run, by Brownie's own coverage; fails below the bar.

The contracts are compiled without the optimizer, into a copy of the project below build/coverage. The optimizer joins
code of several places, and Brownie's map of instructions to source then misses statements and branches. Without it
the contracts are larger than a chain allows; the Ganache of this run allows it.
"""

import json
import shutil
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scripts.gate.coverage.plugin import REPORT_VARIABLE, TRACE_VARIABLE
from scripts.gate.coverage.report import measure
from scripts.gate.coverage.verdict import CoverageVerdict, read_argued
from scripts.local.ganache import Ganache, GanacheError
from scripts.toolchain.brownie_env import brownie_environment
from scripts.toolchain.errors import SetupError, ends_in_words
from scripts.toolchain.layout import Layout
from scripts.toolchain.parallel import ParallelPart, run_parts

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "scripts" / "gate" / "coverage"
RECORD = ROOT / "benchmarks" / "results" / "coverage.json"
LIMIT = 7_200.0  # seconds
COPIED = ("contracts", "tests/contracts")


@dataclass(frozen=True)
class Places:
    """Where a run keeps its files."""

    folder: Path

    @property
    def project(self) -> Path:
        """The copy of the project; its name is the project's in Brownie."""
        return self.folder / "project"

    @property
    def builds(self) -> Path:
        """The contracts as compiled for this run."""
        return self.project / "build" / "contracts"

    @property
    def trace(self) -> Path:
        """What was executed."""
        return self.folder / "trace.jsonl"

    @property
    def report(self) -> Path:
        """Brownie's report."""
        return self.folder / "coverage.json"


@ends_in_words(SetupError, GanacheError, stopped="Coverage stopped.")
def main(arguments: Sequence[str]) -> int:
    """Run the tests in `arguments` (default: all but the long ones) and judge; only a run of all is kept."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that the children are stopped, as for Ctrl-C
    started = time.monotonic()
    layout = Layout(ROOT)
    places = Places(layout.build / "coverage")
    copy_project(layout, places)
    if not run_tests(layout, places, arguments or ["tests/contracts", "-m", "not long"]):
        return 1
    verdict = judge(places)
    print("\n".join(verdict.lines()))
    print(f"coverage: {'passed' if verdict.passed else 'FAILED'} in {time.monotonic() - started:.0f} s")
    if not arguments:
        RECORD.write_text(json.dumps(verdict.record(), indent=2) + "\n")
    return 0 if verdict.passed else 1


def copy_project(layout: Layout, places: Places) -> None:
    """Copy what Brownie compiles and tests, with the optimizer turned off.

    What Brownie built before goes: it does not see every change that makes a build stale.
    """
    shutil.rmtree(places.builds, ignore_errors=True)
    for name in COPIED:
        shutil.rmtree(places.project / name, ignore_errors=True)
        shutil.copytree(layout.root / name, places.project / name, ignore=shutil.ignore_patterns("__pycache__"))
    modules = places.project / "node_modules"
    if not modules.is_symlink():
        modules.symlink_to(layout.node_modules)
    config = (layout.root / "brownie-config.yaml").read_text()
    unoptimised = config.replace("      enabled: true\n", "      enabled: false\n")
    if unoptimised == config:
        raise SetupError("brownie-config.yaml turns on no optimizer that could be turned off here")
    (places.project / "brownie-config.yaml").write_text(unoptimised)


def run_tests(layout: Layout, places: Places, arguments: Sequence[str]) -> bool:
    """Run pytest with `arguments` in the copy, every execution watched; whether all passed."""
    places.trace.write_text("")
    places.report.unlink(missing_ok=True)
    unlimited = ("--chain.allowUnlimitedContractSize", "--chain.allowUnlimitedInitCodeSize")
    flags: list[str | Path] = [PROGRAM / "ganache.cjs", f"--trace={places.trace}", *unlimited]
    with Ganache(ROOT, log=layout.logs / "coverage-ganache.log", program=flags) as chain:
        environment = {
            **brownie_environment(ROOT),
            TRACE_VARIABLE: str(places.trace),
            REPORT_VARIABLE: str(places.report),
            "PYTEST_PLUGINS": "scripts.gate.coverage.plugin",
        }
        session: list[str | Path] = [layout.python, "-m", "scripts.gate.coverage.session", places.project, chain.url]
        part = ParallelPart("coverage", [*session, *arguments], layout.logs / "coverage.log", environment)
        passed = run_parts([part], ROOT, LIMIT)
    print(part.verdict())
    return passed


def judge(places: Places) -> CoverageVerdict:
    """The verdict on what the last run left."""
    builds = [json.loads(path.read_text()) for path in sorted(places.builds.glob("*.json"))]
    coverage = measure(builds, json.loads(places.report.read_text()))
    texts = {source: (places.project / source).read_text() for source in coverage}
    gaps = [gap for source, one in coverage.items() for gap in one.gaps(source, texts[source])]
    return CoverageVerdict(coverage, gaps, read_argued(PROGRAM / "argued.toml"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
