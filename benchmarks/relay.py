"""An election through a relay that is killed again and again, on a Ganache: all count once. `make bench-relay`.

Writes benchmarks/results/relay.json. Ends with exit code 1 when a ballot is lost or counted twice.
"""

import json
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from itertools import repeat
from pathlib import Path
from typing import Any

import httpx
from eth_account.messages import encode_typed_data
from eth_keys.datatypes import PrivateKey
from eth_utils.crypto import keccak
from rich.console import Console
from web3 import HTTPProvider, Web3

from benchmarks.airdrop import BRAND, ISSUER, AirdropPlace
from scripts.local.ganache import Ganache, free_port
from symbia.chain.abi import load_abi
from symbia.chain.deployment import Deployment
from symbia.process.children import Child
from symbia.rules.ballots.names import SUPPORTS
from symbia.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
RESULT = ROOT / "benchmarks" / "results" / "relay.json"
BALLOTS, KILLS, BATCH = 10_000, 10, 100
POSTING = 4  # requests at a time
PAYER = 9  # account number
AIRDROP = 200
LONGEST = 1.0  # seconds between a mark of progress and a kill, at most
PATIENCE = 3_600.0  # seconds without which the election must be over
POLL = 0.2
BLOCKS = 500  # of one question for events


@dataclass(frozen=True, slots=True)
class RelayResult:
    """`lost` and `doubled` count accounts; gas and wei are what the relay paid for each ballot."""

    ballots: int
    kills: int
    lost: int
    doubled: int
    gas_per_ballot: int
    wei_per_ballot: int
    seconds: float
    batches: int


class RelayedElection:
    """A brand on a chain with members and an open proposal, its API, and a relay that can be killed."""

    def __init__(self, settings: Settings, folder: Path, voters: Sequence[PrivateKey]) -> None:
        self._settings, self._folder, self._voters = settings, folder, voters
        self._web3 = Web3(HTTPProvider(settings.rpc_url, request_kwargs={"timeout": 120}))
        self.api = httpx.Client(base_url=f"http://127.0.0.1:{settings.port}", timeout=120, trust_env=False)
        self._starts = 0
        self.relay = self._relay()

    @property
    def _governor(self) -> Any:
        return contract(self._web3, self._settings.deployment, "BrandGovernor")

    def kill(self) -> None:
        """SIGKILL, and a new one at once."""
        self.relay.require_alive()
        self.relay.kill()
        self.relay = self._relay()

    def hand_in(self, chance: random.Random) -> list[str]:
        """Every voter signs and hands in a ballot; their receipts. Raises RuntimeError when one is refused."""
        number = self.open_proposal()
        digests = {choice: self.typed_data(number, choice) for choice in SUPPORTS}
        choices = [chance.choice(SUPPORTS) for _ in self._voters]
        with ThreadPoolExecutor(POSTING) as pool:
            return list(pool.map(self._post, repeat(number), self._voters, choices, repeat(digests)))

    def open_proposal(self) -> int:
        """Number of the newest one."""
        return int(self._governor.functions.latestProposalId().call())

    def progress(self) -> dict[str, Any]:
        """GET /v1/relay."""
        found: dict[str, Any] = self.api.get("/v1/relay").raise_for_status().json()["relay"]
        return found

    def votes(self) -> Counter[str]:
        """On chain: how often a ballot of each account was counted, lower case."""
        last = self._web3.eth.block_number
        found: Counter[str] = Counter()
        for first in range(0, last + 1, BLOCKS):
            logs = self._governor.events.VoteCast.get_logs(from_block=first, to_block=min(last, first + BLOCKS - 1))
            found.update(log["args"]["voter"].lower() for log in logs)
        return found

    def result(self, kills: int, seconds: float) -> RelayResult:
        """Compare the chain with who handed in."""
        votes, record = self.votes(), self.progress()
        handed_in = [voter.public_key.to_address() for voter in self._voters]
        return RelayResult(
            ballots=len(handed_in),
            kills=kills,
            lost=sum(1 for account in handed_in if not votes[account]),
            doubled=sum(1 for count in votes.values() if count > 1),
            gas_per_ballot=record["gas_used"] // len(handed_in),
            wei_per_ballot=int(record["spent_wei"]) // len(handed_in),
            seconds=round(seconds, 1),
            batches=record["batches"],
        )

    def close(self) -> None:
        """Stop the relay and the connection."""
        self.relay.stop()
        self.api.close()

    def _relay(self) -> Child:
        self._starts += 1
        return child(self._settings, self._folder, f"relay-{self._starts}", "relay", "--account", str(PAYER))

    def typed_data(self, number: int, choice: str) -> tuple[int, bytes]:
        """Deadline and digest: for all members the same, since the signature says who votes."""
        account = self._voters[0].public_key.to_checksum_address()
        body = {"account": account, "proposal": number, "choice": choice}
        answer = self.api.post("/v1/ballots/typed-data", json=body).raise_for_status().json()
        if answer["problem"] is not None:
            raise RuntimeError(answer["problem"]["detail"])
        message = encode_typed_data(full_message=answer["typed_data"])
        return answer["deadline"], keccak(b"\x19" + message.version + message.header + message.body)

    def signed(
        self, number: int, voter: PrivateKey, choice: str, digests: dict[str, tuple[int, bytes]]
    ) -> dict[str, Any]:
        """What a voter hands in; `digests` as `typed_data` gives them, by choice."""
        deadline, digest = digests[choice]
        signature = voter.sign_msg_hash(digest).to_bytes()
        return {
            "account": voter.public_key.to_checksum_address(),
            "proposal": number,
            "choice": choice,
            "deadline": deadline,
            "signature": "0x" + signature.hex(),
        }

    def _post(self, number: int, voter: PrivateKey, choice: str, digests: dict[str, tuple[int, bytes]]) -> str:
        answer = self.api.post("/v1/ballots", json=self.signed(number, voter, choice, digests))
        if answer.status_code != httpx.codes.ACCEPTED:
            raise RuntimeError(answer.text)
        return str(answer.json()["receipt"]["id"])


