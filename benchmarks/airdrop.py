"""An airdrop that is killed again and again, on a Ganache: every member holds one membership. `make bench-airdrop`.

Writes benchmarks/results/airdrop.json. Ends with exit code 1 when a membership is missing or doubled.
"""

import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from eth_utils.address import to_checksum_address
from rich.console import Console
from web3 import HTTPProvider, Web3

from cli.airdrop.state import AirdropJournal
from relay.sending.contract import BrandOnChain, ContractOnNode
from relay.sending.node import SendingNode
from scripts.local.ganache import Ganache
from scripts.toolchain.brownie_env import brownie_environment
from symbia.chain.abi import load_abi
from symbia.chain.deployment import Deployment
from symbia.settings.names import without_settings

ROOT = Path(__file__).resolve().parent.parent
RESULT = ROOT / "benchmarks" / "results" / "airdrop.json"
MEMBERS = 10_000
KILLS = 5
BATCH = 100
BRAND, ISSUER = 1, 2  # account numbers, as in scripts/plans/demo.toml
LONGEST = 1.0  # seconds after a line of progress until a kill, at most
DEMO_PLAN = ROOT / "scripts" / "plans" / "demo.toml"
PATIENCE = 1_800.0  # seconds for one run
ETHER = 10**18
DOCUMENT = "ipfs://bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy"


def wide_plan(folder: Path) -> Path:
    """The demo's plan with a launch in which far more can be given away; written to a file in `folder`.

    So many that `symbia deploy` warns of it.
    """
    text, changes = re.subn(r"launch_units = \d+", "launch_units = 1_000_000", DEMO_PLAN.read_text())
    if changes != 1:
        raise RuntimeError(f"{DEMO_PLAN.name} names launch_units {changes} times")
    plan = folder / "wide.toml"
    plan.write_text(text)
    return plan


@dataclass(frozen=True, slots=True)
class AirdropPlace:
    """A chain with a deployed brand."""

    rpc_url: str
    deployment: Path

    def command(self, file: Path, batch: int) -> list[str]:
        """`symbia airdrop` of a list."""
        command = [sys.executable, "-m", "cli", "airdrop", str(file), "--batch", str(batch)]
        return [*command, "--account", str(ISSUER), "--rpc-url", self.rpc_url, "--deployment", str(self.deployment)]

    def deploy(self) -> None:
        """A plan beside the deployment file, see `wide_plan`. Raises CalledProcessError."""
        plan = wide_plan(self.deployment.parent)
        arguments = ["--rpc-url", self.rpc_url, "--plan", str(plan), "--deployment", str(self.deployment)]
        command = [sys.executable, "-m", "scripts.run", "deploy", *arguments]
        subprocess.run(command, cwd=ROOT, env=brownie_environment(ROOT), check=True, stdout=subprocess.DEVNULL)

    def define_tier(self, name: str, supply: int) -> None:
        """A lifetime tier of one unit; the next id."""
        web3 = Web3(HTTPProvider(self.rpc_url, request_kwargs={"timeout": 60}))
        address = Deployment.load(self.deployment).contracts["BrandMembership"].address
        membership: Any = web3.eth.contract(Web3.to_checksum_address(address), abi=load_abi("BrandMembership"))
        terms = (1, supply, 0, True, 0, "0x" + "0" * 40, name)
        call = membership.functions.defineTier(terms, DOCUMENT, DOCUMENT)
        sent = call.transact({"from": web3.eth.accounts[BRAND], "gas": 1_000_000})
        if web3.eth.wait_for_transaction_receipt(sent)["status"] != 1:
            raise RuntimeError("defineTier reverted")

    def issued(self) -> int:
        """How many memberships ever were; the last token id."""
        with SendingNode(self.rpc_url) as node:
            return int(self._membership(node).read("issuedCount"))

    def holders(self, after: int = 0) -> list[str]:
        """Holders of the memberships above token id `after`, by token id, lower case."""
        with SendingNode(self.rpc_url) as node:
            membership = self._membership(node)
            tokens = [(token,) for token in range(after + 1, membership.read("issuedCount") + 1)]
            return [holder.lower() for holder, *_ in membership.read_each("membershipOf", tokens)]

    def _membership(self, node: SendingNode) -> ContractOnNode:
        return BrandOnChain(node, Deployment.load(self.deployment)).membership


