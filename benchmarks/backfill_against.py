"""CPU seconds of indexing a busy brand, beside an earlier commit. `make bench-against REV=d53a239`.

The earlier commit is checked out and set up beside this one, under `.symbia/against`; it has to carry the same ABIs, or
it refuses the chain. Both index the same chain into
empty SQLite databases, in turns; of each, the median of the CPU seconds (user and system) of the indexing process
counts. Writes benchmarks/results/backfill_against.json; ends with exit code 1 when ours takes over 5 per cent more.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from benchmarks.backfill import ROOT
from benchmarks.brand_chain import BusyChain, busy_chain

RESULT = ROOT / "benchmarks" / "results" / "backfill_against.json"
ROUNDS = 5
MOST = 1.05  # times the CPU seconds of the earlier commit


def earlier(revision: str) -> Path:
    """A checkout of a revision, set up. Made once. Raises CalledProcessError."""
    commit = _git("rev-parse", "--verify", f"{revision}^{{commit}}")
    folder = ROOT / ".symbia" / "against" / commit[:12]
    if not folder.exists():
        _git("clone", "--quiet", "--no-checkout", str(ROOT), str(folder))
        _git("-C", str(folder), "checkout", "--quiet", commit)
    subprocess.run(["make", "--silent", "setup"], cwd=folder, check=True)  # noqa: S607
    return folder


def cpu_seconds(checkout: Path, chain: BusyChain, database: str) -> float:
    """What indexing everything costs in a process of its own. Raises CalledProcessError."""
    command = ["-m", "benchmarks.backfill_run", "ours", chain.url, str(chain.deployment), database]
    process = subprocess.Popen(
        [checkout / ".venv" / "bin" / "python", *command], cwd=checkout, stdout=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)  # it was waited for here, not by Popen
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, process.args)
    return usage.ru_utime + usage.ru_stime


def main(arguments: Sequence[str]) -> int:
    """Measure, print, write; 1 when ours is over the bound."""
    if len(arguments) != 1:
        print("Name one revision to measure against: make bench-against REV=main~1", file=sys.stderr)
        return 2
    checkouts = {"earlier": earlier(arguments[0]), "ours": ROOT}
    seconds: dict[str, list[float]] = {name: [] for name in checkouts}
    with busy_chain(ROOT) as chain, tempfile.TemporaryDirectory() as folder:
        for number in range(ROUNDS):
            for name, checkout in checkouts.items():
                database = f"sqlite:///{folder}/{name}-{number}.db"
                seconds[name].append(round(cpu_seconds(checkout, chain, database), 2))
    medians = {name: statistics.median(runs) for name, runs in seconds.items()}
    result = {"against": arguments[0], "cpu_seconds": seconds, "medians": medians}
    RESULT.write_text(json.dumps(result, indent=2) + "\n")
    Console().print_json(data=result)
    return 0 if medians["ours"] <= MOST * medians["earlier"] else 1


def _git(*arguments: str) -> str:
    command = ["git", *arguments]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
