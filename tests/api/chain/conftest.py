"""A real chain with the contracts on it, an indexer that follows it in the test, and the API over both."""

import asyncio
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any

import httpx
import pytest
from eth_utils.abi import function_abi_to_4byte_selector
from web3.exceptions import ContractLogicError

from api.app import create_app
from api.facts.power import Power, power_at
from indexer.run import run
from scripts.deploy import DROPS_ROLES, LIBRARIES, PERMISSIONS
from scripts.local.anvil import Anvil
from scripts.local.ganache import CHAIN_ID, HARDFORK
from symbia.chain.abi import CONTRACTS, abi_sha256, load_abi
from symbia.rules.roles import ADMIN, ROLE_IDS
from symbia.settings import Settings
from tests import ROOT
from tests.web3_at import web3_at

DAY = 86_400
BRAND, ISSUER = 1, 2  # places among the node's accounts
WINDOW, DELAY, APPEAL, GRACE = 3 * DAY, 600, 10 * DAY, 3 * DAY
BOUNDS = (100, 100_000, 1_000, 0, 0)  # units of a membership, of a tier, given away in a day; no shares
ZERO = "0x" + "0" * 40
# units, supply, duration, transferable, royalty in basis points, its receiver, name
TIERS = (
    (10, 100, 0, True, 0, ZERO, "Gold"),
    (3, 100, 0, True, 0, ZERO, "Silver"),
    (5, 100, 365 * DAY, True, 0, ZERO, "Yearly"),
    (1, 3, 30 * DAY, False, 0, ZERO, "Trial"),
)
GAS = 8_000_000
LIBRARY = re.compile(r"__([A-Za-z]+)_+")  # where Brownie leaves room for a linked library's address
EXCLUDED = 12  # place of the account that takes no part in proposals
# delay, period, threshold, quorum, approval, proposer rule, binding, active; methods, curve, cap, share of the winning
# option, answer period; least quorum, reach; name
TYPES = (
    (60, DAY, 3, 2_000, 5_000, 2, False, True, 31, 0, 0, 0, 7 * DAY, 1, 0, "Product direction"),
    (60, DAY, 3, 2_500, 6_000, 1, True, True, 31, 0, 0, 6_000, 0, 1, 0, "Treasury"),
    (60, DAY, 3, 2_500, 6_000, 0, False, True, 1, 0, 0, 0, 0, 1, 0, "Brand only"),
    (60, DAY, 3, 2_500, 6_000, 0, False, False, 31, 0, 0, 0, 0, 1, 0, "Closed"),
    (60, DAY, 3, 2_000, 5_000, 2, False, True, 31, 1, 0, 0, 0, 1, 0, "Square root"),
    (60, DAY, 3, 5_000, 5_000, 2, False, True, 31, 2, 0, 0, 0, 1, 0, "One each"),
    (60, DAY, 3, 4_000, 5_000, 2, False, True, 31, 0, 7, 4_000, 0, 1, 0, "Capped"),
    (60, DAY, 3, 2_000, 6_000, 2, True, True, 31, 1, 3, 6_000, 0, 1, 0, "Square root, capped"),
    (60, DAY, 3, 2_500, 6_000, 2, True, True, 1, 0, 0, 0, 0, 1, 2, "Charter"),
)


