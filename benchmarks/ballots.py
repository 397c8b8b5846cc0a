"""Gas of ballots: a member's own, and batches of signed ones, beside a loop of OpenZeppelin's `castVoteBySig`.

OpenZeppelin's ballot costs the same however many members there are; its batch is measured once, with 1,000 members.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from eth_abi.abi import encode
from eth_keys.datatypes import PrivateKey
from eth_utils.crypto import keccak
from web3 import Web3

from benchmarks.elections import GOVERNANCE_TYPE

BATCH = 100
AIRDROP = 200
FEW, MANY = 1_000, 10_000  # members
ELECTION = 2_500  # ballots
FIRST_VOTER = 40  # account number
DELAY, PERIOD = 60, 30 * 86_400
QUORUM_BPS = 10_000  # of all units: every ballot is one before quorum
DEADLINE = 2**32 - 1
DOMAIN = keccak(text="EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)")
MEMBER_BALLOT = keccak(text="MemberBallot(uint256 proposalId,uint256 choice,uint256 deadline)")
OZ_BALLOT = keccak(text="Ballot(uint256 proposalId,uint8 support,address voter,uint256 nonce)")


class ElectionBench(Protocol):
    """What an election needs of the bench it runs on."""

    web3: Web3
    accounts: list[Any]
    ours: Any
    oz: Any

    def deploy(self, name: str, *arguments: Any) -> Any:
        """A contract of the build."""

    def measure(self, call: Any, account: int) -> int:
        """Gas of a transaction."""


@dataclass(frozen=True)
class BallotGas:
    """Gas a ballot, ours and OpenZeppelin's."""

    name: str
    gas: int
    oz_gas: int
    budget: int


@dataclass
class Electorate:
    """Members with keys; the others are only addresses."""

    chance: random.Random
    voters: list[PrivateKey] = field(default_factory=list)

    def recipients(self, count: int, voters: int) -> list[str]:
        """So many new members in random order, `voters` of them with keys."""
        fresh = [PrivateKey(self.chance.randbytes(32)) for _ in range(voters)]
        self.voters += fresh
        everyone: list[str] = [one.public_key.to_checksum_address() for one in fresh]
        everyone += [Web3.to_checksum_address("0x" + self.chance.randbytes(20).hex()) for _ in range(count - voters)]
        self.chance.shuffle(everyone)
        return everyone


