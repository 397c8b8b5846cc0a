"""Forge builds and plays; here it is started, and what it answers is read."""

import json
import os
import subprocess
import tomllib
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any

from scripts.toolchain.child import run_logged
from scripts.toolchain.errors import SetupError
from scripts.toolchain.foundry import find_program
from scripts.toolchain.layout import Layout

SETTINGS = "foundry.toml"
INVARIANT = "invariant_everythingHolds()"
SLOWEST = 25  # calls a second on one core; slower than that is a hang
LEAST_PATIENCE = 300.0  # seconds
FOREIGN = ("FOUNDRY_", "DAPP_", "FORGE_")  # a person's own settings must not change what is tested


@dataclass(frozen=True)
class CampaignPart:
    """What one process played: what did not hold, the calls that show it, how often each action was done."""

    seed: int
    calls: int
    broken: str | None
    sequence: tuple[str, ...]
    done: Mapping[str, int]


class Forge:
    """Forge on one copy of the project."""

    def __init__(self, layout: Layout, folder: Path) -> None:
        """`layout` has the program and the compiler, `folder` what is built. Raises SetupError if there is no Forge."""
        program = find_program(layout.root, "forge")
        if program is None:
            raise SetupError(
                "npm has no Forge for this kind of machine. Install Foundry, so that `forge` is found, and try again."
            )
        self._program = program
        self._layout = layout
        self._folder = folder
        self.depth = int(read_settings(folder)["invariant"]["depth"])

    def build(self) -> None:
        """Compile the contracts and the campaign. Raises SetupError with the compiler's last lines."""
        log = self._layout.logs / "campaigns-build.log"
        run_logged([self._program, "build"], log, self._folder, self._environment())

    def play(self, calls: int, seed: int, parts: int, *, shrink: bool = True) -> list[CampaignPart]:
        """Play at least `calls` calls in `parts` processes at once, each with the next seed; one stops at what breaks.

        Without `shrink` the calls that break something are left as they were found, which is quicker.
        """
        with ThreadPoolExecutor(parts) as pool:
            return list(pool.map(lambda part: self._part(ceil(calls / parts), seed + part, shrink), range(parts)))

    def _part(self, calls: int, seed: int, shrink: bool) -> CampaignPart:
        place = self._folder / ".symbia" / "campaigns" / f"seed-{seed:x}"
        place.mkdir(parents=True, exist_ok=True)
        done = place / "done.csv"
        done.unlink(missing_ok=True)
        environment = self._environment() | {
            "CAMPAIGN_DONE": str(done.relative_to(self._folder)),
            "FOUNDRY_INVARIANT_RUNS": str(ceil(calls / self.depth)),
            "FOUNDRY_INVARIANT_FAILURE_PERSIST_DIR": str(place / "failures"),
        }
        if not shrink:
            environment["FOUNDRY_INVARIANT_SHRINK_RUN_LIMIT"] = "0"
        command: list[str | Path] = [self._program, "test", "--json", "--fuzz-seed", hex(seed)]
        return read_answer(seed, self._run(command, environment, place / "forge.log", calls), done)

    def _run(self, command: list[str | Path], environment: Mapping[str, str], log: Path, calls: int) -> bytes:
        patience = LEAST_PATIENCE + calls / SLOWEST
        with log.open("wb") as errors:
            try:
                # Its exit code says no more than its answer.
                result = subprocess.run(
                    command,
                    cwd=self._folder,
                    env=environment,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=errors,
                    timeout=patience,
                    check=False,
                )
            except subprocess.TimeoutExpired:
                raise SetupError(f"Forge has not played {calls} calls in {patience:.0f} s and was stopped.") from None
        return result.stdout

    def _environment(self) -> dict[str, str]:
        return {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}


def read_settings(folder: Path) -> dict[str, Any]:
    """The one profile of foundry.toml."""
    settings: dict[str, Any] = tomllib.loads((folder / SETTINGS).read_text())["profile"]["default"]
    return settings


def read_answer(seed: int, answer: bytes, done: Path) -> CampaignPart:
    """What a run says of itself. Raises SetupError if Forge did not come so far."""
    line = next((line for line in answer.splitlines() if INVARIANT.encode() in line), None)
    if line is None:
        raise SetupError(f"Forge played nothing. What it said: {answer[:2_000].decode(errors='replace')}")
    (suite,) = json.loads(line).values()
    result = suite["test_results"][INVARIANT]
    broken = None if result["status"] == "Success" else str(result["reason"])
    counterexample = (result["counterexample"] or {}).get("Sequence", [0, []])[1]
    sequence = tuple(f"{call['func_name']}({call['args']})" for call in counterexample)
    return CampaignPart(seed, int(result["kind"]["Invariant"]["calls"]), broken, sequence, read_done(done))


def read_done(path: Path) -> Counter[str]:
    """How often each kind of action was done, out of the lines that the runs appended."""
    total: Counter[str] = Counter()
    for line in path.read_text().splitlines() if path.exists() else []:
        name, count = line.rsplit(",", 1)
        total[name] += int(count)
    return total
