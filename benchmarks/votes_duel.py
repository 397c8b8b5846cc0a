"""The same random calls on BrandMembership and on OpenZeppelin's ERC721Votes: both must say the same at every second.

    python -m benchmarks.votes_duel --calls 1000000 [--seed 1]

Calls are issues, airdrops with repeated recipients, transfers, delegations, burns, lapses, renewals and changes of
tier, several in a second and several in a transaction. Compared are votes, held units and delegates of every account,
past votes and past supply: at the seconds just played, at random earlier ones while it goes on, and at every second
there ever was in the end. Writes benchmarks/results/votes_duel.json; exit code 1 at the first difference.
"""

import argparse
import json
import random
import re
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

import httpx
import msgspec
from eth_abi.abi import decode
from eth_utils.abi import function_abi_to_4byte_selector, get_abi_output_types
from web3 import Web3

from scripts.local.anvil import Anvil

ROOT = Path(__file__).resolve().parent.parent
RESULT = ROOT / "benchmarks" / "results" / "votes_duel.json"
ISSUER, DROPS = 2, 5
DAY = 86_400
PUPPETS = 6
UNITS = (1, 7, 0, 4_095, 3, 250)
BOUNDS = (4_095, 2**32 - 1, 2**28 - 1, 0, 0)  # so wide that they are in nobody's way
DURATIONS = (0, 0, 0, 0, 300, 90)  # seconds; some expire while others are played
ISSUE, AIRDROP, TRANSFER, DELEGATE, UNDELEGATE, BURN, LAPSE, RENEW, CHANGE_TIER = range(9)
KINDS = (
    *(ISSUE, AIRDROP, TRANSFER, TRANSFER, TRANSFER, DELEGATE, DELEGATE, UNDELEGATE, BURN),
    *(LAPSE, LAPSE, RENEW, RENEW, CHANGE_TIER, CHANGE_TIER),
)
MOVES_A_CALL = 24
CALLS_A_ROUND = 5_000  # then both are deployed anew: token numbers small enough to meet the same ones again
FLAGS = ("--prune-history", "--order", "fifo")
SECONDS_AT_ONCE = 40  # read in one call
GAS = 2_000_000_000
SMALL_GAS = 25_000_000
RECEIPT_TIMEOUT = 60.0
JSON = {"Content-Type": "application/json"}


@dataclass
class DuelOutcome:
    """What was played and compared."""

    calls: int = 0
    seconds: float = 0.0


@dataclass
class VotesDuelOutcome(DuelOutcome):
    """The same of votes."""

    seconds_touched: int = 0
    readings_compared: int = 0


class DifferentError(AssertionError):
    """The two contracts disagree; the message says where."""


