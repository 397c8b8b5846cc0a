"""Memberships that move, a governor over them, and voters of every sort: contracts, keys, the wallet of one of them."""

import random
from collections.abc import Sequence
from typing import Any, NamedTuple, Self

from eth_keys.datatypes import PrivateKey

from benchmarks.elections import (
    DELAY,
    EXTENSION,
    GOVERNANCE_TYPE,
    PERIOD,
    DuelElection,
    Given,
    no_choice,
    random_ballot,
    random_kind,
)
from benchmarks.tallies import FOR_AGAINST, METHODS, encode
from benchmarks.votes_duel import SMALL_GAS, Arena
from symbia.rules.ballots.names import METHODS as METHOD_NAMES
from symbia.rules.ballots.typed_data import UnsignedBallot, packed
from symbia.rules.roles import ROLE_IDS
from symbia.rules.signatures import compact
from symbia.rules.typed_data import SigningDomain

NAME = "Duel"
KINDS = 6
PUPPETS, KEYS = 12, 4
WALLET = PUPPETS + KEYS  # the last voter: a contract wallet of the first key's
VOTERS = WALLET + 1
ACTION_WINDOW = 3_600
# What is wrong with a signed ballot; mostly nothing.
FLAWS = ("", "", "", "", "", "altered", "elsewhere", "no choice", "rubbish", "stranger")


class Seen(NamedTuple):
    """BallotsDuel.Reading: the governor's and the lens's words, and the units of OpenZeppelin's votes."""

    state: int
    deadline: int
    tally: tuple[Any, ...]
    rounds: tuple[tuple[Any, ...], ...]
    seed: int
    voted: tuple[bool, ...]
    units: tuple[int, ...]
    supply: int


