"""How fast a busy brand is indexed, beside the least that could be called indexing. `make bench-backfill`.

The floor asks the same node for the same logs, parses them, and writes one bare row for each; ours fills every table.
Both run in processes of their own, in turns, on the same chain and database server; of each the median counts.
Then the same chain told ten times over, for its memory: what is slow there is the telling. Then the head: see
`benchmarks.head`. Writes benchmarks/results/backfill.json; ends with exit code 1 when ours is below half of the floor,
takes more memory than it may, or a block is seen too late.
"""

import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from rich.console import Console

from benchmarks.brand_chain import BusyChain, busy_chain
from benchmarks.head import head_latency
from benchmarks.long_chain import told
from scripts.local.postgres import create_database, postgres_server
from symbia.chain.deployment import Deployment

ROOT = Path(__file__).resolve().parent.parent
RESULT = ROOT / "benchmarks" / "results" / "backfill.json"
ROUNDS = 3
TELLINGS = 10
LONG = 500_000  # events of a chain that is told over and over
LEAST_SHARE = 0.5  # of the floor's rate
MOST_MB = 250
MOST_P50, MOST_P99 = 15.0, 40.0  # ms from a mined block to its row in the API
PATIENCE = 600.0  # seconds for one run
KINDS = ("sqlite", "postgresql")


@dataclass(frozen=True, slots=True)
class BackfillComparison:
    """Ours and the floor on one kind of database."""

    db: str
    events: int
    events_per_s: int
    floor_per_s: int
    peak_mb: int

    @property
    def good(self) -> bool:
        """Within the bounds."""
        quick = self.events > LONG or self.events_per_s >= LEAST_SHARE * self.floor_per_s
        return quick and self.peak_mb <= MOST_MB


@dataclass(frozen=True, slots=True)
class ProcessFigures:
    """What one process says of itself."""

    events: int
    seconds: float
    peak_mb: int


class Databases:
    """Empty databases of both kinds."""

    def __init__(self, folder: Path, postgres: str) -> None:
        self._folder = folder
        self._postgres = postgres
        self._made = 0

    def new(self, kind: str) -> str:
        """The URL of a new one."""
        self._made += 1
        if kind == "sqlite":
            return f"sqlite:///{self._folder}/{self._made}.db"
        return create_database(self._postgres, f"b{self._made}")


def measure(what: str, chain: BusyChain, database: str) -> ProcessFigures:
    """Run `what`, ours or the floor, in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.backfill_run", what, chain.url, str(chain.deployment), database]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, timeout=PATIENCE)
    return ProcessFigures(**json.loads(done.stdout.splitlines()[-1]))


def compare(kind: str, chain: BusyChain, databases: Databases, rounds: int = ROUNDS) -> BackfillComparison:
    """Several rounds of both."""
    rates: dict[str, list[float]] = {"ours": [], "floor": []}
    peak = events = 0
    for _ in range(rounds):
        for what, found in rates.items():
            run = measure(what, chain, databases.new(kind))
            found.append(run.events / run.seconds)
            if what == "ours":
                peak, events = max(peak, run.peak_mb), run.events
    return BackfillComparison(
        db=kind,
        events=events,
        events_per_s=round(statistics.median(rates["ours"])),
        floor_per_s=round(statistics.median(rates["floor"])),
        peak_mb=peak,
    )


@contextmanager
def databases() -> Iterator[Databases]:
    """A folder and a PostgreSQL server, gone in the end."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        yield Databases(folder, stack.enter_context(postgres_server()))


def main() -> int:
    """Measure, print, write; 1 when a run is out of bounds."""
    with busy_chain(ROOT) as chain, databases() as made:
        runs = [compare(kind, chain, made) for kind in KINDS]
        with told(chain.url, Deployment.load(chain.deployment).start_block, TELLINGS) as url:
            runs += [compare(kind, replace(chain, url=url), made, rounds=1) for kind in KINDS]
        head = head_latency(chain, made.new("sqlite"))
    result = {"runs": [asdict(run) for run in runs], "head": head}
    RESULT.write_text(json.dumps(result, indent=2) + "\n")
    Console().print_json(data=result)
    quick = head["p50_ms"] <= MOST_P50 and head["p99_ms"] <= MOST_P99
    return 0 if quick and all(run.good for run in runs) else 1


if __name__ == "__main__":
    sys.exit(main())
