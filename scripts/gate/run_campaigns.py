"""`make campaigns`: many actors call the contracts at random, and a model beside them says what must hold.

    .venv/bin/python -m scripts.gate.run_campaigns [--calls N] [--seed 0x..] [--parts N]

The seed comes from the contracts unless it is given: the same code is played the same way, other code another way.
What is done and what must hold stands in tests/campaigns; docs/campaigns.md says how to read a failure.
"""

import argparse
import hashlib
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.gate.campaigns.forge import CampaignPart, Forge
from scripts.toolchain.errors import SetupError, ends_in_words
from scripts.toolchain.layout import Layout
from scripts.toolchain.node import load as require_setup

ROOT = Path(__file__).resolve().parents[2]
RECORD = ROOT / "benchmarks" / "results" / "campaigns.json"
CALLS = 100_000
LONG = 2_000_000  # calls; the result of a run as long as this is kept in RECORD
ENOUGH = 50_000  # calls in which every kind of action must have been done
RARE = {
    "refuse a return too many": 1_000_000
}  # calls; done once or twice in 100,000: as many lapsed must want to come back
SEED_BITS = 64

# Every kind of action that a campaign must reach: one in which everything is refused finds nothing.
ACTIONS = (
    "claim",
    "redeem a voucher",
    "issue",
    "airdrop",
    "renew",
    "give time",
    "come back",
    "come back beside what is sold",
    "change the tier",
    "change to what is free",
    "refuse a gift too many",
    "refuse a sale too many",
    "refuse a sale in the launch",
    "refuse a return too many",
    "lapse",
    "notice",
    "withdraw",
    "end a notice",
    "revoke",
    "transfer",
    "burn",
    "delegate",
    "delegate by signature",
    "propose",
    "vote",
    "vote in a batch",
    "queue",
    "execute",
    "execute an option",
    "cancel",
    "intrude",
    "usurp",
)


@dataclass(frozen=True)
class CampaignOutcome:
    """What all processes of a campaign played."""

    parts: tuple[CampaignPart, ...]
    depth: int
    seconds: float

    @property
    def calls(self) -> int:
        """How many calls were played in runs that came to their end."""
        return sum(part.calls for part in self.parts)

    @property
    def broken(self) -> tuple[CampaignPart, ...]:
        """Those that found something."""
        return tuple(part for part in self.parts if part.broken is not None)

    @property
    def done(self) -> Counter[str]:
        """How often each kind of action was done."""
        total: Counter[str] = Counter()
        for part in self.parts:
            total.update(part.done)
        return total

    @property
    def never_done(self) -> list[str]:
        """Kinds of action that were refused each time; asked only of a campaign that is long enough."""
        return [name for name in ACTIONS if not self.done[name] and self.calls >= RARE.get(name, ENOUGH)]

    @property
    def passed(self) -> bool:
        """Whether everything held and everything was tried."""
        return not self.broken and not self.never_done

    def record(self) -> dict[str, Any]:
        """As it is kept; the same again for the same contracts, but for the seconds."""
        return {
            "calls": self.calls,
            "calls_a_run": self.depth,
            "seeds": [hex(part.seed) for part in self.parts],
            "broken": [{"seed": hex(part.seed), "what": part.broken, "calls": part.sequence} for part in self.broken],
            "never_done": self.never_done,
            "done": dict(sorted(self.done.items())),
            "seconds": round(self.seconds, 1),
        }

    def lines(self) -> list[str]:
        """What broke, the calls that show it and how to play it again; then one line for all."""
        lines = []
        for part in self.broken:
            lines += [f"broken: {part.broken}", *(f"    {call}" for call in part.sequence)]
            lines.append(f"  again: python -m scripts.gate.run_campaigns --parts 1 --seed {hex(part.seed)}")
        lines += [f"never done: {name}" for name in self.never_done]
        verdict = "passed" if self.passed else "FAILED"
        return [*lines, f"campaigns: {verdict}, {self.calls} calls, {len(self.broken)} broken, {self.seconds:.0f} s"]


@ends_in_words(SetupError, stopped="Campaigns stopped.")
def main(arguments: Sequence[str]) -> int:
    """Build, play and judge; 0 when everything held."""
    parser = argparse.ArgumentParser(prog="run_campaigns", description="Plays random campaigns on the contracts.")
    parser.add_argument("--calls", type=int, default=CALLS, help=f"how many calls in all; default {CALLS}")
    parser.add_argument("--seed", type=lambda text: int(text, 0), help="default: a hash of the contracts")
    parser.add_argument("--parts", type=int, default=os.cpu_count() or 1, help="processes at once; default one a core")
    options = parser.parse_args(arguments)
    started = time.monotonic()
    layout = Layout(ROOT)
    require_setup(layout)
    forge = Forge(layout, ROOT)
    forge.build()
    seed = options.seed if options.seed is not None else seed_of(ROOT)
    parts = forge.play(options.calls, seed, options.parts)
    outcome = CampaignOutcome(tuple(parts), forge.depth, time.monotonic() - started)
    text = json.dumps(outcome.record(), indent=2) + "\n"
    (layout.campaigns / "result.json").write_text(text)
    if outcome.passed and outcome.calls >= LONG:
        RECORD.write_text(text)
    print("\n".join(outcome.lines()))
    return 0 if outcome.passed else 1


def seed_of(root: Path) -> int:
    """A number that follows from what is played: the contracts and the campaign."""
    total = hashlib.sha256()
    for folder in ("contracts", "tests/campaigns"):
        for path in sorted((root / folder).rglob("*.sol")):
            total.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return int.from_bytes(total.digest()[: SEED_BITS // 8])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
