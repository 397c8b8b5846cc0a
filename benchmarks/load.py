"""What one client can do to others, and how long voters wait: a real API over a real chain. `make bench-load`.

1. A bystander reads a proposal again and again, alone.
2. The same while a stranger posts 490 bad ballots at once, as many as the limit lets one address send in a minute.
3. 500 members hand in their ballots at the same moment, and the relay brings all of them to the chain.

Writes benchmarks/results/load.json. Ends with exit code 1 when a bar is missed.
"""

import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import httpx
from eth_keys.datatypes import PrivateKey
from rich.console import Console

from benchmarks.airdrop import AirdropPlace
from benchmarks.flood import Answered
from benchmarks.relay import RelayedElection, election_on, keys, settings_on
from scripts.local.ganache import Ganache
from symbia.rules.ballots.names import SUPPORTS

ROOT = Path(__file__).resolve().parent.parent
RESULT = ROOT / "benchmarks" / "results" / "load.json"
VOTERS, BAD = 500, 490
FLOODS = 5  # of bad ballots, one after the other, so that the bystander reads often enough
READS = 400  # of the bystander alone
MOST_TIMES, MOST_SHARE = 20.0, 0.55
PATIENCE = 600.0  # seconds
POLL = 0.2
BATCH = 100

Read = Callable[[], float]


@dataclass(frozen=True, slots=True)
class LoadResult:
    """Times of the bystander in milliseconds, waits of voters in seconds. `lost`: voters without a counted ballot."""

    idle_reads: int
    idle_p50_ms: float
    idle_p99_ms: float
    flooded_reads: int
    flooded_p50_ms: float
    flooded_p99_ms: float
    flooded_times: float
    status_flooded_p99_ms: float
    bad_ballots: int
    bad_refused: int
    flood_s: float
    voters: int
    first_wait_s: float
    mean_wait_s: float
    last_wait_s: float
    wait_share: float
    lost: int

    @property
    def misses(self) -> list[str]:
        """Bars that were not reached."""
        bars = {
            f"p99 of a read among bad ballots is at most {MOST_TIMES:g} times the idle one": self.flooded_times
            <= MOST_TIMES,
            "every bad ballot is refused": self.bad_refused == self.bad_ballots,
            f"voters wait at most {MOST_SHARE:g} of the last one's wait on average": self.wait_share <= MOST_SHARE,
            "no ballot is lost": self.lost == 0,
        }
        return [name for name, reached in bars.items() if not reached]


