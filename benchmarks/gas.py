"""Gas of what members and the brand do most, beside unmodified OpenZeppelin 5.3 on the same Ganache. `make gas`.

Whole transactions. Ends with exit code 1 when an operation is over its budget.
"""

import json
import random
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from web3 import HTTPProvider, Web3

from benchmarks.ballots import Elections
from benchmarks.largest_run_off import BUDGET, LargestRunOff
from benchmarks.sales import Sales
from scripts.local.ganache import Ganache

ROOT = Path(__file__).resolve().parent.parent
RESULT = ROOT / "benchmarks" / "results" / "gas.json"
GAS_LIMIT = 25_000_000
SAMPLES = 100
APART = 5  # seconds between two transactions: no two share a checkpoint
WARM_UP = 8  # issued first, so that no measured one writes a counter for the first time
OWNER, BRAND, ISSUER = 0, 1, 2  # accounts
ROLE_BRAND, ROLE_ISSUER = 1, 2
FIRST_HOLDER = 10
APPEAL_WINDOW, GRACE = 30 * 86_400, 3 * 86_400
# Units of a membership, of a tier, given away or sold in a day at the least; shares of units that are, in basis points.
BOUNDS = (100, 10_000_000, 10_000_000, 100, 300)


@dataclass(frozen=True)
class Operation:
    """Gas of one operation, ours and OpenZeppelin's (0 for what it does not have), and what it may cost."""

    name: str
    gas: int
    oz_gas: int
    budget: int


