"""Random elections among random memberships: the governor's count must be the model's, and never more than the supply.

    python -m benchmarks.ballots_duel --calls 1000000 [--seed 1]

Calls are those of benchmarks/votes_duel.py (issues, transfers, delegations, burns, lapses, renewals, changes of tier)
and ballots of every method, curve and cap, cast while memberships go on moving. The power of a voter is what
OpenZeppelin's votes say of it at the snapshot. Writes benchmarks/results/ballots_duel.json; exit code 1 at the first
difference.
"""

import argparse
import json
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

from eth_abi.abi import decode
from web3 import Web3

from benchmarks.tallies import (
    APPROVAL,
    CURVES,
    FOR_AGAINST,
    METHODS,
    RANKED,
    SINGLE,
    Ballot,
    Cast,
    Result,
    count,
    encode,
)
from benchmarks.votes_duel import KINDS, PUPPETS, Arena, DifferentError
from scripts.anvil import Anvil

ROOT = Path(__file__).resolve().parent.parent
RESULT = ROOT / "benchmarks" / "results" / "ballots_duel.json"
BRAND = 1
DELAY, PERIOD = 10, 600
CAPS = (0, 40)
SHARES = (0, 3_500)  # which the winning option must exceed, basis points
AT_ONCE = 8  # proposals open together
ROUNDS_AN_ARENA = 6
MOVES, BALLOTS = 40, 48  # a transaction
TURNS = 4  # of moves and ballots while the proposals are open
GAS = 2_000_000_000


@dataclass
class Outcome:
    """What was played and compared."""

    calls: int = 0
    proposals: int = 0
    ballots_counted: int = 0
    seconds: float = 0.0