def measure(election: RelayedElection, voters: Sequence[PrivateKey], chance: random.Random) -> LoadResult:
    """All three. Raises RuntimeError for an answer that should not be."""
    number = election.open_proposal()
    digests = {choice: election.typed_data(number, choice) for choice in SUPPORTS}
    read, status = _reader(election, f"/v1/proposals/{number}"), _reader(election, "/v1/status")
    for _ in range(READS // 10):
        read(), status()
    idle = [read() for _ in range(READS)]
    bad = [_bad(election.signed(number, voter, "for", digests), place) for place, voter in enumerate(voters[:BAD])]
    refused, flooded, asked, floods = 0, list[float](), list[float](), list[float]()
    for _ in range(FLOODS):
        answers = _during(election, bad, lambda: _look(read, flooded, status, asked))
        refused += sum(1 for code, _ in answers if code == httpx.codes.UNPROCESSABLE_ENTITY)
        floods.append(max(seconds for _, seconds in answers))
    good = [election.signed(number, voter, chance.choice(SUPPORTS), digests) for voter in voters]
    waits = sorted(seconds for code, seconds in _during(election, good, lambda: time.sleep(POLL)) if code == 202)
    return LoadResult(
        idle_reads=len(idle),
        idle_p50_ms=_ms(statistics.median(idle)),
        idle_p99_ms=_ms(_p99(idle)),
        flooded_reads=len(flooded),
        flooded_p50_ms=_ms(statistics.median(flooded)),
        flooded_p99_ms=_ms(_p99(flooded)),
        flooded_times=round(_p99(flooded) / _p99(idle), 1),
        status_flooded_p99_ms=_ms(_p99(asked)),
        bad_ballots=FLOODS * len(bad),
        bad_refused=refused,
        flood_s=round(statistics.median(floods), 1),
        voters=len(good),
        first_wait_s=round(waits[0], 2),
        mean_wait_s=round(statistics.mean(waits), 2),
        last_wait_s=round(waits[-1], 2),
        wait_share=round(statistics.mean(waits) / waits[-1], 3),
        lost=_lost(election, voters),
    )


def _look(read: Read, reads: list[float], status: Read, asked: list[float]) -> None:
    reads.append(read())
    asked.append(status())


def _reader(election: RelayedElection, path: str) -> Read:
    """A read that must succeed, and how long it takes in seconds."""

    def read() -> float:
        begun = time.perf_counter()
        election.api.get(path).raise_for_status()
        return time.perf_counter() - begun

    return read


def _bad(ballot: dict[str, Any], place: int) -> dict[str, Any]:
    """What a stranger makes of a member's ballot: another choice under the signature, another signature, rubbish."""
    if place % 3 == 0:
        return {**ballot, "choice": "against"}
    if place % 3 == 1:
        r = int(ballot["signature"][2:66], 16) ^ 1
        return {**ballot, "signature": f"0x{r:064x}{ballot['signature'][66:]}"}
    return {**ballot, "signature": "0x" + "11" * 65}


def _during(election: RelayedElection, bodies: Sequence[Any], meanwhile: Callable[[], Any]) -> list[Answered]:
    """The answers to ballots that another process posts at once, while something is done again and again here."""
    url = str(election.api.base_url.join("/v1/ballots"))
    with ThreadPoolExecutor(1) as pool:
        flooding: Future[list[Answered]] = pool.submit(_flood, url, bodies)
        while not flooding.done():
            meanwhile()
        return flooding.result()


def _flood(url: str, bodies: Sequence[Any]) -> list[Answered]:
    command = [sys.executable, "-m", "benchmarks.flood", url]
    done = subprocess.run(command, cwd=ROOT, input=json.dumps(bodies).encode(), stdout=subprocess.PIPE, check=True)
    return [(code, seconds) for code, seconds in json.loads(done.stdout)]


def _lost(election: RelayedElection, voters: Sequence[PrivateKey]) -> int:
    """Voters whose ballot did not come to the chain exactly once."""
    deadline = time.monotonic() + PATIENCE
    while election.progress()["ballots"]["queued"] or election.progress()["ballots"]["sent"]:
        election.relay.require_alive()
        if time.monotonic() > deadline:
            raise RuntimeError(f"not within {PATIENCE:.0f} s: {election.progress()}")
        time.sleep(POLL)
    votes: Counter[str] = election.votes()
    return sum(1 for voter in voters if votes[voter.public_key.to_address()] != 1)


def _p99(values: Sequence[float]) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[98]


def _ms(seconds: float) -> float:
    return round(1_000 * seconds, 2)


def main() -> int:
    """Measure, print, write; 1 when a bar is missed."""
    chance = random.Random(int(time.time()))  # noqa: S311 - other ballots every time
    with Ganache(ROOT) as chain, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings = replace(settings_on(chain.url, folder), relay_batch=BATCH)
        place = AirdropPlace(chain.url, settings.deployment)
        place.deploy()
        place.define_tier("Friend", 2 * VOTERS)
        voters = keys(VOTERS, chance)
        with election_on(settings, folder, voters) as election:
            result = measure(election, voters, chance)
    RESULT.write_text(json.dumps(asdict(result), indent=2) + "\n")
    console = Console()
    console.print_json(data=asdict(result))
    for missed in result.misses:
        console.print(f"missed: {missed}", style="red")
    return 1 if result.misses else 0


if __name__ == "__main__":
    sys.exit(main())