class Elections:
    """Both governors, over the memberships that the bench has deployed."""

    def __init__(self, chain: ElectionBench, access: str, issuer: int, owner: int) -> None:
        """`issuer` and `owner` are the accounts that may issue ours and OpenZeppelin's memberships."""
        self._chain = chain
        self._issuer, self._owner = issuer, owner
        self._chance = random.Random(2)  # noqa: S311 - the same election every time
        timelock = chain.deploy("BrandTimelock", 1, 1, chain.accounts[owner])
        kind = (DELAY, PERIOD, 1, QUORUM_BPS, 5_000, 2, False, True, 31, 0, 0, 0, 0, 1, 0, "Any")
        parts: tuple[Any, ...] = (
            chain.ours.address,
            timelock.address,
            access,
            86_400,
            3_600,
            [kind, GOVERNANCE_TYPE],
            [],
        )
        self._ours = chain.deploy("BrandGovernor", "Bench", *parts)
        self._oz = chain.deploy("OzGovernor", chain.oz.address)

    def measured(self) -> Iterator[BallotGas]:
        """Measure everything, from the smallest number of members up."""
        few, theirs = Electorate(self._chance), Electorate(self._chance)
        self._issue(few.recipients(FEW - BATCH, 3 * BATCH))
        voters = self._chain.accounts[FIRST_VOTER : FIRST_VOTER + BATCH // 4]
        self._issue(voters)
        self._issue_oz([*voters, *theirs.recipients(2 * BATCH, 2 * BATCH)])
        yield self._direct()
        oz_gas = self._oz_batches(theirs.voters)
        yield BallotGas("ballot_batch_100", self._second_batch(few.voters), oz_gas, 10_500)
        many = Electorate(self._chance)
        for _ in range(MANY // FEW - 1):
            self._issue(many.recipients(FEW, ELECTION * FEW // (MANY - FEW)))
        everyone = [*few.voters, *many.voters][-ELECTION:]
        self._chance.shuffle(everyone)
        yield BallotGas("ballot_election_10k", self._election(everyone), oz_gas, 12_000)

    def _direct(self) -> BallotGas:
        """The second member of a word of the bitmap, before quorum."""
        number, theirs = self._propose(), self._propose_oz()
        gas = []
        for governor, proposal in ((self._ours, number), (self._oz, theirs)):
            calls = [governor.functions.castVote(proposal, 1) for _ in range(3)]
            gas.append([self._chain.measure(call, FIRST_VOTER + place) for place, call in enumerate(calls)][-1])
        return BallotGas("cast_vote", gas[0], gas[1], 48_000)

    def _second_batch(self, voters: Sequence[PrivateKey]) -> int:
        """The first batch of a proposal also opens its tally and writes new words of the bitmap."""
        number = self._propose()
        return -(-[self._cast(number, voters[start : start + BATCH]) for start in (0, BATCH)][1] // BATCH)

    def _election(self, voters: Sequence[PrivateKey]) -> int:
        number = self._propose()
        batches = (voters[start : start + BATCH] for start in range(0, len(voters), BATCH))
        return -(-sum(self._cast(number, batch) for batch in batches) // len(voters))

    def _cast(self, number: int, voters: Sequence[PrivateKey]) -> int:
        """Gas of one batch, sorted by member number as a relay does."""
        numbered = sorted(voters, key=self._number_of)
        packed = b"".join(self._ballot(number, one, self._chance.randrange(3)) for one in numbered)
        call = self._ours.functions.castBallots(number, DEADLINE, packed)
        if call.call({"from": self._chain.accounts[0], "gas": 25_000_000}) != len(voters):
            raise RuntimeError("a ballot did not count")
        return self._chain.measure(call, 0)

    def _number_of(self, key: PrivateKey) -> int:
        return int(self._chain.ours.functions.memberNumberOf(key.public_key.to_checksum_address()).call())

    def _ballot(self, number: int, key: PrivateKey, choice: int) -> bytes:
        struct = encode(["bytes32", "uint256", "uint256", "uint256"], [MEMBER_BALLOT, number, choice, DEADLINE])
        signature = key.sign_msg_hash(self._digest(self._ours, "Bench", struct))
        s = signature.s | signature.v << 255
        return bytes(signature.r.to_bytes(32) + s.to_bytes(32) + choice.to_bytes(1))

    def _oz_batches(self, voters: Sequence[PrivateKey]) -> int:
        number = self._propose_oz()
        gas = []
        for start in (0, BATCH):
            ballots = [self._oz_ballot(number, key) for key in voters[start : start + BATCH]]
            gas.append(self._chain.measure(self._oz.functions.castAll(number, ballots), 0))
        return -(-gas[-1] // BATCH)

    def _oz_ballot(self, number: int, key: PrivateKey) -> tuple[str, int, bytes]:
        voter = key.public_key.to_checksum_address()
        support = self._chance.randrange(3)
        types = ["bytes32", "uint256", "uint8", "address", "uint256"]
        struct = encode(types, [OZ_BALLOT, number, support, voter, 0])
        signature = key.sign_msg_hash(self._digest(self._oz, "Baseline", struct))
        return voter, support, signature.r.to_bytes(32) + signature.s.to_bytes(32) + bytes([27 + signature.v])

    def _digest(self, governor: Any, name: str, struct: bytes) -> bytes:
        chain_id = self._chain.web3.eth.chain_id
        types = ["bytes32", "bytes32", "bytes32", "uint256", "address"]
        domain = encode(types, [DOMAIN, keccak(text=name), keccak(text="1"), chain_id, governor.address])
        return bytes(keccak(b"\x19\x01" + keccak(domain) + keccak(struct)))

    def _issue(self, recipients: Sequence[str]) -> None:
        self._in_parts(recipients, lambda part: self._chain.ours.functions.airdrop(part, 1), self._issuer)

    def _issue_oz(self, recipients: Sequence[str]) -> None:
        self._in_parts(recipients, self._chain.oz.functions.airdrop, self._owner)

    def _in_parts(self, recipients: Sequence[str], call: Callable[[Sequence[str]], Any], account: int) -> None:
        for start in range(0, len(recipients), AIRDROP):
            self._chain.measure(call(recipients[start : start + AIRDROP]), account)

    def _propose(self) -> int:
        title = f"# {self._chance.random()}"
        self._chain.measure(self._ours.functions.propose([], [], [], title), FIRST_VOTER)
        self._pass(DELAY + 1)
        return int(self._ours.functions.latestProposalId().call())

    def _propose_oz(self) -> int:
        title = f"# {self._chance.random()}"
        proposal = ([self._chain.accounts[0]], [0], [b""])
        self._chain.measure(self._oz.functions.propose(*proposal, title), FIRST_VOTER)
        self._pass(DELAY + 1)
        return int(self._oz.functions.hashProposal(*proposal, keccak(text=title)).call())

    def _pass(self, seconds: int) -> None:
        self._chain.web3.provider.make_request("evm_increaseTime", [seconds])  # type: ignore[arg-type]
        self._chain.web3.provider.make_request("evm_mine", [])  # type: ignore[arg-type]
