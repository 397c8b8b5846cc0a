"""`make campaigns-faults`: plants one fault after the other in a copy of the contracts; a campaign must find each.

    .venv/bin/python -m scripts.gate.run_campaigns_faults [PART OF A NAME ...]

A minute for each fault: the contracts are compiled again. Results are kept in benchmarks/results, each with the hash of
the contracts and the campaign that it is about.
"""

import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from scripts.gate.campaigns.faults import Fault, copy_project, read_faults, with_fault
from scripts.gate.campaigns.forge import Forge
from scripts.gate.run_campaigns import seed_of
from scripts.toolchain.errors import SetupError, ends_in_words
from scripts.toolchain.layout import Layout
from scripts.toolchain.node import load as require_setup

ROOT = Path(__file__).resolve().parents[2]
RECORD = ROOT / "benchmarks" / "results" / "campaigns_faults.json"
COMMAND = "make campaigns-faults"
CALLS = 30_000  # in which each fault must be found
SEED = 1


@dataclass(frozen=True)
class FaultVerdict:
    """`found` is what the campaign said is broken, None for nothing; `calls` those of the runs before that one.

    `contracts` is the hash of contracts and campaign that a campaign on them takes for its seed.
    """

    name: str
    source: str
    found: str | None
    calls: int
    contracts: str


@ends_in_words(SetupError, stopped="Campaigns stopped.")
def main(arguments: Sequence[str]) -> int:
    """Plant, play, judge; 0 when every fault was found."""
    started = time.monotonic()
    layout = Layout(ROOT)
    require_setup(layout)
    Forge(layout, ROOT).build()
    folder = layout.campaigns / "faulty"
    copy_project(layout, folder)
    faults = [one for one in read_faults() if not arguments or any(word in one.name for word in arguments)]
    verdicts = [judge(Forge(layout, folder), folder, fault) for fault in faults]
    keep(verdicts)
    missed = sum(verdict.found is None for verdict in verdicts)
    verdict = "FAILED" if missed else "passed"
    seconds = time.monotonic() - started
    print(f"campaigns on faults: {verdict}, {len(verdicts)} planted, {missed} missed, {seconds:.0f} s")
    return 1 if missed else 0


def keep(verdicts: Sequence[FaultVerdict], path: Path = RECORD) -> None:
    """Write the verdicts to `path` in the order of the list, beside those on other faults that stand there."""
    kept = {one["name"]: one for one in json.loads(path.read_text())["faults"]} if path.exists() else {}
    kept |= {one.name: asdict(one) for one in verdicts}
    faults = [kept[fault.name] for fault in read_faults() if fault.name in kept]
    missed = sum(one["found"] is None for one in faults)
    record = {"command": COMMAND, "calls": CALLS, "seed": SEED, "missed": missed, "faults": faults}
    path.write_text(json.dumps(record, indent=2) + "\n")


def judge(forge: Forge, folder: Path, fault: Fault) -> FaultVerdict:
    """What a campaign says of the contracts with this fault; a line is printed."""
    with with_fault(folder, fault):
        forge.build()
        (part,) = forge.play(CALLS, SEED, 1, shrink=False)
    print(f"{'missed' if part.broken is None else 'found':<7} {fault.name}: {part.broken}", flush=True)
    return FaultVerdict(fault.name, fault.source, part.broken, part.calls, hex(seed_of(ROOT)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
