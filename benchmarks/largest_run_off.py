"""Gas of carrying out the largest ranked proposal there can be: every ranking of six options has votes, and every round
is needed. Since EIP-7825 a transaction has at most 16,777,216 gas, the actions included.
"""

from collections.abc import Iterator, Sequence
from itertools import permutations
from typing import Any

from eth_abi.abi import encode
from eth_keys.datatypes import PrivateKey
from eth_utils.crypto import keccak

from benchmarks.ballots import BATCH, DOMAIN, MEMBER_BALLOT, ElectionBench
from benchmarks.elections import GOVERNANCE_TYPE
from benchmarks.tallies import RANKED
from benchmarks.tallies import encode as encode_choice

OPTIONS = 6
ACTIONS, ACTION_BYTES = 10, 1_024
MORE = 2  # memberships of those who rank option 1 first: it wins, in the last round
DELAY, PERIOD, WINDOW = 60, 86_400, 86_400
DEADLINE = 2**32 - 1
TITLE = "# The largest run-off"
BUDGET = 12_000_000


class LargestRunOff:
    """One binding ranked proposal, voted on until its end."""

    def __init__(self, chain: ElectionBench, access: str, issuer: int, owner: int) -> None:
        """`issuer` is the account that issues memberships, `owner` admin of a new timelock and proposer."""
        self._chain, self._issuer, self._owner = chain, issuer, owner
        admin = chain.accounts[owner]
        timelock = chain.deploy("BrandTimelock", 1, 1, admin)
        kind = (DELAY, PERIOD, 1, 1, 5_000, 2, True, True, 1 << RANKED, 0, 0, 5_000, 0, 1, 0, "Ranked")
        parts: tuple[Any, ...] = (
            chain.ours.address,
            timelock.address,
            access,
            WINDOW,
            3_600,
            [kind, GOVERNANCE_TYPE],
            [],
        )
        self._governor = chain.deploy("BrandGovernor", "Bench", *parts)
        for role in (timelock.functions.PROPOSER_ROLE(), timelock.functions.EXECUTOR_ROLE()):
            chain.measure(timelock.functions.grantRole(role.call(), self._governor.address), owner)
        target = chain.deploy("MoodyAuthority", 0, access).address  # takes whatever calldata it gets
        self._actions = ([target] * ACTIONS, [0] * ACTIONS, [bytes([1]) * ACTION_BYTES] * ACTIONS)

    def gas(self) -> Iterator[int]:
        """Of queuing, then of executing. Raises RuntimeError if a ballot does not count."""
        rankings = [one for length in range(1, OPTIONS) for one in permutations(range(1, OPTIONS + 1), length)]
        keys = [PrivateKey(keccak(text=f"run-off {number}")) for number in range(len(rankings))]
        self._issue(keys, rankings)
        self._propose()
        for start in range(0, len(keys), BATCH):
            self._cast(keys[start : start + BATCH], rankings[start : start + BATCH])
        self._pass(PERIOD)
        described = keccak(text=TITLE)
        yield self._chain.measure(self._governor.functions.queue(*self._actions, described), 0)
        self._pass(2)
        yield self._chain.measure(self._governor.functions.execute(*self._actions, described), 0)

    def _issue(self, keys: Sequence[PrivateKey], rankings: Sequence[tuple[int, ...]]) -> None:
        accounts = [
            key.public_key.to_checksum_address()
            for key, ranking in zip(keys, rankings, strict=True)
            for _ in range(MORE if ranking[0] == 1 else 1)
        ]
        accounts.append(self._chain.accounts[self._owner])
        for start in range(0, len(accounts), BATCH):
            self._chain.measure(self._chain.ours.functions.airdrop(accounts[start : start + BATCH], 1), self._issuer)

    def _propose(self) -> None:
        options = (RANKED, [f"Option {number}" for number in range(OPTIONS)], [ACTIONS, *[0] * (OPTIONS - 1)])
        self._chain.measure(self._governor.functions.proposeChoice(1, options, *self._actions, TITLE), self._owner)
        self._pass(DELAY + 1)

    def _cast(self, keys: Sequence[PrivateKey], rankings: Sequence[tuple[int, ...]]) -> None:
        ballots = [self._ballot(key, ranking) for key, ranking in zip(keys, rankings, strict=True)]
        call = self._governor.functions.castBallots(1, DEADLINE, b"".join(ballots))
        if call.call({"from": self._chain.accounts[0], "gas": 25_000_000}) != len(keys):
            raise RuntimeError("a ballot did not count")
        self._chain.measure(call, 0)

    def _ballot(self, key: PrivateKey, ranking: tuple[int, ...]) -> bytes:
        choice = encode_choice(RANKED, ranking)
        struct = encode(["bytes32", "uint256", "uint256", "uint256"], [MEMBER_BALLOT, 1, choice, DEADLINE])
        types = ["bytes32", "bytes32", "bytes32", "uint256", "address"]
        names = [DOMAIN, keccak(text="Bench"), keccak(text="1")]
        domain = encode(types, [*names, self._chain.web3.eth.chain_id, self._governor.address])
        signature = key.sign_msg_hash(keccak(b"\x19\x01" + keccak(domain) + keccak(struct)))
        s = signature.s | signature.v << 255
        return bytes(signature.r.to_bytes(32) + s.to_bytes(32) + choice.to_bytes(3))

    def _pass(self, seconds: int) -> None:
        self._chain.web3.provider.make_request("evm_increaseTime", [seconds])  # type: ignore[arg-type]
        self._chain.web3.provider.make_request("evm_mine", [])  # type: ignore[arg-type]