class Arena:
    """Both contracts on one Anvil, and the contract that plays on both."""

    puppets = PUPPETS

    def __init__(self, url: str) -> None:
        self.url = url
        self._client = httpx.Client(timeout=600, trust_env=False)
        self.now = 0

    def __enter__(self) -> Self:
        """Deploy both anew."""
        self._owner = Web3.to_checksum_address(self._rpc("eth_accounts")[0])
        self._rpc("evm_setAutomine", True)
        authority = self.authority = self._deploy("BrandAccess", self._owner)
        renderer = self._deploy("MembershipRenderer")
        brand = ("Duel", "DUEL", authority.address, renderer.address)
        self.subject = self._deploy("BrandMembership", *brand, 30 * DAY, DAY, BOUNDS, (0, 0, 0))
        for number, (units, duration) in enumerate(zip(UNITS, DURATIONS, strict=True)):
            terms = (units, 2**20, duration, True, 0, "0x" + "00" * 20, f"Tier {number}")
            self.send(self.subject, "defineTier", terms, "ipfs://document", "ipfs://image")
        self.reference = self._deploy("ReferenceVotes")
        parts = (self.subject.address, self.reference.address, len(UNITS), self.puppets, self.delegatees())
        self.duel = self._deploy("VotesDuel", *parts)
        for role, names in ((ISSUER, ("issue", "airdrop", "renew")), (DROPS, ("changeTier", "sellTime"))):
            selectors = [function_abi_to_4byte_selector(self.subject.get_function_by_name(name).abi) for name in names]
            self.send(authority, "setTargetFunctionRole", self.subject.address, selectors, role)
            self.send(authority, "grantRole", role, self.duel.address, 0)
        self.accounts = [Web3.to_checksum_address(one) for one in self.ask(self.duel, "accounts")]
        self._rpc("evm_setAutomine", False)
        self.now = int(self._rpc("eth_getBlockByNumber", "latest", False)["timestamp"], 16)
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connection."""
        self._client.close()

    def play(self, transactions: Sequence[Sequence[tuple[int, int, int]]], at: int) -> None:
        """Mine these calls of `play` in one block of this second; all must go through."""
        gas = GAS // len(transactions)
        sent = [self._submit(self.duel.address, self.duel.encode_abi("play", [moves]), gas) for moves in transactions]
        self._mine(at)
        if not all(self._went_through(one) for one in sent):
            raise DifferentError(f"a call reverted in second {at}: {transactions}")

    def alone(self, contract: Any, function: str, *arguments: Any) -> None:
        """Make one call in a block of its own, a second later: for tests of the comparison."""
        self._submit(contract.address, contract.encode_abi(function, arguments), GAS)
        self._mine(self.now + 1)

    def compare(self, times: Sequence[int]) -> int:
        """Compare at past seconds; how many readings. Raises DifferentError."""
        for start in range(0, len(times), SECONDS_AT_ONCE):
            some = sorted(times[start : start + SECONDS_AT_ONCE])
            ours, theirs = (
                self._answer(self.duel, "read", one.address, some) for one in (self.subject, self.reference)
            )
            if ours != theirs:
                raise DifferentError(f"seconds {some}:\nours           {ours}\nOpenZeppelin's {theirs}")
        return len(times) * (len(self.accounts) + 1)

    def send(self, contract: Any, function: str, *arguments: Any) -> None:
        """Make one call while blocks are mined at once; it must go through."""
        if not self._went_through(self._submit(contract.address, contract.encode_abi(function, arguments), SMALL_GAS)):
            raise RuntimeError(f"{function}{arguments} reverted")

    def delegatees(self) -> list[str]:
        """Who votes beside the puppets, with what these delegate; asked once, while all is deployed."""
        return []

    def ask(self, contract: Any, function: str, *arguments: Any) -> Any:
        """What a view of one value says now."""
        types = get_abi_output_types(contract.get_function_by_name(function).abi)
        (value,) = decode(types, bytes.fromhex(self._answer(contract, function, *arguments)[2:]))
        return value

    def _answer(self, contract: Any, function: str, *arguments: Any) -> str:
        call = {"to": contract.address, "data": contract.encode_abi(function, arguments), "gas": hex(GAS)}
        return str(self._rpc("eth_call", call, "latest"))

    def _deploy(self, name: str, *arguments: Any) -> Any:
        build = json.loads((ROOT / "build" / "contracts" / f"{name}.json").read_text())
        code = build["bytecode"]
        for marker in set(re.findall("_{2,}[^_]+_+", code)):  # Brownie names a library that is to be linked like this
            code = code.replace(marker, self._deploy(marker.strip("_")).address[2:])
        factory = Web3().eth.contract(abi=build["abi"], bytecode=code)
        sent = self._submit(None, factory.constructor(*arguments).data_in_transaction, SMALL_GAS)
        address = Web3.to_checksum_address(str(self._receipt(sent).contract_address))
        return Web3().eth.contract(address, abi=build["abi"])

    def _submit(self, to: str | None, data: str, gas: int) -> str:
        request = {"from": self._owner, "data": data, "gas": hex(gas)} | ({"to": to} if to else {})
        return str(self._rpc("eth_sendTransaction", request))

    def _mine(self, at: int) -> None:
        self._rpc("evm_setNextBlockTimestamp", at)
        self._rpc("evm_mine")
        self.now = at

    def _went_through(self, sent: str) -> bool:
        return self._receipt(sent).status == "0x1"

    def _receipt(self, sent: str) -> "_Receipt":
        """Anvil answers before the block is quite mined."""
        deadline = time.monotonic() + RECEIPT_TIMEOUT
        while time.monotonic() < deadline:
            found = msgspec.json.decode(self._post("eth_getTransactionReceipt", sent), type=_Answer).result
            if found is not None:
                return found
            time.sleep(0.001)
        raise RuntimeError(f"{sent} was not mined within {RECEIPT_TIMEOUT:.0f} s")

    def _rpc(self, method: str, *parameters: Any) -> Any:
        answer = msgspec.json.decode(self._post(method, *parameters))
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']}")
        return answer["result"]

    def _post(self, method: str, *parameters: Any) -> bytes:
        request = {"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters}
        return self._client.post(self.url, content=msgspec.json.encode(request), headers=JSON).content


class _Receipt(msgspec.Struct, rename="camel"):
    """Only what matters here: its logs are long."""

    status: str
    contract_address: str | None = None


class _Answer(msgspec.Struct):
    result: _Receipt | None


def run(calls: int, seed: int) -> VotesDuelOutcome:
    """Play `calls` calls and compare. Raises DifferentError."""
    chance = random.Random(seed)  # noqa: S311 - the same campaign for the same seed
    outcome = VotesDuelOutcome()
    started = time.monotonic()
    while outcome.calls < calls:
        # Anvil hashes its whole state for every block: a chain of many rounds would get slower and slower.
        with Anvil(ROOT, flags=FLAGS) as chain, Arena(chain.url) as arena:
            _round(arena, chance, min(CALLS_A_ROUND, calls - outcome.calls), outcome)
    outcome.seconds = round(time.monotonic() - started, 1)
    return outcome


def _round(arena: Arena, chance: random.Random, calls: int, outcome: VotesDuelOutcome) -> None:
    touched: list[int] = []
    left, new = calls, 0
    while left:
        transactions = []
        for _ in range(chance.randint(1, 3)):
            count = min(left, chance.randint(1, MOVES_A_CALL))
            left -= count
            # Half of the moves meet few tokens and accounts, where histories get long.
            reach = chance.choice((12, 10_000))
            transactions.append(
                [(chance.choice(KINDS), chance.randrange(reach), chance.randrange(reach)) for _ in range(count)]
            )
            if not left:
                break
        arena.play(transactions, arena.now + chance.choice((1, 1, 2, 7, 60)))
        touched.append(arena.now)
        new += 1
        if new == SECONDS_AT_ONCE - 10 or not left:
            arena.play([[]], arena.now + 1)  # so that the last second is past
            earlier = chance.sample(touched[:-new], min(10, len(touched) - new))
            outcome.readings_compared += arena.compare([*touched[-new:], *earlier])
            new = 0
    everything = sorted({second + near for second in touched for near in (-1, 0)})
    outcome.readings_compared += arena.compare(everything)
    outcome.calls += calls
    outcome.seconds_touched += len(touched)


def main(arguments: Sequence[str]) -> int:
    """Run a campaign and write its figures; 1 at a difference."""
    parser = argparse.ArgumentParser(prog="votes_duel", description="Votes of memberships against OpenZeppelin's.")
    parser.add_argument("--calls", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    try:
        outcome = run(options.calls, options.seed)
    except DifferentError as error:
        print(f"different, seed {options.seed}: {error}", file=sys.stderr)
        return 1
    text = json.dumps({"seed": options.seed, "differences": 0, **asdict(outcome)}, indent=2)
    RESULT.write_text(text + "\n")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