@dataclass(frozen=True, slots=True)
class AirdropResult:
    """What it took. Costs in wei; `missing` and `doubled` count accounts."""

    members: int
    batch: int
    interruptions: int
    memberships: int
    missing: int
    doubled: int
    seconds: float
    gas: int
    gas_per_member: int
    cost_per_member_wei: int
    gas_price_gwei: float


def strangers(count: int, chance: random.Random) -> list[str]:
    """Fresh accounts."""
    return [to_checksum_address("0x" + chance.randbytes(20).hex()) for _ in range(count)]


def write_list(file: Path, rows: Sequence[tuple[str, str]]) -> None:
    """A CSV of accounts and tiers."""
    file.write_text("account,tier\n" + "".join(f"{account},{tier}\n" for account, tier in rows))


def airdrop_with_kills(command: Sequence[str], members: int, kills: int, chance: random.Random) -> int:
    """Run `command` to its end, killed at `kills` random moments on the way; how many kills met it at work.

    Raises RuntimeError when the last run fails.
    """
    interruptions = 0
    for number in range(kills):
        process = _start(command)
        _wait_until(process, members * number // (kills + 1))
        time.sleep(chance.uniform(0, LONGEST))
        interruptions += process.poll() is None
        process.kill()
        process.communicate()
    process = _start(command)
    output, _ = process.communicate(timeout=PATIENCE)
    if process.returncode != 0:
        raise RuntimeError(f"The last run ended with exit code {process.returncode}:\n{output}")
    return interruptions


def _start(command: Sequence[str]) -> "subprocess.Popen[str]":
    environment = without_settings(os.environ)
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def _wait_until(process: "subprocess.Popen[str]", members: int) -> None:
    """Until it says that more than so many memberships are issued, or ends."""
    for line in process.stdout or ():
        done = re.match(r"([\d,]+) of [\d,]+ memberships", line)
        if done and int(done[1].replace(",", "")) > members:
            return


def measure(
    place: AirdropPlace, file: Path, members: int, kills: int, batch: int, chance: random.Random
) -> AirdropResult:
    """One list, one tier, from the first row to the last."""
    accounts = strangers(members, chance)
    write_list(file, [(account, "1") for account in accounts])
    begun = time.monotonic()
    interruptions = airdrop_with_kills(place.command(file, batch), members, kills, chance)
    seconds = time.monotonic() - begun
    held = Counter(place.holders())
    with SendingNode(place.rpc_url) as node:
        brand = BrandOnChain(node, Deployment.load(place.deployment))
        with AirdropJournal(AirdropJournal.beside(file), brand) as journal:
            spent = journal.progress()
    return AirdropResult(
        members=members,
        batch=batch,
        interruptions=interruptions,
        memberships=sum(held.values()),
        missing=sum(1 for account in accounts if account.lower() not in held),
        doubled=sum(1 for count in held.values() if count > 1),
        seconds=round(seconds, 1),
        gas=spent.gas,
        gas_per_member=spent.gas // members,
        cost_per_member_wei=spent.cost // members,
        gas_price_gwei=round(spent.cost / spent.gas / 10**9, 3),
    )


def main() -> int:
    """Measure, print, write; 1 if not every member holds exactly one membership."""
    with Ganache(ROOT) as chain, tempfile.TemporaryDirectory() as folder:
        place = AirdropPlace(chain.url, Path(folder) / "deployment.json")
        place.deploy()
        place.define_tier("Friend", 2 * MEMBERS)
        chance = random.Random(int(time.time()))  # noqa: S311 - other moments every time
        result = measure(place, Path(folder) / "members.csv", MEMBERS, KILLS, BATCH, chance)
    RESULT.write_text(json.dumps(asdict(result), indent=2) + "\n")
    Console().print_json(data=asdict(result))
    exact = result.memberships == MEMBERS and not result.missing and not result.doubled
    return 0 if exact and result.interruptions == KILLS else 1


if __name__ == "__main__":
    sys.exit(main())