def run(election: RelayedElection, ballots: int, kills: int, chance: random.Random) -> RelayResult:
    """Hand in all ballots while the relay is killed at random moments, and wait until all are counted."""
    marks = sorted(chance.randrange(ballots) for _ in range(kills))
    begun = time.monotonic()
    with ThreadPoolExecutor(1) as pool:
        handed_in = pool.submit(election.hand_in, chance)
        for mark in marks:
            _wait(election, handed_in, mark)
            time.sleep(chance.uniform(0, LONGEST))
            election.kill()
        receipts = handed_in.result()
    _wait(election, None, ballots)
    if len(set(receipts)) != ballots:
        raise RuntimeError("two ballots have the same receipt")
    return election.result(kills, time.monotonic() - begun)


def _wait(election: RelayedElection, handing_in: Any, counted: int) -> None:
    """Until so many are counted. Raises when the relay or the voters stop before."""
    deadline = time.monotonic() + PATIENCE
    while election.progress()["ballots"]["counted"] < counted:
        election.relay.require_alive()
        if handing_in is not None and handing_in.done():
            handing_in.result()
        if time.monotonic() > deadline:
            raise RuntimeError(f"not within {PATIENCE:.0f} s: {election.progress()}")
        time.sleep(POLL)


@contextmanager
def election_on(settings: Settings, folder: Path, voters: Sequence[PrivateKey]) -> Iterator[RelayedElection]:
    """Members issued, a proposal open, everything indexed, API and relay at work. The contracts must stand."""
    web3 = Web3(HTTPProvider(settings.rpc_url, request_kwargs={"timeout": 120}))
    _prepare(web3, settings.deployment, [voter.public_key.to_checksum_address() for voter in voters])
    with ExitStack() as stack:
        indexer = child(settings, folder, "indexer", "index", "--until-head")
        stack.callback(indexer.stop)
        indexer.wait(PATIENCE)
        api = child(settings, folder, "api", "serve")
        stack.callback(api.stop)
        election = RelayedElection(settings, folder, voters)
        stack.callback(election.close)
        _until_it_answers(election, api)
        yield election


def child(settings: Settings, folder: Path, name: str, *command: str) -> Child:
    """A `symbia` process."""
    environment = settings.child_environment(os.environ)
    return Child(name, ["-m", "cli", *command], folder / f"{name}.log", environment, ROOT)


def contract(web3: Web3, deployment: Path, name: str) -> Any:
    """A deployed contract."""
    address = Deployment.load(deployment).contracts[name].address
    return web3.eth.contract(Web3.to_checksum_address(address), abi=load_abi(name))


def settings_on(rpc_url: str, folder: Path) -> Settings:
    """Of an election; ballots wait for each other as long as they do anywhere."""
    return Settings(
        rpc_url=rpc_url,
        deployment=folder / "deployment.json",
        database_url=f"sqlite:///{folder / 'symbia.db'}",
        content_dir=folder / "content",
        relay_ballot_journal=folder / "ballots.journal",
        port=free_port(),
        rate_limit="",
    )


def keys(count: int, chance: random.Random) -> list[PrivateKey]:
    """Fresh voters."""
    return [PrivateKey(chance.randbytes(32)) for _ in range(count)]


def _prepare(web3: Web3, deployment: Path, accounts: Sequence[str]) -> None:
    membership = contract(web3, deployment, "BrandMembership")
    tier = int(membership.functions.tierCount().call())
    for start in range(0, len(accounts), AIRDROP):
        _send(web3, ISSUER, membership.functions.airdrop(accounts[start : start + AIRDROP], tier))
    governor = contract(web3, deployment, "BrandGovernor")
    _send(web3, BRAND, governor.functions.proposeTyped(1, [], [], [], f"# {time.time()}"))
    number = governor.functions.latestProposalId().call()
    snapshot = governor.functions.proposalSnapshot(number).call()
    web3.provider.make_request("evm_mine", [snapshot + 1])  # type: ignore[arg-type]


def _send(web3: Web3, account: int, call: Any) -> None:
    sent = call.transact({"from": web3.eth.accounts[account], "gas": 28_000_000})
    if web3.eth.wait_for_transaction_receipt(sent, timeout=300)["status"] != 1:
        raise RuntimeError(f"{call.fn_name} reverted")


def _until_it_answers(election: RelayedElection, api: Child) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        api.require_alive()
        election.relay.require_alive()
        try:
            if election.progress()["state"] == "working":
                return
        except httpx.HTTPError:
            pass
        time.sleep(POLL)
    raise RuntimeError(f"API and relay do not work together: {api.log}, {election.relay.log}")


def main() -> int:
    """Measure, print, write; 1 if not every ballot counts exactly once."""
    chance = random.Random(int(time.time()))  # noqa: S311 - other moments every time
    with Ganache(ROOT) as chain, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings = replace(settings_on(chain.url, folder), relay_batch=BATCH)
        place = AirdropPlace(chain.url, settings.deployment)
        place.deploy()
        place.define_tier("Friend", 2 * BALLOTS)
        with election_on(settings, folder, keys(BALLOTS, chance)) as election:
            result = run(election, BALLOTS, KILLS, chance)
    RESULT.write_text(json.dumps(asdict(result), indent=2) + "\n")
    Console().print_json(data=asdict(result))
    return 0 if not result.lost and not result.doubled else 1


if __name__ == "__main__":
    sys.exit(main())
