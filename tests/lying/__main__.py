"""Every mode of the lying proxy with some seeds: `python -m tests.lying --seeds 3`, or some by name."""

import argparse
import sys
import tempfile
import time
from pathlib import Path

import structlog

import symbia.words  # noqa: F401 - what is said is compared in words
from scripts.local.lying.modes import MODES

from .trial import ROUNDS, Trial


def main() -> int:
    """Run them; 1 when one failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.lying", description=__doc__)
    parser.add_argument("modes", nargs="*", help="(default: all)", choices=[[], *MODES])
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="of trouble, a second each or less")
    parser.add_argument("--seconds", type=float, default=0, help="of trouble at the least")
    options = parser.parse_args()
    structlog.configure(processors=[_drop])
    failed = 0
    for mode in options.modes or list(MODES):
        for seed in range(options.seeds):
            began, said = time.monotonic(), "as it should be"
            with tempfile.TemporaryDirectory() as folder:
                trial = Trial(mode, seed, Path(folder), options.rounds, options.seconds)
                try:
                    trial.run()
                except AssertionError as error:
                    failed += 1
                    said = f"FAILED: {error.__cause__ or error}"
            print(f"{mode:32} seed {seed} {time.monotonic() - began:5.1f} s  {said}", flush=True)
    print(f"{failed} failed")
    return 1 if failed else 0


def _drop(*_: object) -> None:
    raise structlog.DropEvent


if __name__ == "__main__":
    sys.exit(main())
