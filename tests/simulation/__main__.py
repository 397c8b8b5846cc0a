"""`python -m tests.simulation --seeds 5000`: seeds that failed once, then so many more; the failing ones are kept."""

import argparse
import sys
import time
import traceback
from pathlib import Path
from tempfile import TemporaryDirectory

from symbia.tables.db import create_engine_for
from symbia.tables.migrations import upgrade

from .seeds import failed_once, keep
from .simulate import simulate


def main() -> int:
    """Exit code 1 if a seed failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description="Simulate the indexer.")
    parser.add_argument("--seeds", type=int, default=200, help="how many")
    parser.add_argument("--first", type=int, default=0, help="the first of them")
    arguments = parser.parse_args()
    seeds = dict.fromkeys([*failed_once(), *range(arguments.first, arguments.first + arguments.seeds)])
    begun, failures = time.monotonic(), 0
    with TemporaryDirectory() as name:
        folder = Path(name)
        template = empty_database(folder)
        for done, seed in enumerate(seeds):
            if done and done % 100 == 0:
                print(f"{done} seeds, {failures} failed, {time.monotonic() - begun:.0f} s", flush=True)
            try:
                simulate(seed, template, folder)
            except Exception as error:  # noqa: BLE001  # whatever it is, the seed is kept and the others run
                failures += 1
                keep(seed, f"{type(error).__name__}: {error}")
                traceback.print_exc()
                print(f"seed {seed} failed; run it again with --seeds 1 --first {seed}", file=sys.stderr)
    print(f"{len(seeds)} seeds, {failures} failed, {time.monotonic() - begun:.0f} s")
    return 1 if failures else 0


def empty_database(folder: Path) -> Path:
    """A SQLite file with all tables, to copy."""
    file = folder / "template.db"
    engine = create_engine_for(f"sqlite:///{file}")
    upgrade(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return file


if __name__ == "__main__":
    sys.exit(main())
