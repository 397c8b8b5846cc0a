"""Random elections among random memberships: the governor's count must be the model's, and never more than the supply.

    python -m benchmarks.ballots_duel --calls 1000000 [--seed 1]
    python -m benchmarks.ballots_duel --examples 2000 [--seed 1]

Calls are those of benchmarks/votes_duel.py (issues, transfers, delegations, burns, lapses, renewals, changes of tier)
and ballots of every method, curve and cap: members' own, signed ones in batches, a contract wallet's, good and bad,
cast while memberships go on moving. The power of a voter is what OpenZeppelin's votes say of it at the snapshot.
Compared of every proposal: votes of each option, rounds, participation, quorum, winner, deadline, outcome, who voted.
With --examples, so many proposals, and each also as the indexer has it in SQL and the API tells it, ballot by ballot.
Writes benchmarks/results/ballots_duel.json or ballots_in_sql.json; exit code 1 at the first difference.
"""

import argparse
import json
import random
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.elections import DELAY, EXTENSION, PERIOD, DuelElection
from benchmarks.hustings import Hustings, Seen
from benchmarks.mirror import mirrored
from benchmarks.tallies import ReferenceRound
from benchmarks.votes_duel import FLAGS, KINDS, DifferentError, DuelOutcome
from scripts.local.anvil import Anvil

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results"
AT_ONCE = 8  # proposals open together
ROUNDS = 3  # on one chain: the more it has seen, the slower it gets
MOVES, BALLOTS = 72, 72  # a transaction
BATCH, BATCHES = 3, 2  # ballots in one, and how many at once
TURNS = 4  # of moves and ballots while the proposals are open
SUCCEEDED, DEFEATED = 4, 3  # ProposalState


@dataclass
class BallotsDuelOutcome(DuelOutcome):
    """The same of ballots."""

    proposals: int = 0
    ballots_counted: int = 0
    most_counted_of_supply_bps: int = 0


def check(seen: Seen, election: DuelElection) -> int:
    """Compare a finished proposal with the model; how many ballots counted. Raises DifferentError."""
    expected = election.expected(seen.units, seen.supply, seen.seed)
    result = expected.result
    asked = {
        "tally": seen.tally,
        "rounds": [ReferenceRound.of_chain(one) for one in seen.rounds],
        "has seed": seen.seed != 0,
        "deadline": seen.deadline,
        "state": seen.state,
        "voted": {voter for voter, voted in enumerate(seen.voted) if voted},
    }
    wanted = {
        "tally": (election.method, expected.quorum, *result.parts()),
        "rounds": list(expected.rounds),
        "has seed": expected.rounds != (),
        "deadline": expected.deadline,
        "state": SUCCEEDED if expected.succeeded else DEFEATED,
        "voted": set(expected.voted),
    }
    if asked != wanted:
        raise DifferentError(f"{election}\nfound    {asked}\nexpected {wanted}\nunits {seen.units} of {seen.supply}")
    _, _, participation, votes, _, _ = seen.tally
    if max(participation, votes) > seen.supply:
        raise DifferentError(f"{election}: {seen.tally} of a supply of {seen.supply}")
    return len(expected.voted)


def run(calls: int, seed: int) -> BallotsDuelOutcome:
    """Play at least so many calls, each arena on a chain of its own, and compare. Raises DifferentError."""
    chance = random.Random(seed)  # noqa: S311 - the same campaign for the same seed
    outcome = BallotsDuelOutcome()
    started = time.monotonic()
    while outcome.calls < calls:
        with stage(chance) as arena:
            _moves(arena, outcome)
            for _ in range(ROUNDS):
                play(arena, outcome)
                if outcome.calls >= calls:
                    break
    outcome.seconds = round(time.monotonic() - started, 1)
    return outcome


def run_mirrored(examples: int, seed: int) -> BallotsDuelOutcome:
    """The same for at least so many proposals, each compared in SQL as well. Raises DifferentError."""
    chance = random.Random(seed)  # noqa: S311 - the same campaign for the same seed
    outcome = BallotsDuelOutcome()
    started = time.monotonic()
    while outcome.proposals < examples:
        with stage(chance) as arena, mirrored(arena) as mirror:
            _moves(arena, outcome)
            for _ in range(ROUNDS):
                elections = play(arena, outcome)
                mirror.follow()
                for election in elections:
                    mirror.compare(arena.read(election), election)
    outcome.seconds = round(time.monotonic() - started, 1)
    return outcome


@contextmanager
def stage(chance: random.Random) -> Iterator[Hustings]:
    """Everything deployed on a chain that nobody has used."""
    with Anvil(ROOT, flags=FLAGS) as chain, Hustings(chain.url, chance) as arena:
        yield arena


def play(arena: Hustings, outcome: BallotsDuelOutcome) -> list[DuelElection]:
    """One round: some proposals from the first to the last ballot, and the comparison of each."""
    _moves(arena, outcome)
    elections = [arena.propose() for _ in range(AT_ONCE)]
    _moves(arena, outcome)
    arena.play([[]], arena.now + DELAY)
    for turn in range(TURNS):
        if turn == TURNS - 1:  # only those that a late quorum extended are still open
            arena.play([[]], arena.now + PERIOD)
        arena.vote(elections, BALLOTS)
        arena.bring(arena.chance.sample(elections, BATCHES), BATCH)
        _moves(arena, outcome)
        outcome.calls += BALLOTS + BATCHES * BATCH + 1
    arena.play([[]], arena.now + PERIOD + EXTENSION)
    for election in elections:
        _finish(arena.read(election), election, outcome)
    return elections


def _finish(seen: Seen, election: DuelElection, outcome: BallotsDuelOutcome) -> None:
    outcome.ballots_counted += check(seen, election)
    outcome.proposals += 1
    outcome.calls += 1
    if seen.supply:
        share = seen.tally[3] * 10_000 // seen.supply
        outcome.most_counted_of_supply_bps = max(outcome.most_counted_of_supply_bps, share)


def _moves(arena: Hustings, outcome: BallotsDuelOutcome) -> None:
    chance = arena.chance
    reach = chance.choice((12, 10_000))
    moves = [(chance.choice(KINDS), chance.randrange(reach), chance.randrange(reach)) for _ in range(MOVES)]
    arena.play([moves], arena.now + chance.choice((1, 1, 3)))
    outcome.calls += len(moves)


def main(arguments: Sequence[str]) -> int:
    """Run a campaign and write its figures; 1 at a difference."""
    parser = argparse.ArgumentParser(prog="ballots_duel", description="Ballots of the governor against a model.")
    parser.add_argument("--calls", type=int, default=1_000_000)
    parser.add_argument("--examples", type=int, default=0, help="proposals to compare in SQL as well")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    name = "ballots_in_sql" if options.examples else "ballots_duel"
    try:
        campaign = run_mirrored if options.examples else run
        outcome = campaign(options.examples or options.calls, options.seed)
    except DifferentError as error:
        print(f"different, seed {options.seed}: {error}", file=sys.stderr)
        return 1
    text = json.dumps({"seed": options.seed, "differences": 0, **asdict(outcome)}, indent=2)
    (RESULTS / f"{name}.json").write_text(text + "\n")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