@dataclass
class Election:
    """One proposal and the ballots for it, in order."""

    number: int
    kind: int
    method: int
    options: int
    cast: list[tuple[int, Ballot]] = field(default_factory=list)

    @property
    def curve(self) -> int:
        """Of its type."""
        return self.kind % len(CURVES)

    @property
    def cap(self) -> int:
        """Of its type."""
        return CAPS[self.kind // len(CURVES)]

    def expected(self, powers: Sequence[int]) -> tuple[Result, int]:
        """The count if each voter had these units, and how many ballots count."""
        first: dict[int, Ballot] = {}
        for voter, ballot in self.cast:
            if powers[voter]:
                first.setdefault(voter, ballot)
        cast = [Cast(powers[voter], ballot) for voter, ballot in first.items()]
        share = SHARES[self.kind // len(CURVES)]
        return count(self.method, self.options, self.curve, self.cap, share, cast), len(cast)


class Hustings(Arena):
    """The arena of memberships with a governor, and the same puppets as voters."""

    def __enter__(self) -> Self:
        """Deploy everything anew."""
        super().__enter__()
        self._rpc("evm_setAutomine", True)
        timelock = self._deploy("BrandTimelock", 1, self._owner)
        kinds = [
            (DELAY, PERIOD, 1, 1, 5_000, 0, False, True, 31, curve, cap, share, 0, "Any")
            for cap, share in zip(CAPS, SHARES, strict=True)
            for curve in range(len(CURVES))
        ]
        self.send(self.authority, "grantRole", BRAND, self._owner, 0)
        parts: tuple[Any, ...] = (self.subject.address, timelock.address, self.authority.address, 3_600, 0, kinds, [])
        self.governor = self._deploy("BrandGovernor", "Duel", *parts)
        self.lens = self._deploy("BallotLens", self.governor.address)
        self.ballots = self._deploy("BallotsDuel")
        self.puppets = [Web3.to_checksum_address(one) for one in self._view(self.duel, "puppets", "address[]")]
        self._rpc("evm_setAutomine", False)
        self.now = int(self._rpc("eth_getBlockByNumber", "latest", False)["timestamp"], 16)
        return self

    def propose(self, chance: random.Random, number: int, kinds: int) -> Election:
        """Submit a random proposal in the next second."""
        method = chance.randrange(len(METHODS))
        options = 3 if method == FOR_AGAINST else chance.randint(2, 6 if method == RANKED else 10)
        election = Election(number, chance.randrange(kinds), method, options)
        title = f"# {number}"
        if method == FOR_AGAINST:
            self.alone(self.governor, "proposeTyped", election.kind + 1, [], [], [], title)
        else:
            asked = (method, [f"{one}" for one in range(options)], [0] * options)
            self.alone(self.governor, "proposeChoice", election.kind + 1, asked, [], [], [], title)
        return election

    def vote(self, chance: random.Random, elections: Sequence[Election]) -> None:
        """Cast random ballots in the next second."""
        calls = []
        for _ in range(BALLOTS):
            election, voter = chance.choice(elections), chance.randrange(PUPPETS)
            ballot = random_ballot(chance, election.method, election.options)
            election.cast.append((voter, ballot))
            choice = election.method != FOR_AGAINST
            calls.append((self.puppets[voter], election.number, choice, encode(election.method, ballot)))
        self.alone(self.ballots, "cast", self.governor.address, calls)

    def check(self, election: Election) -> int:
        """Compare a finished proposal; how many ballots counted. Raises DifferentError."""
        snapshot = self._view(self.governor, "proposalSnapshot", "uint256", election.number)
        powers = [self._view(self.reference, "getPastVotes", "uint256", one, snapshot) for one in self.puppets]
        supply = self._view(self.reference, "getPastTotalSupply", "uint256", snapshot)
        shape = "(uint8,uint256,uint256,uint256,uint256[],uint256)"
        _, _, participation, votes, options, winner = self._view(self.lens, "tallyOf", shape, election.number)
        found = Result(participation, votes, tuple(options), winner)
        expected, counted = election.expected(powers)
        if found != expected:
            raise DifferentError(f"{election}\nfound    {found}\nexpected {expected}\nunits {powers}")
        if not votes <= supply >= participation:
            raise DifferentError(f"{election}: {found} of a supply of {supply}")
        return counted

    def _view(self, contract: Any, function: str, returns: str, *arguments: Any) -> Any:
        call = {"to": contract.address, "data": contract.encode_abi(function, arguments), "gas": hex(GAS)}
        (value,) = decode([returns], bytes.fromhex(self._rpc("eth_call", call, "latest")[2:]))
        return value


def random_ballot(chance: random.Random, method: int, options: int) -> Ballot:
    """A valid ballot of a method."""
    everyone = range(1, options + 1)
    if method == FOR_AGAINST:
        return chance.randrange(3)
    if method == SINGLE:
        return chance.randint(1, options)
    if method == APPROVAL:
        return frozenset(chance.sample(everyone, chance.randint(1, options)))
    if method == RANKED:
        return tuple(chance.sample(everyone, chance.randint(1, options)))
    cuts = sorted(chance.randint(0, 10_000) for _ in range(options - 1))
    return tuple(end - start for start, end in zip([0, *cuts], [*cuts, 10_000], strict=True))


def run(url: str, calls: int, seed: int) -> Outcome:
    """Play at least `calls` calls on the chain at `url` and compare. Raises DifferentError."""
    chance = random.Random(seed)  # noqa: S311 - the same campaign for the same seed
    outcome = Outcome()
    started = time.monotonic()
    while outcome.calls < calls:
        with Hustings(url) as arena:
            for start in range(ROUNDS_AN_ARENA):
                _round(arena, chance, start * AT_ONCE, outcome)
                if outcome.calls >= calls:
                    break
    outcome.seconds = round(time.monotonic() - started, 1)
    return outcome


def _round(arena: Hustings, chance: random.Random, before: int, outcome: Outcome) -> None:
    _moves(arena, chance, outcome)
    kinds = len(CURVES) * len(CAPS)
    elections = [arena.propose(chance, before + place + 1, kinds) for place in range(AT_ONCE)]
    _moves(arena, chance, outcome)
    arena.play([[]], arena.now + DELAY)
    for _ in range(TURNS):
        arena.vote(chance, elections)
        _moves(arena, chance, outcome)
        outcome.calls += BALLOTS
    arena.play([[]], arena.now + PERIOD + 1)
    outcome.ballots_counted += sum(arena.check(election) for election in elections)
    outcome.proposals += len(elections)
    outcome.calls += len(elections)


def _moves(arena: Hustings, chance: random.Random, outcome: Outcome) -> None:
    reach = chance.choice((12, 10_000))
    moves = [(chance.choice(KINDS), chance.randrange(reach), chance.randrange(reach)) for _ in range(MOVES)]
    arena.play([moves], arena.now + chance.choice((1, 1, 3)))
    outcome.calls += len(moves)


def main(arguments: Sequence[str]) -> int:
    """Run a campaign and write its figures; 1 at a difference."""
    parser = argparse.ArgumentParser(prog="ballots_duel", description="Ballots of the governor against a model.")
    parser.add_argument("--calls", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    with Anvil(ROOT, flags=("--prune-history", "--order", "fifo")) as chain:
        try:
            outcome = run(chain.url, options.calls, options.seed)
        except DifferentError as error:
            print(f"different, seed {options.seed}: {error}", file=sys.stderr)
            return 1
    text = json.dumps({"seed": options.seed, "differences": 0, **asdict(outcome)}, indent=2)
    RESULT.write_text(text + "\n")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