class Bench:
    """One chain on which both are deployed."""

    def __init__(self, url: str) -> None:
        self.web3 = Web3(HTTPProvider(url, request_kwargs={"timeout": 60}))
        self.accounts = list(self.web3.eth.accounts)
        self._random = random.Random(1)  # noqa: S311 - fresh addresses, the same ones every time
        self._access = self.deploy("BrandAccess", self.accounts[OWNER])
        self.ours = self._ours()
        self.oz = self.deploy("OzMembership")

    def operations(self) -> Iterator[Operation]:
        """Measure everything."""
        for number in range(WARM_UP):
            holder = self.accounts[FIRST_HOLDER + number]
            self.measure(self._issue_ours(holder), ISSUER)
            self.measure(self.oz.functions.issue(holder), OWNER)
        yield self._issue()
        yield self._airdrop()
        yield self._transfer()
        yield self._delegate()
        yield from (Operation(name, gas, 0, budget) for name, gas, budget in Sales(self, GRACE, BOUNDS).gas())
        largest = LargestRunOff(self, self._access.address, ISSUER, OWNER)
        for name, gas in zip(("queue_largest_run_off", "execute_largest_run_off"), largest.gas(), strict=True):
            yield Operation(name, gas, 0, BUDGET)
        elections = Elections(self, self._access.address, ISSUER, OWNER)
        yield from (Operation(one.name, one.gas, one.oz_gas, one.budget) for one in elections.measured())

    def _issue(self) -> Operation:
        ours = [self.measure(self._issue_ours(self._stranger()), ISSUER) for _ in range(SAMPLES)]
        oz = [self.measure(self.oz.functions.issue(self._stranger()), OWNER) for _ in range(SAMPLES)]
        return Operation("issue", _average(ours), _average(oz), 92_500)

    def _airdrop(self) -> Operation:
        recipients = [self._stranger() for _ in range(SAMPLES)]
        ours = self.measure(self.ours.functions.airdrop(recipients, 1), ISSUER)
        oz = self.measure(self.oz.functions.airdrop(recipients), OWNER)
        return Operation("airdrop_100", -(-ours // SAMPLES), -(-oz // SAMPLES), 49_800)

    def _transfer(self) -> Operation:
        return self._by_holder(
            "transfer_new_holder", 75_000, 0, lambda token, me: token.functions.transferFrom(me, self._stranger(), 1)
        )

    def _delegate(self) -> Operation:
        to = self.accounts[FIRST_HOLDER + 3]
        return self._by_holder("delegate_first", 65_000, 2, lambda token, _: token.functions.delegate(to))

    def _by_holder(self, name: str, budget: int, number: int, call: Callable[[Any, str], Any]) -> Operation:
        holder = FIRST_HOLDER + number
        me = self.accounts[holder]
        return Operation(
            name, self.measure(call(self.ours, me), holder), self.measure(call(self.oz, me), holder), budget
        )

    def _issue_ours(self, to: str) -> Any:
        return self.ours.functions.issue(to, 1)

    def measure(self, call: Any, account: int, value: int = 0) -> int:
        """Gas of a transaction in a block of its own, some seconds after the last one."""
        self.web3.provider.make_request("evm_increaseTime", [APART])  # type: ignore[arg-type]
        sent = call.transact({"from": self.accounts[account], "gas": GAS_LIMIT, "value": value})
        receipt = self.web3.eth.wait_for_transaction_receipt(sent, poll_latency=0.01)
        if receipt["status"] != 1:
            raise RuntimeError(f"{call.fn_name} reverted")
        return int(receipt["gasUsed"])

    def _stranger(self) -> str:
        return Web3.to_checksum_address("0x" + self._random.randbytes(20).hex())

    def _ours(self) -> Any:
        access = self._access
        renderer = self.deploy("MembershipRenderer")
        brand = ("Bench", "BENCH", access.address, renderer.address)
        membership = self.deploy("BrandMembership", *brand, APPEAL_WINDOW, GRACE, BOUNDS, (0, 0, 0))
        for role, names in ((ROLE_ISSUER, ["issue", "airdrop"]), (ROLE_BRAND, ["defineTier"])):
            self.permit(access, membership, names, role, self.accounts[role])
        terms = (5, 1_000_000, 0, True, 500, self.accounts[OWNER], "Regular")
        self.measure(membership.functions.defineTier(terms, "ipfs://document", "ipfs://image"), BRAND)
        return membership

    def permit(self, access: Any, target: Any, names: Sequence[str], role: int, holder: str) -> None:
        """Let `holder` call these functions of `target`, by a role."""
        selectors = [_selector(target.abi, name) for name in names]
        self.measure(access.functions.setTargetFunctionRole(target.address, selectors, role), OWNER)
        self.measure(access.functions.grantRole(role, holder, 0), OWNER)

    def deploy(self, name: str, *arguments: Any) -> Any:
        """A contract of the build, with libraries of its own."""
        build = json.loads((ROOT / "build" / "contracts" / f"{name}.json").read_text())
        code = build["bytecode"]
        for marker in set(re.findall("_{2,}[^_]+_+", code)):  # Brownie names a library that is to be linked like this
            code = code.replace(marker, self.deploy(marker.strip("_")).address[2:])
        factory = self.web3.eth.contract(abi=build["abi"], bytecode=code)
        sent = factory.constructor(*arguments).transact({"from": self.accounts[OWNER], "gas": GAS_LIMIT})
        address = self.web3.eth.wait_for_transaction_receipt(sent)["contractAddress"]
        return self.web3.eth.contract(address, abi=build["abi"])


def main() -> int:
    """Measure, print, write; 1 if a budget is exceeded."""
    with Ganache(ROOT) as chain:
        operations = list(Bench(chain.url).operations())
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps({"operations": [asdict(one) for one in operations]}, indent=2) + "\n")
    table = Table("operation", "gas", "budget", "OpenZeppelin 5.3", title="Gas of whole transactions")
    for one in operations:
        style = "red" if one.gas > one.budget else None
        table.add_row(one.name, f"{one.gas:,}", f"{one.budget:,}", f"{one.oz_gas:,}" if one.oz_gas else "", style=style)
    Console().print(table)
    over = [one.name for one in operations if one.gas > one.budget]
    if over:
        print(f"over budget: {', '.join(over)}", file=sys.stderr)
    return 1 if over else 0


def _average(samples: list[int]) -> int:
    """Rounded up: a budget is not met by rounding."""
    return -(-sum(samples) // len(samples))


def _selector(abi: Any, name: str) -> bytes:
    entry = next(entry for entry in abi if entry.get("name") == name and entry["type"] == "function")
    return bytes(Web3.keccak(text=f"{name}({','.join(_type(one) for one in entry['inputs'])})")[:4])


def _type(entry: Any) -> str:
    if not entry["type"].startswith("tuple"):
        return str(entry["type"])
    return f"({','.join(_type(one) for one in entry['components'])}){entry['type'].removeprefix('tuple')}"


if __name__ == "__main__":
    sys.exit(main())