class Hustings(Arena):
    """The arena with a governor. Puppets hold memberships and vote themselves; others vote with what is delegated."""

    puppets = PUPPETS

    def __init__(self, url: str, chance: random.Random) -> None:
        """`chance` decides about everything."""
        super().__init__(url)
        self.chance = chance
        self.keys = [PrivateKey(chance.randbytes(32)) for _ in range(KEYS)]
        self.elections: list[DuelElection] = []

    def __enter__(self) -> Self:
        """Deploy everything anew."""
        super().__enter__()
        self._rpc("evm_setAutomine", True)
        self.timelock = self._deploy("BrandTimelock", 1, 1, self._owner)
        self.kinds = [random_kind(self.chance) for _ in range(KINDS)]
        self.send(self.authority, "grantRole", ROLE_IDS["BRAND"], self._owner, 0)
        self.excluded = frozenset(self.chance.sample(range(VOTERS), self.chance.choice((0, 0, 1, 3))))
        left_out = sorted((self.accounts[one] for one in self.excluded), key=lambda address: int(address, 16))
        parts = (self.subject.address, self.timelock.address, self.authority.address, ACTION_WINDOW, EXTENSION)
        kinds = [*(kind.struct() for kind in self.kinds), GOVERNANCE_TYPE]
        for account in left_out:
            self.send(self.subject, "bindVotes", account)
        self.governor = self._deploy("BrandGovernor", NAME, *parts, kinds, left_out)
        self.lens = self._deploy("BallotLens", self.governor.address)
        self.ballots = self._deploy("BallotsDuel")
        self._rpc("evm_setAutomine", False)
        self.now = int(self._rpc("eth_getBlockByNumber", "latest", False)["timestamp"], 16)
        self.domain = SigningDomain(NAME, int(self._rpc("eth_chainId"), 16), self.governor.address)
        return self

    def delegatees(self) -> list[str]:
        """Keys, and the wallet of the first."""
        keys = [key.public_key.to_checksum_address() for key in self.keys]
        return [*keys, self._deploy("ContractWallet", keys[0]).address]

    def propose(self) -> DuelElection:
        """Submit a random proposal in the next second."""
        chance, number = self.chance, len(self.elections) + 1
        kind, method = chance.randrange(KINDS), chance.randrange(len(METHODS))
        options = 3 if method == FOR_AGAINST else chance.randint(2, 6 if METHODS[method] == "ranked" else 10)
        title = f"# {number}"
        if method == FOR_AGAINST:
            self.alone(self.governor, "proposeTyped", kind + 1, [], [], [], title)
        else:
            asked = (method, [f"{one}" for one in range(options)], [0] * options)
            self.alone(self.governor, "proposeChoice", kind + 1, asked, [], [], [], title)
        ends, base = self.now + DELAY + PERIOD, self._units_before(self.now)
        election = DuelElection(number, self.kinds[kind], method, options, ends, self.excluded, base)
        self.elections.append(election)
        return election

    def _units_before(self, second: int) -> int:
        """Units a second earlier, those of excluded accounts left out, as OpenZeppelin's votes have them."""
        before = second - 1
        left_out = (self.ask(self.reference, "getPastVotes", self.accounts[one], before) for one in self.excluded)
        return int(self.ask(self.reference, "getPastTotalSupply", before)) - sum(map(int, left_out))

    def vote(self, elections: Sequence[DuelElection], count: int) -> None:
        """Have puppets cast so many ballots in the next second."""
        calls = []
        for _ in range(count):
            election, voter = self.chance.choice(elections), self.chance.randrange(PUPPETS)
            ballot, choice = self._filled_in(election, self.chance.random() < 0.1)
            election.given.append(Given(self.now + 1, voter, ballot))
            calls.append((self.accounts[voter], election.number, election.method != FOR_AGAINST, choice))
        self.alone(self.ballots, "cast", self.governor.address, calls)

    def bring(self, elections: Sequence[DuelElection], count: int) -> None:
        """Bring a batch of so many signed ballots for each, and a ballot of the wallet for one, in the next second."""
        for election in elections:
            late = self.chance.random() < 0.1
            deadline = self.now if late else self.now + PERIOD
            batch = b"".join(self._signed(election, deadline, late) for _ in range(count))
            self._call("castBallots", election.number, deadline, batch)
        self._bring_wallet_s(self.chance.choice(elections))
        self._mine(self.now + 1)

    def read(self, election: DuelElection) -> Seen:
        """What the contracts say of a proposal."""
        asked = (self.lens.address, self.reference.address, self.accounts, election.number)
        return Seen(*self.ask(self.ballots, "read", *asked))

    def _filled_in(self, election: DuelElection, wrong: bool) -> tuple[Any, int]:
        """A ballot and its number; a wrong one is not a choice at all."""
        if wrong:
            return None, no_choice(self.chance, election.method, election.options)
        ballot = random_ballot(self.chance, election.method, election.options)
        return ballot, encode(election.method, ballot)

    def _signed(self, election: DuelElection, deadline: int, late: bool) -> bytes:
        voter, flaw = self.chance.randrange(KEYS), self.chance.choice(FLAWS)
        ballot, choice = self._filled_in(election, flaw == "no choice")
        key = PrivateKey(self.chance.randbytes(32)) if flaw == "stranger" else self.keys[voter]
        number, signed = election.number + (flaw == "elsewhere"), choice + (flaw == "altered")
        signature = self._signature(key, UnsignedBallot(number, signed, deadline))
        if flaw == "rubbish":
            signature = self.chance.randbytes(65)
        counts = not flaw and not late
        election.given.append(Given(self.now + 1, PUPPETS + voter, ballot if counts else None))
        short = compact(signature) or signature[:64]
        return packed(METHOD_NAMES[election.method], short, choice)

    def _bring_wallet_s(self, election: DuelElection) -> None:
        flaw = self.chance.choice(FLAWS)
        ballot, choice = self._filled_in(election, flaw == "no choice")
        deadline, wallet = self.now + PERIOD, self.accounts[WALLET]
        signer = self.keys[1 if flaw == "stranger" else 0]
        number, signed = election.number + (flaw == "elsewhere"), choice + (flaw == "altered")
        # Its owner's own ballot is no ballot of the wallet.
        unsigned = UnsignedBallot(number, signed, deadline, None if flaw == "rubbish" else wallet)
        election.given.append(Given(self.now + 1, WALLET, None if flaw else ballot))
        signature = self._signature(signer, unsigned)
        self._call("castWalletBallot", election.number, wallet, choice, deadline, signature)

    def _signature(self, key: PrivateKey, ballot: UnsignedBallot) -> bytes:
        signature = key.sign_msg_hash(ballot.digest(self.domain))
        return signature.to_bytes()[:64] + bytes([27 + signature.v])

    def _call(self, function: str, *arguments: Any) -> None:
        self._submit(self.governor.address, self.governor.encode_abi(function, arguments), SMALL_GAS)