class House:
    """Contracts by name, the node's accounts, and what the API says after everything is indexed."""

    def __init__(self, url: str, folder: Path) -> None:
        self.settings = Settings(
            rpc_url=url,
            deployment=folder / "deployment.json",
            database_url=f"sqlite:///{folder}/symbia.db",
            content_dir=folder / "content",
            rate_limit="",
        )
        self.web3 = web3_at(url)
        self.accounts = list(self.web3.eth.accounts)
        self.contracts: dict[str, Any] = {}
        self.app = create_app(self.settings)

    def deploy(self, name: str, *arguments: Any) -> Any:
        build = json.loads((ROOT / "build" / "contracts" / f"{name}.json").read_text())
        linked = LIBRARY.sub(lambda found: self.contracts[found.group(1)].address.lower()[2:], build["bytecode"])
        factory = self.web3.eth.contract(abi=build["abi"], bytecode=linked)
        receipt = self.mined(factory.constructor(*arguments).transact({"from": self.accounts[0], "gas": GAS}))
        self.contracts[name] = self.web3.eth.contract(receipt["contractAddress"], abi=build["abi"])
        return self.contracts[name]

    def send(self, name: str, function: str, *arguments: Any, sender: int = 0) -> Any:
        """Mine a call that must succeed."""
        call = self.contracts[name].get_function_by_name(function)(*arguments)
        return self.mined(call.transact({"from": self.accounts[sender], "gas": GAS}))

    def by_proposal(self, name: str, function: str, *arguments: Any) -> Any:
        """Mine a call of the timelock's, as if members had decided it."""
        timelock = self.contracts["BrandTimelock"].address
        treasury = self.web3.eth.get_balance(timelock)
        self.rpc("anvil_setBalance", timelock, hex(treasury + 10**18))
        self.rpc("anvil_impersonateAccount", timelock)
        call = self.contracts[name].get_function_by_name(function)(*arguments)
        done = self.mined(call.transact({"from": timelock, "gas": GAS, "gasPrice": self.web3.eth.gas_price}))
        self.rpc("anvil_stopImpersonatingAccount", timelock)
        self.rpc("anvil_setBalance", timelock, hex(treasury))
        return done

    def mined(self, sent: Any) -> Any:
        receipt = self.web3.eth.wait_for_transaction_receipt(sent, poll_latency=0.02)
        assert receipt["status"] == 1
        return receipt

    def call(self, name: str, function: str, *arguments: Any) -> Any:
        return self.contracts[name].get_function_by_name(function)(*arguments).call()

    def would_pass(self, name: str, function: str, *arguments: Any, sender: int) -> bool:
        """Whether a call would go through in the present block."""
        call = self.contracts[name].get_function_by_name(function)(*arguments)
        try:
            call.call({"from": self.accounts[sender]})
        except ContractLogicError:
            return False
        return True

    def power_at(self, account: str, at: int) -> Power:
        """What the API says about the power of an account (lower case) at a second of the past."""
        with self.app.state.services.read() as reading:
            return power_at(reading, account, at)

    def rpc(self, method: str, *params: Any) -> Any:
        answer: Any = self.web3.provider.make_request(method, list(params))  # type: ignore[arg-type]
        assert "error" not in answer, answer
        return answer["result"]

    def now(self) -> int:
        return int(self.web3.eth.get_block("latest")["timestamp"])

    def travel(self, seconds: int) -> None:
        """Mine a block so much later."""
        self.rpc("evm_mine", self.now() + seconds)

    def vote(self, voter: int, proposal: int, support: int) -> None:
        self.send("BrandGovernor", "castVote", proposal, support, sender=voter)

    def sign(self, prepared: dict[str, Any]) -> Any:
        """Send a prepared transaction as it stands, as a wallet would; it must go through."""
        return self.mined(self.web3.eth.send_transaction(prepared["transaction"]))

    def does(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Prepare, sign and send; returns what was prepared."""
        answer = self.post(path, body)
        assert answer.status_code == 200, answer.text
        prepared: dict[str, Any] = answer.json()
        self.sign(prepared)
        return prepared

    def refuses(self, path: str, body: dict[str, Any], revert: str) -> str:
        """The words with which a preparation is refused, for this error of the contract."""
        answer = self.post(path, body).json()
        assert (answer["code"], answer.get("revert", {}).get("name")) == ("would_revert", revert), answer
        return str(answer["detail"])

    def index(self) -> None:
        """Bring the tables to the chain's head."""
        run(self.settings, Event(), until_head=True)

    def get(self, path: str) -> Any:
        """JSON of an answer that must be a success, everything indexed before."""
        self.index()
        answer = self.ask("GET", path)
        assert answer.is_success, answer.text
        return answer.json()

    def post(self, path: str, body: dict[str, Any]) -> httpx.Response:
        self.index()
        return self.ask("POST", path, json=body)

    def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        async def one() -> httpx.Response:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://symbia.test", timeout=60) as client:
                return await client.request(method, path, **options)

        return asyncio.run(one())


@pytest.fixture(scope="session")
def chain() -> Iterator[str]:
    """URL of a chain that starts in the past, so that it can travel."""
    with anvil() as url:
        yield url


@contextmanager
def anvil(hardfork: str = HARDFORK) -> Iterator[str]:
    """URL of such a chain with the rules of a hard fork."""
    start = datetime.now(UTC) - timedelta(days=90)
    flags = ("--balance", "1000", "--timestamp", str(int(start.timestamp())))
    with Anvil(ROOT, accounts=16, hardfork=hardfork, flags=flags) as chain:
        yield chain.url


@pytest.fixture(scope="session")
def standing(chain: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The contracts, deployed once, with TYPES and TIERS."""
    house = stand(chain, tmp_path_factory.mktemp("standing"))
    yield house
    house.app.state.services.close()


def stand(url: str, folder: Path) -> House:
    """The contracts on a chain, and the file of their deployment."""
    house = House(url, folder)
    head: Any = house.web3.eth.get_block("latest")
    _deploy(house)
    house.settings.deployment.write_text(
        json.dumps(
            {
                "chain_id": CHAIN_ID,
                "brand": "Juniper & Rye",
                "start_block": head["number"],
                "start_block_hash": head["hash"].to_0x_hex(),
                "contracts": {
                    name: {"address": house.contracts[name].address, "abi_sha256": abi_sha256(load_abi(name))}
                    for name in CONTRACTS
                },
            }
        )
    )
    return house


@pytest.fixture
def house(standing: House, tmp_path: Path) -> Iterator[House]:
    """The deployment with a database of its own; what the test does on chain is undone."""
    with lodging(standing, tmp_path) as house:
        yield house


@contextmanager
def lodging(standing: House, tmp_path: Path) -> Iterator[House]:
    """The deployment with a database in a folder; what is done on chain meanwhile is undone."""
    house = House(standing.settings.rpc_url, tmp_path)
    house.contracts = standing.contracts
    house.settings.deployment.write_text(standing.settings.deployment.read_text())
    snapshot = house.rpc("evm_snapshot")
    house.rpc("evm_mine")  # the clock has gone on while earlier tests travelled, the last block has not
    yield house
    house.rpc("evm_revert", snapshot)
    house.app.state.services.close()


def _deploy(house: House) -> None:
    deployer = house.accounts[0]
    access = house.deploy("BrandAccess", deployer)
    renderer = house.deploy("MembershipRenderer")
    for library in LIBRARIES:
        house.deploy(library)
    name = "Juniper & Rye Membership"
    brand = (name, "JRYE", access.address, renderer.address)
    membership = house.deploy("BrandMembership", *brand, APPEAL, GRACE, BOUNDS, (0, 0, 0))
    timelock = house.deploy("BrandTimelock", DELAY, 60, deployer)
    drops = house.deploy("MembershipDrops", membership.address, timelock.address, access.address, 1)
    house.send("BrandMembership", "bindVotes", house.accounts[EXCLUDED])
    rules = (WINDOW, 3_600, TYPES, [house.accounts[EXCLUDED]])
    governor = house.deploy(
        "BrandGovernor", "Juniper & Rye Governor", membership.address, timelock.address, access.address, *rules
    )
    house.deploy("BallotLens", governor.address)
    house.deploy("PerkRegistry", membership.address, access.address)
    for role, holder in (("BRAND", BRAND), ("ISSUER", ISSUER)):
        house.send("BrandAccess", "grantRole", ROLE_IDS[role], house.accounts[holder], 0)
    for role in DROPS_ROLES:
        house.send("BrandAccess", "grantRole", ROLE_IDS[role], drops.address, 0)
    for name, permissions in PERMISSIONS.items():
        for role in set(permissions.values()):
            functions = [function for function, one in permissions.items() if one == role]
            _permit(house, name, functions, ROLE_IDS.get(role, ADMIN))
    for role in ("PROPOSER_ROLE", "CANCELLER_ROLE", "EXECUTOR_ROLE"):
        house.send("BrandTimelock", "grantRole", house.call("BrandTimelock", role), governor.address)
    for terms in TIERS:
        house.send("BrandMembership", "defineTier", terms, f"ipfs://{terms[-1]}", "ipfs://image", sender=BRAND)
    house.send("BrandAccess", "grantRole", ADMIN, timelock.address, 0)


def _permit(house: House, name: str, functions: list[str], role: int) -> None:
    contract = house.contracts[name]
    selectors = [function_abi_to_4byte_selector(contract.get_function_by_name(one).abi) for one in functions]
    house.send("BrandAccess", "setTargetFunctionRole", contract.address, selectors, role)
